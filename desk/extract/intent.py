"""What the caller wants of us (诉求类型): 咨询 求助 投诉 举报 建议 表扬; what they call it themselves wins."""

from __future__ import annotations

import re

from desk.extract.transcript import Conversation, Statement
from desk.extract.types import Found

_NAMED = re.compile(
    r"(?:(?:我|要|想|来|得|必须|给|先|就|是|打算|准备|决定|(?:^|[,。!?;\s]))(?:是|就|要|想|来|先|在|再|得|必须|只|一下)*(?:你们)?)"
    r"(?P<kind>投诉|举报|检举|揭发|告发|控告|表扬|点赞|夸夸|夸一下|夸奖|建议|提个?(?:小)?(?:建议|意见)|提(?:一|几)(?:个|条|点)(?:小)?(?:建议|意见)|反映|咨询|求助|打听|(?:请)?问(?:一下|一问|问)?)"
)
_KINDS = {"投诉": "投诉", "控告": "投诉", "举报": "举报", "检举": "举报", "揭发": "举报", "告发": "举报", "表扬": "表扬", "点赞": "表扬", "夸": "表扬",
          "建议": "建议", "意见": "建议", "咨询": "咨询", "求助": "求助"}  # fmt: skip
_UNSAID = re.compile(r"(?:不是|不想|不用|没想|不准备|不打算|别|没有|并非)(?:要|来|想)?$")
_HOW_TO = re.compile(r"^(?:[^,。!?]{0,12})(?:去哪|哪里|怎么|找谁|哪个部门|电话|吗|渠道|流程|可以吗|有用)")
_WEIGHT = {"举报": 12.0, "投诉": 10.0, "表扬": 10.0, "建议": 9.0, "咨询": 6.0, "求助": 6.0}

_CUES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    ("表扬", 8, re.compile(r"表扬|锦旗|点个?赞|好评|感谢信|(?:特别|非常|真是|太)(?:感谢|谢谢)(?:你们|他|她|那位|这位|窗口|工作人员|小)|(?:服务|态度|业务)(?:特别|非常|真|真是)?(?:好|棒|热情|耐心)(?!像)")),
    ("举报", 7, re.compile(r"举报|检举|匿名反映|骗保|套取医保|套医保|冒名|假病历|倒卖药")),
    ("建议", 5, re.compile(r"建议(?:你们|社保|医保|咱们|增加|能|把|政府)|能不能(?:多)?(?:搞|增加|开设|增设|设个|设置|延长|改进|优化|推出|加个|开通|出个)|希望(?:你们|政府|以后|社保|医保)?(?:能)?(?:多)?(?:增加|优化|改进|延长|开通|增设|推出|完善)")),
    ("投诉", 5, re.compile(r"投诉|态度(?:特别|非常|很|极|也|这么|太|极其)?(?:差|恶劣|不好|蛮横)|推诿|踢皮球|(?:互相|来回)推|乱收费|爱答不理|你们管管|不作为|欺负人|黑心|还有没有王法|管不管")),
    ("投诉", 4, re.compile(r"拖欠|欠薪|欠(?:我|了|着)|(?<!金)(?<!贴)(?:不|没|未|拒绝)(?:给|帮|替)?(?:我|我们|他|大家)?(?:足额|按时|依法)?(?:交|缴|上|发|开|付|结|报|办|签|休|算)(?!代)(?:过|了|着|我)?(?:社保|医保|五险|公积金|工资|加班费|年假|工伤|保险|补偿|离职证明|劳动合同|合同|钱)?|克扣|扣(?:了|我)[^,。]{0,8}(?:工资|钱|押金|奖金)|"
     r"(?:公司|单位|老板|厂里|店里)[^,。!?;]{0,6}扣(?:了)?我|没给(?:$|[,。!])|(?:把我|被|突然|无故|违法|强行)(?:给)?(?:辞退|开除|辞了|开了|裁|解除)|(?:把)?我(?:给)?(?:辞退|开除)|逼(?:着)?(?:我|我们|员工)|不让用|工资[^,。]{0,10}没(?:给|发)|一分(?:钱)?(?:[^,。]{0,4})(?:没|不)(?:给|有)|没人管|钱没给|降薪|调岗|非让|强迫|没给我|没(?:人)?(?:上班|办成)|中午没人|不承认|威胁")),
    ("求助", 6, re.compile(r"帮(?:我|忙|帮|我们|着|一下)[^,。!?;]{0,10}(?:查|催|看|解决|办|问|弄|处理|协调|要|反映|想)|求助|求求|救救|帮帮|请(?:你们)?(?:协调|帮助)|给(?:我)?催|催(?:一下|催|促)")),
    ("求助", 4, re.compile(r"(?:一直|还|到现在|至今|迟迟)(?:都)?(?:没|未)(?:有)?(?:到账|动静|发|批|消息|结果|收到|下来|通知|办|给?报|返|审核|处理|人)|没(?:到账|动静|收到|报下来|人通知)|查不到|还没(?:发|到|批|下)|没发|怎么办啊|走投无路|不管(?!用)|登不上|办不了")),
    ("咨询", 4, re.compile(r"咨询|想问|问一下|问问|请问|打听|了解一下|想知道|我(?:就是)?问|问下|请教")),
    ("求助", 6, re.compile(r"(?:退休金|养老金|失业金|津贴|补贴|抚恤金|待遇|报销款?|补助)[^,。!?;]{0,12}(?:没|未)(?:有)?(?:发|到|给|下|收到|打)|批没批|到没到账|办没办|有(?:了)?结果(?:了)?[^,。]{0,3}(?:给我|打|回|通知|告诉)")),
    ("咨询", 5, re.compile(r"找谁|去哪(?:里|儿)?(?:告|投诉|举报|要|办|反映)|合法[吗么]|违法[吗么]|能要(?:多少|回)|该(?:给|赔|怎么)[^,。]{0,10}[吗么]|能不能要|怎么维权|能告")),
    ("咨询", 3, re.compile(r"[吗么]\s*(?:$|[?。,])|怎么(?!回事|这样|能|可以这|还没|就|这么)|多少|什么时候|如何|找谁|哪里|哪儿|能不能|能否|可不可以|是不是|需要什么|什么材料|多久|合法|算不算|该(?:给|怎么|找)|几[个年月天岁]|行不行|呢\s*(?:$|[?。])")),
)  # fmt: skip
_SMALL_TALK = re.compile(r"^(?:喂|你好|您好|在吗|有人吗|听得(?:见|到)吗?|能听见吗|[,。?!\s嗯哦啊])*$")


