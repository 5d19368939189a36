"""What the caller wants of us (诉求类型): 咨询 求助 投诉 举报 建议 表扬; what they call it themselves wins."""

from __future__ import annotations

import re

from desk.extract import learned
from desk.extract.transcript import Conversation, Statement, is_small_talk
from desk.extract.types import Evidence, Found

_NAMED = re.compile(
    r"(?:(?:我|要|想|来|得|必须|给|先|就|是|打算|准备|决定|(?:^|[,。!?;\s]))(?:是|就|要|想|来|先|在|再|得|必须|只|一下|找领导|找你们领导)*(?:你们)?)"
    r"(?P<kind>投诉|举报|检举|揭发|告发|控告|表扬|点赞|夸夸|夸一[下句]|夸个?[他她你]|夸奖|建议|提个?(?:小)?(?:建议|意见)|提(?:一|几)?(?:个|条|点)(?:小)?(?:建议|意见)|反映|咨询|求助|打听|(?:请)?问(?:一下|一问|问)?)"
)
_KINDS = {"投诉": "投诉", "控告": "投诉", "举报": "举报", "检举": "举报", "揭发": "举报", "告发": "举报", "表扬": "表扬", "点赞": "表扬", "夸": "表扬",
          "建议": "建议", "意见": "建议", "咨询": "咨询", "求助": "求助", "问": "咨询", "打听": "咨询"}  # fmt: skip
_AGREED = re.compile(
    r"您?(?:是|要|想|想要|是要|是想)(?P<kind>投诉|举报|表扬|建议)(?!还是)[^,。还]{0,4}(?:吗|吧|对|是)"
)
_REGISTERED = re.compile(
    r"(?<!不)按(?:照)?(?:您的|匿名|一个|一条)?(?P<kind>投诉|举报|表扬|建议)(?:给您)?(?:来)?(?:登记|处理|办)|(?<!不)登记(?:为|成)?(?:您的|匿名|一个|一条)(?P<named>投诉|举报|表扬|建议)|(?P<chased>(?:给|帮)您催办|登记催办)"
)
"""按匿名举报登记: what the agent files it as, and nobody objects."""
_ASKED_OTHERS = re.compile(
    r"^(?:[了过])?(?:老|我|他|她|它|家里|别人|人家|孩子|闺女|儿子|单位|公司|人事|大夫|医生|医院|医保办|窗口|旁边|护士)"
)
"""我问问老头子: somebody else is asked."""
_UNSAID = re.compile(r"(?:不是|不想|不用|没想|不准备|不打算|别|没有|并非)(?:要|来|想)?$")
_HOW_TO = re.compile(r"^(?:[^,。!?]{0,12})(?:去哪|哪里|怎么|找谁|哪个部门|电话|吗|渠道|流程|可以吗|有用)")
_UNMISTAKABLE = ("表扬", "举报")
"""What the rules find by words that nothing else is said in."""
_RULE_SHARE = 0.5
"""What a rule that is certain adds to the chances, which add up to 1."""
_LEAST_CHANCE = 0.6
_HAN = re.compile(r"[一-龥]")
_LEAST_SAID = 4
_WEIGHT = {"举报": 12.0, "投诉": 10.0, "表扬": 10.0, "建议": 9.0, "咨询": 6.0, "求助": 6.0}

_PRAISE = re.compile(
    r"(?:感谢|谢谢|多亏)(?:了)?(?:你们|您|咱们)[^。!?]{0,30}(?:解决了|到账了|办好了|办成了|办下来|要回来|补上了|给了)|"
    r"(?:想|要|来|必须)(?:感谢|谢谢)(?:一下|她|他|你们)?|表扬|锦旗|点个?赞|好评|感谢信|(?:已经|都|终于)[^,。!?]{0,4}(?:给了|解决了|办好了|到账了|要回来了)[^。!?]{0,6}(?:谢谢|感谢|辛苦)|(?:特别|非常|真是|太)(?:感谢|谢谢)(?:你们|咱们|那个|这个|\d|他|她|那位|这位|窗口|工作人员|小)|"
    r"(?:服务|态度|业务)(?:特别|非常|真|真是)?(?:好|棒|热情|耐心)(?!像)"
)
_REPORT = re.compile(
    r"举报|检举|匿名反映|骗保|套取医保|套医保|冒名|假病历|倒卖药|药贩子|(?:医保卡|社保卡|医保)[^,。]{0,8}(?:卖|换购?|套|兑|买|刷)[^,。]{0,4}(?:大米|米面|鸡蛋|食用油|粮油|保健品|化妆品|日用品|洗衣|面膜|奶粉|购物卡|现金)|黑中介|"
    r"(?:医保卡|社保卡|医保)[^,。]{0,6}(?:返现|返钱|返点|返利)|(?:社保卡|医保卡)[^,。]{0,6}(?:收走|扣下|拿走|扣着|押着)[^。!?]{0,20}刷|(?:诊所|药店|药房|医院|养老院)[^。!?]{0,24}(?:根本没|没得)[^,。!?]{0,4}病"
)
_PROPOSAL = re.compile(
    r"建议(?:你们|社保|医保|咱们|增加|能|把|政府|改)|能不能(?:周末|晚上|中午|也|都|再)*(?:多)?(?:开(?!证|参|具|发)|搞|增加|开设|增设|设个|设置|延长|缩短|改进|优化|推出|加个|出个)|"
    r"希望(?:你们|政府|以后|社保|医保)?(?:能)?(?:多)?(?:增加|优化|改进|延长|开通|增设|推出|完善|缩短)"
)
_AGAINST_US = re.compile(
    r"投诉|态度[^,。!?]{0,6}(?:差|恶劣|不好|蛮横|冷淡|生硬|不耐烦)|什么(?:服务)?态度|头都不抬|甩脸子|翻白眼|没好气|凶我|吼我|推诿|跑了[^,。]{1,3}趟|推来推去|多收了?(?:我|费|钱|检查)|道歉|踢皮球|(?:互相|来回)推|乱收费|爱答不理|管管|不作为|欺负人|黑心|骂人|管不管|坏了[^,。]{0,6}没人|"
    r"关门|白跑|口径[^,。!?]{0,6}(?:统一|不一)|没人接|没人(?:上班|在)|办成|(?:排|等)(?:了)?[^,。]{0,6}(?:小时|半天)|服务差|太过分|不像话"
)
_GRIEVANCE = re.compile(
    r"拖欠|欠薪|讨薪|欠(?:我|了|着|每人|薪)|拖(?:了|着)我|(?:不|没|未|拒绝|拒不)(?:给|帮|替|肯)(?:我|我们|他|她|大家|申|报|交|缴|上|发|开|付|结|办|签|休|算|退|补|认|钱|工资|$|[,。])|"
    r"(?:公司|单位|老板|他们|厂里?|学校|平台|站点|店里?|园长|包工头)[^,。!?;]{0,12}(?:不|没|未|拒)(?!好意思|方便|知道|清楚|用|错)|克扣|少发|少交|少给|少算|多扣|截留|押金[^,。]{0,6}不退|扣(?:押|着|下|了我|我|工资|钱|[\d一二三四五六七八九两])|"
    r"(?:把我|被|突然|无故|违法|强行)(?:给)?(?:公司|单位)?(?:辞退|开除|辞了?|开了|裁|解除|封号)|让我走人|以后不用来|逼(?:着|我|员工)|强迫|威胁|降薪|调岗|非让|罚(?:了)?我|不认|没影|没结|没给|不服|报低|不让(?:用|报|走)|(?:加班费|工资|补偿|赔偿|提成|年假|工钱)[^,。]{0,10}(?:没|不给|少|一分|别想)|[只就](?:肯|愿意|同意)(?:给|赔|付)|骗(?:了)?我|(?:他们|公司|单位|老板)(?:得|必须|应该)(?:给我|把)|(?:公司|单位|老板)(?:答应|承诺|说好)|"
    r"没(?:有)?加班费|[没不未]发工资|没签(?:过)?(?:劳动)?合同|偷逃|一分(?:钱)?[^,。]{0,6}(?:没|不)|不承认|乱收费|多(?:记|收|算|划)了?(?:我|一)"
)
_TROUBLE = re.compile(
    r"(?:一直|还|到现在|至今|迟迟|都)[^,。]{0,6}(?:没|未|不)(?:有)?|没(?:到账|动静|收到|报下来|人通知|消息|拿到|入账|发|批|下来|补发|给我打)|查不到|少发|审核(?:不过|中)|(?:激活|登|打|绑|用|办|转|连|领|取|上传|提交|报|传|录|填|刷)不(?:了|上|开|成|进去)|(?:显示|提示)[^,。]{0,6}(?:失败|不对|错误|异常|不符)|报错|"
    r"转不到|(?:说|显示)[^,。]{0,5}(?:欠费|停保|异常|暂停|中断|断缴|没交|没备案)|批没批|到没到|走投无路|啥时候完|没批|停发|断缴|(?:社保|医保|缴费|保险|保)[^,。]{0,4}断了|停了|到现在[^,。]{0,6}(?:月|年|天|周|星期)了|被吞|(?<![看说记搞念字称])错了|没打|没弄|找你们[^,。]{0,3}(?:回|次|趟)|不给(?:结算|报|刷|用)|怎么回事|老板不管|没人管|到(?:哪|什么)一?步|看不到|一直[^,。]{0,4}(?:待审核|审核中|待处理|处理中)|什么情况|哪去了|哪儿去了|[扣刷交]了(?:两|二)[遍次回]|打不开"
)
_HELP = re.compile(
    r"帮(?:我|忙|帮|我们|着|一下)[^,。!?;]{0,10}(?:查|催|找|核实|核对|看|解决|办|问(?!的)|弄|处理|协调|反映|想)|求助|求求|救救|帮帮我?|有(?:结果|信儿?|消息|回音|说法|眉目)(?:了)?(?:没|吗|了吗)|请(?:你们)?(?:协调|帮助|催)|给(?:我)?催|催(?:一下|催|促)|"
    r"请你们(?:核实|核查|核对|查|看|帮|协调|催|解决|处理)|麻烦(?:你们|您)?(?:给|帮)?我?(?:改|查|催|处理|弄|转|更正|核实)|能(?:不能)?(?:现在|今天|赶紧|尽快|马上|就)*(?:给|帮)我?(?:弄|办|补|解决|处理|查|催|改|核实|核对)|赶紧给我?(?:弄|办|补|解决|处理|查|恢复)|给我(?:把[^,。]{1,8})?(?:查一?[查下]|恢复|补上|弄好)|(?:把[^,。]{1,10}|退[^,。]{0,4}|还)[退还补]?给我(?=[,。!]|$)|修一修|有(?:了)?结果(?:了)?[^,。]{0,3}(?:给我|打|回|通知|告诉)"
)
_LOOK_UP = re.compile(r"帮我查(?:一)?下[^我]{2,14}(?:在不在|能不能|多少|是不是|有没有)")
_ASKING = re.compile(
    r"咨询|想问|问一下|问问|请问|打听|了解一下|想知道|我(?:就是)?问(?!他|了)|问下|请教|想查|查社保|听说"
)
_QUESTION = re.compile(
    r"[吗么](?=\s*(?:$|[?。,啊]))|怎么(?!显示|少了|停了|断了|突然|变成|一直|老|回事|这样|能|可以这|还没|就|这么|也|都|着|都)|多少|什么时候|啥时候|何时|咋|如何|找谁|哪里|哪儿|能不能|能否|可不可以|是不是|需要什么|什么材料|多久|合法|算不算|行不行|"
    r"([一-龥])不\1(?!断|离)|能[^,。?!]{1,8}不能|[能可该会算有][^,。?]{1,10}(?:不|没有?)(?=啊?(?:$|[?。]))|呢(?=\s*(?:$|[?。]))|去哪|(?<!好)几[个年月天岁]|为(?:啥|什么)(?![^,。]{0,8}(?:没|不|少))|要不要|有没有|听谁的|违法|[?]\s*$|能[^,。]{1,8}[吗不](?:$|[?,。])"
)
_BENEFIT = re.compile(
    r"退休金|养老金|失业金|失业补助|津贴|补贴|抚恤|待遇|报销款?|返款|补助|社保卡|备案|认证|登记|证书|申请|共济|账户|个人账户"
)