def find(talk: Conversation) -> Found | None:
    named = _last_named(talk)
    scores: dict[str, float] = {}
    first: dict[str, tuple[float, Statement, int, int]] = {}
    for statement in (s for s in talk.own if not _SMALL_TALK.match(s.text)):
        for kind, points, pattern in _CUES:
            for match in list(pattern.finditer(statement.text))[:1]:
                if kind in ("投诉", "举报") and _UNSAID.search(statement.text[: match.start()]):
                    continue
                scores[kind] = scores.get(kind, 0.0) + points
                if points > first.get(kind, (0.0,))[0]:
                    first[kind] = (points, statement, match.start(), match.end())
    if named is not None:
        kind, statement, start, end = named
        rival = max((s for k, s in scores.items() if k != kind), default=0.0)
        if kind not in ("咨询", "反映") or rival < 8.0 or statement is talk.own[-1] or _questions(talk):
            kind = "投诉" if kind == "反映" else kind
            return Found(kind, 0.95 if kind != "咨询" else 0.85, statement.evidence(start, end))
    if not scores:
        return None
    kind = max(scores, key=lambda k: scores[k])
    _, statement, start, end = first[kind]
    runner_up = max((s for k, s in scores.items() if k != kind), default=0.0)
    confidence = 0.6 + 0.05 * min(scores[kind] - runner_up, 5.0)
    return Found(kind, round(confidence, 2), statement.evidence(start, end))


def _questions(talk: Conversation) -> bool:
    """Whether the caller really asks something after saying they would."""
    return bool(_CUES[-1][2].search(talk.own_text))


def _last_named(talk: Conversation) -> tuple[str, Statement, int, int] | None:
    """投诉 and the like in the caller's own mouth; 算了,我先咨询一下 takes it back."""
    last: tuple[str, Statement, int, int] | None = None
    weight = 0.0
    for statement in talk.own:
        for match in _NAMED.finditer(statement.text):
            kind = _kind(match["kind"])
            if kind is None or _UNSAID.search(statement.text[: match.start("kind")]):
                continue
            if kind in ("投诉", "举报") and _HOW_TO.match(statement.text[match.end() :]) and "要" not in match[0] and not match[0].startswith("我"):
                continue
            taken_back = re.search(r"算了|先不|不投诉|不举报|就是|只是|其实", statement.text[max(0, match.start() - 8) : match.end()])
            if _WEIGHT[kind] >= weight or (taken_back and kind == "咨询"):
                last, weight = (kind, statement, match.start("kind"), match.end("kind")), _WEIGHT[kind]
    return last


def _kind(word: str) -> str | None:
    return next((kind for cue, kind in _KINDS.items() if cue in word), None)