def find(talk: Conversation, *, employer: Found | None, area: Found | None) -> Found | None:
    """None where nothing is wanted yet; `employer` and `area` tell whom a grievance is against."""
    told = [s for s in talk.own if not is_small_talk(s.text)]
    if not told:
        return None
    named = _last_named(talk)
    inferred = _weighed(told, _inferred(told, employer=employer, area=area))
    if named is None:
        return _registered(talk) or inferred
    kind, statement, start, end = named
    if kind == "咨询" and _first_of(told, _NO_COMPLAINT):
        return Found(kind, 0.9, statement.evidence(start, end))
    if (
        kind == "咨询"
        and inferred is not None
        and inferred.value in ("投诉", "求助", "举报", "表扬")
        and not _asks(told)
    ):
        return inferred
    return Found(kind, 0.95 if kind != "咨询" else 0.85, statement.evidence(start, end))


def _registered(talk: Conversation) -> Found | None:
    """What the agent says they file, where the citizen named nothing themselves."""
    for statement in reversed(talk.own):
        if filed := _REGISTERED.search(statement.repeated):
            return Found(
                filed["kind"] or filed["named"] or "求助", 0.8, statement.evidence(0, len(statement.text))
            )
    return None


def _weighed(told: list[Statement], by_rule: Found | None) -> Found | None:
    """What the rules infer, unless calls like this one were of another kind far more often."""
    words = learned.matter(told)
    if len(_HAN.findall(words)) < _LEAST_SAID or (by_rule is not None and by_rule.value in _UNMISTAKABLE):
        return by_rule
    scores = learned.chances_told("request_type", told)
    if by_rule is not None:
        scores[str(by_rule.value)] += _RULE_SHARE * by_rule.confidence
    elif max(scores.values()) < _LEAST_CHANCE:
        return None
    kind, best = max(scores.items(), key=lambda one: one[1])
    if by_rule is not None and kind == by_rule.value:
        return Found(
            kind, max(by_rule.confidence, min(0.95, round(best / (1 + _RULE_SHARE), 2))), by_rule.evidence
        )
    longest = max(told, key=lambda s: len(s.text))
    return Found(kind, round(min(0.9, best), 2), longest.evidence(0, len(longest.text)))


def _inferred(told: list[Statement], *, employer: Found | None, area: Found | None) -> Found | None:
    """From what is told: whom it is against, what went wrong, and whether a question is asked."""
    for kind, pattern, confidence in (
        ("表扬", _PRAISE, 0.85),
        ("举报", _REPORT, 0.8),
        ("建议", _PROPOSAL, 0.75),
    ):
        if (hit := _first(told, pattern)) is not None:
            return Found(kind, confidence, hit)
    if (hit := _first(told, _LOOK_UP)) is not None:
        return Found("咨询", 0.75, hit)
    question = _first(told, _QUESTION) or _first(told, _ASKING)
    grievance = _first(told, _GRIEVANCE)
    trouble = _first(told, _TROUBLE)
    ours = area is not None and area.value not in ("劳动关系", "缴费", "工伤保险") and employer is None
    talk_text = "\n".join(s.text for s in told)
    if (
        (hit := _first(told, _AGAINST_US)) is not None
        and not (question and trouble and not grievance)
        and not (_asks(told) and not _OUTRIGHT.search(talk_text))
    ):
        return Found("投诉", 0.8, hit)
    labour = area is None or area.value in ("劳动关系", "缴费", "工伤保险")
    wronged = grievance or (trouble if area is not None and area.value == "劳动关系" else None)
    if wronged is not None and employer is not None and labour and not _asks(told):
        return Found("投诉", 0.8, wronged)
    if (hit := _first(told, _HELP)) is not None:
        return Found("求助", 0.8, hit)
    if grievance is not None and not ours and not _asks(told):
        return Found("投诉", 0.7, grievance)
    if trouble is not None and (not _first(told, _QUESTION) or (ours and _chases(told))):
        return Found("求助", 0.65, trouble)
    if question is not None:
        return Found("咨询", 0.75 if grievance is None else 0.6, question)
    if grievance is not None:
        return Found("投诉", 0.55, grievance)
    if area is None:
        return None
    # a matter named without question or grievance (领失业金) is a question, unless it is against somebody
    longest = max(told, key=lambda s: len(s.text))
    kind = "投诉" if employer is not None and area.value in ("劳动关系", "缴费") else "咨询"
    return Found(kind, 0.4, longest.evidence(0, len(longest.text)))


def _first(told: list[Statement], pattern: re.Pattern[str]) -> Evidence | None:
    for statement in told:
        for match in pattern.finditer(statement.text):
            if not _UNSAID.search(statement.text[: match.start()]):
                return statement.evidence(match.start(), match.end())
    return None


def _first_of(told: list[Statement], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(s.text) for s in told)


def _asks(told: list[Statement]) -> bool:
    """Whether a story ends in a question: then advice is wanted, whatever happened."""
    telling = [s for s in told if len(s.text) >= 8 or _QUESTION.search(s.text)] or told
    for statement in telling:
        last = [part for part in re.split(r"[。!;]", statement.text) if part.strip(",? ")]
        clauses = [c for c in re.split(r",", last[-1]) if c] if last else []
        if any(_QUESTION.search(c) and not _RHETORICAL.search(c) for c in clauses[-2:]):
            return True
    return False


def _chases(told: list[Statement]) -> bool:
    """Something applied for does not come: 审核到底啥时候完 is no question of rules."""
    return any(
        _BENEFIT.search(s.text)
        and re.search(r"没|未|到底|还是|一直|不过|找你们|不了|不到", s.text)
        and not _ADVICE.search(s.text)
        for s in told
    )


_NO_COMPLAINT = re.compile(r"(?:不是|不想|不用|没想|不打算|不|别|没有|并非)(?:要|来|想)?(?:投诉|举报)")
_OUTRIGHT = re.compile(r"投诉|态度|头都不抬|甩脸子|翻白眼|推诿|踢皮球|黑心|欺负|不作为|太过分|不像话")
_RHETORICAL = re.compile(r"怎么回事|凭什么|还有没有王法|管不管|你们管|像话吗|骗钱吗|是不是骗")
_ADVICE = re.compile(
    r"能(?:补|报|办|领|用|赔|要|享受)|怎么(?:办|报|领|补|申请|恢复|改|弄|续)|需要什么|合法|多少|可以[^,。]{0,8}吗"
)


def _last_named(talk: Conversation) -> tuple[str, Statement, int, int] | None:
    """投诉 and the like in the caller's own mouth; 算了,我先咨询一下 takes it back."""
    last: tuple[str, Statement, int, int] | None = None
    weight = 0.0
    for statement in talk.statements:
        # 您是要投诉对吧 – 对
        if statement.confirmed and (agreed := _AGREED.search(statement.text)):
            kind = _kind(agreed["kind"])
            if kind is not None and _WEIGHT[kind] >= weight:
                last = (kind, statement, agreed.start("kind"), agreed.end("kind"))
                weight = _WEIGHT[kind]
        if statement.confirmed:
            continue
        for match in _NAMED.finditer(statement.text):
            kind = _kind(match["kind"])
            if kind is None or _UNSAID.search(statement.text[: match.start("kind")]):
                continue
            if "问" in match["kind"] and _ASKED_OTHERS.match(statement.text[match.end() :]):
                continue
            if (
                kind in ("投诉", "举报")
                and _HOW_TO.match(statement.text[match.end() :])
                and "要" not in match[0]
                and not match[0].startswith("我")
            ):
                continue
            taken_back = re.search(
                r"算了|先不|不投诉|不举报|就是|只是|其实",
                statement.text[max(0, match.start() - 8) : match.end()],
            )
            if _WEIGHT[kind] >= weight or (taken_back and kind == "咨询"):
                last, weight = (kind, statement, match.start("kind"), match.end("kind")), _WEIGHT[kind]
    return last


def _kind(word: str) -> str | None:
    return next((kind for cue, kind in _KINDS.items() if cue in word), None)
