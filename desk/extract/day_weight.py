"""How surely a day is the matter's: birthdays, days of joining and days to come are told by the words beside."""

from __future__ import annotations

import re
from datetime import date

from desk.extract import whose
from desk.extract.day_choice import MENDED
from desk.extract.moments import EXPRESSION, REFINES, Moment
from desk.extract.transcript import Statement

_BIRTH = re.compile(
    r"^(?:[^,。!?;]{0,4})(?:出生|生人|生的|生日|年生|生(?=[,。\s]|$)|属[鼠牛虎兔龙蛇马羊猴鸡狗猪])"
)
_BIRTH_BEFORE = re.compile(r"(?:出生|生日|生于|生辰)(?:日期|年月)?(?:是|在|于|:)?[^,。!?;]{0,3}$")
_CHILD = re.compile(
    r"老婆|媳妇|爱人|妻子|孩子|宝宝|儿子|女儿|闺女|娃|小孩|二胎|三胎|老二|双胞胎|剖|顺产|生产|产假|生育|我生"
)
_JOINED = re.compile(
    r"^(?:[^,。!?;]{0,3})(?:入职|入的职|进的?(?:公司|单位|厂|店)|进公司|进厂|来(?:的)?(?:公司|单位|北京|京|厂)|参加(?:的)?工作|开始(?:在|上班|工作|参加|参保|交|缴)|开始(?:给我)?交社保|"
    r"参保(?!人|信息|登记|关系|地|材料|证明)|毕业|上班(?!的?时候|途中|路上|时|期间)|工作(?!的?时候|时|期间)|去的(?:公司|单位|厂)|签的?(?:劳动)?合同|签了(?:劳动)?合同|签订|就在|起(?:一直)?(?:在|交)|到(?:这|他们|这家|这个|该|本|那)?(?:公司|单位|厂|店)|就开始(?=在|上班|工作|给我交社保)|进来|(?<![下过出])来的(?=[,。]|$)|评的|考的|取得|拿的证|办的卡)"
)
_JOINED_BEFORE = re.compile(
    r"(?:入职|参加工作|进公司|毕业|签合同|合同)(?:时间|日期)?(?:是|在|:|期限|期|签的|签到)+[^,。!?;]{0,2}$"
)
_ASKS_JOINED = re.compile(
    r"(?:什么时候|哪年|哪天|何时|几月|多久|时间|几号).{0,6}(?:入职|参加工作|到岗|进公司)|入职(?:时间|日期)|(?:什么时候|哪年|何时)(?:入职|参加工作|开始上班|参保|参的保|开始(?:缴|交))"
)
_ASKS_BIRTH = re.compile(r"出生|生日|多大|年龄|哪年生")
_AGE = re.compile(
    r"^(?:已经|都|才|刚|快|就|我)*[\d一二三四五六七八九十]{1,3}(?:多|来)?(?:周岁|岁|了?(?=[,。]|$)|了(?=想|要|还|能|该|没|就))"
)
_DEADLINE = re.compile(
    r"^(?:就|都|要|是|晚上|下午|上午|中午|夜里|前|之前|必须|[\d一二两三四五六七八九十]{1,3}点(?:半|钟)?)*(?:能不能|能否|可不可以|必须|截止|到期|最后|关闭|过期|得(?!了|到|的|知|病)|要(?!了|走|不是|求|债|账|钱|下班|加班))"
)
_ASKED_TO_DO = re.compile(r"(?:能不能|可以|能|得|要|必须|赶紧|尽快|争取)[^,。!?;]{0,3}$")
_OF_RULES = re.compile(
    r"^(?:[^,。!?;]{0,4})(?:涨|调|多少|标准|政策|规定|比例|基数|最低|上限|下限|又得|还得|又要|想|要|能|还能|还用|还需|还得|用不用|可以|怎么)"
)
_OPENING = re.compile(r"^(?:日|天)?(?:[^,。!?;]{0,2})(?:加班|上班|休息|开门|办公|营业|办理|可以|能)")
_RESTS = re.compile(r"^(?:都|是|就|一般|从来|[我她他]们?|人家)*(?:歇|休|不上班|放假|没人|不开|关门)")
_RULE_CHANGED = re.compile(r"^的?(?:[^,。!?;]{0,10})(?:调|涨|是多少|最低|标准|基数|上下限)")
_RULE_BEFORE = re.compile(r"(?:基数|标准|政策|最低工资|比例|上下限|目录|制度)[^,。!?;]{0,3}$")
_HEARSAY = re.compile(
    r"(?:听(?:[^,。!?;]{1,6})?说|看新闻|新闻(?:上|里)?说|网上(?:都)?说|都说|人家说)[^,。!?;]{0,8}$|"
    r"(?:同事|邻居|朋友|亲戚|人家|别人|隔壁)(?:家|他|她|是|的?孩子|孙子)?[^,。!?;]{0,3}$"
)
"""What happened to others, or is told of them, while the caller asks about themselves."""
_EARLIER_CALL = re.compile(
    r"(?:上回|上次|上一次|头一回|再上回|前一次|第一次|第二次)(?:是|打|来|找你们)*[^,。!?;]{0,3}$"
)
_QUALIFIED_BEFORE = re.compile(r"(?:考|评)(?:上|下来|过)?(?:的|了)?(?:是)?$")
_ENTERED_WRONGLY = re.compile(
    r"(?:参加工作|出生|入职|档案|工作)(?:的)?(?:时间|日期|年月|年份)[^。!?;]*(?:写|填|登记|记|录|错)[^。!?;]*$"
)
"""参加工作时间写成1976年了,应该是1975年: what a paper says, not when anything happened."""
_TO_COME = re.compile(
    r"^(?:[^,。!?;]{0,2})(?:又要|就要|将要?|会不会|要(?=[调涨改变降])|起(?:执行|实施|施行|调整?|涨))"
)
_STUDIES = re.compile(r"^(?:[^,。!?;]{0,8})(?:[上读念](?:大学|大一|研究?生?|学|小学|初中|高中)|开学|入学)")
_OF_YEARS = re.compile(r"(?:[不只光]|能补|要补)[交缴]$")
"""不交去年的 tells which year's, not when."""
_FELL_SHORT = re.compile(r"少|漏|断|没|未|不到|查|按最低|报低")
_WORKED_UNTIL = re.compile(r"(?:干|做|待|呆|工作|上班)到(?:了)?$")
_ASKS_NAME = re.compile(r"姓名|贵姓|称呼|叫什么|名字")
_PROMISED = re.compile(r"(?:说好|讲好|答应|承诺|约定|保证)(?:是|在|了|到)?[^,。!?;]{0,3}$")
"""说好十月底给: a day that was promised is not when it happened."""
_LEFT_LONG_AGO = re.compile(r"(?:以前|之前)[^。!?;]{0,8}(?:上过班|干过|工作过|待过|做过)[^。!?;]{0,8}$")
_FOR_A_HOLIDAY = re.compile(r"(?:回|老家|快|准备|等)[^,。!?;]{0,4}$")
_PAID_FOR = re.compile(r"^[交缴](?:的|了)[^,。!?;]{0,6}(?:医保|社保|保险|养老)")
"""去年十二月交的今年居民医保: which payment, where only a rule is asked."""
_THAT_MATTER = re.compile(r"^的?那(?:个|件|张)?(?:事|单|工单|电话)")
_SPEAKS = re.compile(r"^(?:[^,。!?;]{0,4})(?:跟我说|告诉我|又说|说能|说不|你们说|就给我补|就补)")
_FUTURE = re.compile(
    r"(?:明年|下个月|下月|明天|后天|下周|将来|以后|打算|准备|计划|预约|截止|之前必须|之前要|到期)"
)
_HAPPENED = re.compile(
    r"受伤|滑倒|跌|骨裂|打给|拨给|划给|到[^,。!?;]{0,4}账|复发|辞职|辞的职|辞了|住的院|住进|摔|伤|撞|砸|发生|出事|辞退|开除|解除|离职|裁|开了|停|断|欠|没发|没给|没交|不发|不给|未发|扣|刷|住院|出院|看病|看的病|就医|手术|生的|生孩子|生了|交的?材料|"
    r"提交|申请|办理|办的|去办|报销|退休|去世|走的|死|加班|转|查|去了|去你们|去社保|去医保|到账|缴|交错|多交|漏|骗|停发|降|调岗|被|认定|受理|出生|登记|买的|补缴|缴费|窗口|态度|发现|备案|拖|失业|丢|批"
)
_BEFELL = re.compile(
    r"伤|摔|滑倒|绊|跌|骨裂|撞|追尾|砸|轧|压(?:了|着|断)|夹|烫|崴|闪了|扭了|晕|猝|脑出血|心梗|车祸|骨折|出事|复发|诊断|辞退|开除|开了|解除|离职|离的职|裁|被(?:公司|单位)|"
    r"让我(?:走|别|不用)|失业|住的?院|住进|出的?院|急诊|手术|看的?病|就医|化疗|做的|去做|去的[^,。]{0,8}(?:医院|窗口|大厅|社保所)|生的|剖|顺产|早产|流产|出生|"
    r"去世|走的|没了|[交提递填报申](?:交|的|了|领|请)|办的|备的案|下来的|扣|刷|骗|到期|停|断了|退的休|补[缴交]了|涨了|转了|花了|花的|开的药|注销|"
    r"[没不]给|少[算发打]|[多错]打|打错|丢|被偷|取走|去取|说不要|不要我|毁约|划走|发的通知|[没未](?:来|到账?|动静|收到|拿到|下来)(?![过及])|停发|加班(?!算|是|给|有|能|几|费)|值班"
)
_AROUND_A_DAY = re.compile(
    r"(?:嗯|哦|啊|就|是|在|大概|应该|好像|差不多|从|到|至|那天|那会儿?|的|事|时候|吧|左右|前后|夜里|晚上|早上|上午|下午|中午)*"
)
"""上班时摔的,就是重阳节那天: what happened is told before."""
_BEFELL_ANY_YEAR = re.compile(r"手术|住的?院|掏了|自费|[没不]给|少了|断|看不到")
"""What is still asked about years later."""
_LIFE_DAYS = 550
_BACKGROUND = re.compile(r"政策|文件|规定|法|标准|开始实施|出台|新规|通知说|条例")
_BIRTH_YEAR = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:出生|生人|生的|生,)")
_DISCHARGED = re.compile(r"^(?:[^,。!?;]{0,2})出(?:的?院|来)")
_LOOKED_UP = re.compile(
    r"^[^,。!?;]{0,6}(?:(?:查|看|算|问|打听)了(?:一下|下|查|看)(?:$|[,。])?|一(?:刷|查|看|问|登|打|算)|(?:还是|还|又)(?:没|不|这样|那样|显示))"
)
"""今天早上查了一下: not when anything happened."""
_BY_THEN = re.compile(
    r"^(?:[号日])?(?:之前|以前|前)(?:必须|一定|保证|得|要|就|全|能|会)*(?:给清|结清|还清|付清|发清|补齐|给我|还我|还钱|结账|发工资|[给还结付发]齐|搬|走人|交齐)"
)
"""欠条上写的九月三十号之前给清"""
_IF = re.compile(r"^[^,。!?;]{0,5}(?:要是|如果|若是|再不|要再|非得)")
"""今天他要是再不给: what may come of today."""
_ONCE_BEFORE = re.compile(
    r"^[^,。!?;]{0,3}我?[^,。!?;]{0,8}也(?!被)[^,。!?;没不]{1,8}过|^[^,。!?;]{0,14},那[回次](?!.*(?:没|不)(?:给|发|报))"
)
"""去年十二月我也碰过一回钉子,那回我没说: the like of it, before."""
_BEFORE_THEN = re.compile(
    r"^(?:份)?(?:以前|之前|前)(?:我|他|她|还|都|也|就)*(?:没来|不在|不清楚|不知道|正常|好好|没事|都有|还行)"
)
"""3月以前我没来,我不清楚: where the matter ends."""
_SINCE = re.compile(r"(?:从|自|打)$")
_NEVER = re.compile(r"(?:就|都|也|一直|起){1,4}(?:没|不|未|欠|少|停|拖)")
"""从去年三月我入职就一直没缴: the wrong began as the work did."""
_REJECTED = re.compile(
    r"^(?:那天|那日)?(?:是|正好是|赶上|它是)?(?:礼拜|星期|周[一二三四五六日天末]|人家|休息|节假)|^那天(?!起|开始|就|晚|早|上|下|夜)[^。!?;]{0,12}(?:缺|歇|休|没开|不上班|又)"
)
"""不对,十号是礼拜六人家不上班: why it was not that day."""
_NOT_THAT = re.compile(r"(?<!是)不是$")
_SAID_IT_WOULD = re.compile(r"(?:说|讲|通知|告诉我)(?:是|要|得|到|等|最晚|最迟)*$")
_WOULD = re.compile(
    r"^(?:[^,。!?;了没]{0,4})(?:能|会|可以|给(?!了)|发(?!现|生)|下来|到账|办好|解决|出结果|补|来取|来办|再来)[^,。!?;了]*(?:[,。!?;]|$)"
)
"""窗口说十月底能下来: a day that was held out."""
_FOLLOWED_UP = re.compile(
    r"^[^,。!?;]{0,4}(?:又|再|还)?(?:去|来|打)?(?:催|问|打听|查)(?:过|了|的)|^[^,。!?;]{0,4}(?:又去|再去|跑)(?:过|了)?[一两三几\d]?趟"
)
_PAST_STORY = re.compile(r"^(?:[^,。!?;]{0,2})(?:破产|改制|倒闭|解散|合并|搬(?:到|去|家|了|大|走))")
_REPORTED_BEFORE = re.compile(r"^(?:[^,。!?;]{0,4})(?:反映|投诉|举报|登记|咨询)(?:过)?的(?!时候)")
"""上个月反映的工资的事: when they called before."""
_CONTACT = re.compile(
    r"(?:又|再|接着)(?:给你们)?打(?!针|工|[人我])|打(?:过来|过|了)?(?:[一两几]次)?(?:问|电话|12333|12393|热线|12345)|打过(?:[一两几][次回遍])?(?=[,。!?;]|$)|来电|咨询(?:过|了)|问(?:过|了)你们|跟你们|联系你们"
)
_CALLED_ME = re.compile(r"给我打|打给我|(?:公司|单位|老板|人事|经理)[^,。]{0,6}打")
_WHEN_ASKED = re.compile(
    r"什么时候|何时|哪天|几号|几月|哪年|(?:时间|日期)(?!以|为|内|按|由|[^,。!?;]{0,6}(?:公布|为准|通知|一般))|哪一天|多久以前|啥时候|多会儿|哪个月"
)


def weight_of(match: re.Match[str], statement: Statement, today: date) -> int:
    """0 is not the matter's date; more is surer."""
    text = statement.text
    before, after = text[: match.start()], text[match.end() :]
    near_before = re.split(r"[,。!?;]", before)[-1]
    near_after = re.split(r"[,。!?;]", after)[0]
    clause = near_before + match[0] + near_after
    born = _BIRTH.match(after) or _BIRTH_BEFORE.search(before)
    if born and not (_CHILD.search(before[-20:]) or _CHILD.search(near_after)):
        return 0
    if (
        _ASKS_BIRTH.search(statement.asked)
        and not _CHILD.search(statement.asked + clause)
        and not _HAPPENED.search(clause)
    ):
        return 0
    born_in = (
        len(match["year"] or "") == 2
        and not match["month"]
        and match[0].endswith("的")
        and re.match(r"[,。]|$", after)
    )
    if born_in and not _WHEN_ASKED.search(statement.asked):
        return 0  # 我85年的,能退休吗
    if match["year_word"] and _AGE.match(after):
        return 0
    since = _SINCE.search(near_before) and _NEVER.search(near_after)
    if (_JOINED.match(after) or _JOINED_BEFORE.search(before)) and not since:
        return 0
    if _SPEAKS.match(after) and not re.search(r"辞退|开除|裁|劝退", before):
        return 0
    if _PROMISED.search(near_before) or _LEFT_LONG_AGO.search(before) or _THAT_MATTER.match(after):
        return 0
    if match[0] in ("过年", "春节") and _FOR_A_HOLIDAY.search(near_before):
        return 0
    if _ASKS_JOINED.search(statement.asked) and not _HAPPENED.search(clause):
        return 0
    if _FUTURE.search(match[0]) or re.search(r"(?:打算|准备|计划|预约)[^,。]{0,3}$", before):
        return 0
    if match["fest2"] and re.match(
        r"(?:节)?(?:放|休|有|是|算|能|会|可以|加班费(?![^,。]*[没不未少欠]))[^了过]*$", near_after
    ):
        return 0  # 三八节放不放假 asks for a rule
    if re.match(
        r"(?:到|至|-|—)(?![^,。!?;]{0,12}[没未不])[^,。!?;]{0,16}(?:交的?社保|交的?保险|[交缴]的(?=[,。]|$)|参的?保|上的?班|工作|缴费)",
        after,
    ):
        return 0  # years of contributions
    if match["fest2"] or match["fest1"]:
        named = _ASKS_NAME.search(statement.asked) and len(text) < 12
        if re.search(r"(?:快|要|等到?|临近|马上)$", before) or (
            match["fest2"] and (named or re.search(r"(?:叫|姓名是?|名字是?)[一-龥]$", before))
        ):
            return 0
    if match["day_word"] and re.search(r"(?:到|至|直到|截至)$", before):
        return 0
    if match["weekday"] and not match["week"] and re.match(r"再|(?:早上|上午|下午)再", after):
        return 0  # 让我周一再去
    if (match["day_word"] or match["weekday"]) and _IF.match(after):
        return 0
    when_asked = _WHEN_ASKED.search(statement.asked)
    to_do = _DEADLINE.match(after) and not when_asked and match[0][0] in "今明后"
    if match["day_word"] and (to_do or _ASKED_TO_DO.search(near_before)):
        return 0
    if match["day_word"] and re.match(r"(?:那个|打电话那个|的那个)", after):
        return 0
    asked_figure = re.search(r"多少|怎么查", clause) and not re.search(r"[我他她]", near_before[-6:])
    looked_up = match["month_word"] and re.search(r"怎么查", near_before)
    told_before = match["year_word"] and re.match(r"是[^,。!?;]{0,12}(?:对吧|是吧|吗)", after)
    if looked_up or told_before:
        return 0
    if _RULE_BEFORE.search(near_before) and re.match(r"[份起]*(?:就|又|都)?(?:调|涨|改|变|公布|实施)", after):
        return 0
    if asked_figure and (match["month_word"] or _RULE_CHANGED.match(after)):
        return 0
    if _HEARSAY.search(near_before) and not re.search(r"[替帮]", before):
        return 0
    if _EARLIER_CALL.search(near_before) or _WORKED_UNTIL.search(near_before):
        return 0
    if match["weekday"] and not match["week"] and _RESTS.match(after) and not when_asked:
        return 0
    if match["weekday"] and not match["week"] and _OPENING.match(after):
        return 0
    called_us = match["day_word"] and _CONTACT.search(near_after) and not _CALLED_ME.search(near_after)
    if match["day_word"] in ("刚才", "刚刚") or called_us:
        return 0
    if _BACKGROUND.search(near_after[:8]) and not _HAPPENED.search(clause):
        return 0
    if _PAST_STORY.match(after) or re.match(
        r"[^,。!?;]{0,12}(?:[交缴参]过|干过|上过班|工作过|待过|做过)", after
    ):
        return 0
    if _REPORTED_BEFORE.match(near_after) or _TO_COME.match(after) or _STUDIES.match(after):
        return 0
    if _QUALIFIED_BEFORE.search(near_before) or _OF_YEARS.search(near_before):
        return 0
    if _ENTERED_WRONGLY.search(before):
        return 0
    others = whose.of_others(text, match.start(), asked=statement.asked)
    if whose.hearsay(text, match.start()) or (others and not when_asked):
        return 0
    if (_ONCE_BEFORE.match(after) and not when_asked) or _BEFORE_THEN.match(after):
        return 0
    if _SAID_IT_WOULD.search(near_before) and _WOULD.match(after) and not when_asked:
        return 0
    if _NOT_THAT.search(near_before) and not near_after.endswith(("吗", "么", "嘛")):
        return 0
    if match["day_word"] and _LOOKED_UP.match(near_after) and not when_asked:
        return 0
    if _FOLLOWED_UP.match(after):
        return 1
    if _REJECTED.match(after):
        return 0 if MENDED.search(before) else 1
    if _DISCHARGED.match(after) and "出" not in statement.asked:
        return 3
    if _CONTACT.search(near_after[:10]) and not _CALLED_ME.search(near_after):
        return 1
    if when_asked:
        return 6 if REFINES.search(statement.asked) else 5
    if match["ago"] and re.match(r"的(?:报销|单子|票|档案|记录|材料|事)", after):
        return 0
    if match["year"] and not match["month"] and _BIRTH_YEAR.search(text):
        return 0  # 1958年生的,2013年退休 is a life told
    if match["year_word"] and re.search(r"今年(?:想|要|打算|准备|改|能|可|还)", after):
        return 0  # 去年交了一千,今年想改
    whole_year = match["year_word"] and not match["month"] and not match["fest1"]
    if match["whole_week"] and not _HAPPENED.search(clause):
        return 0  # 上周刚换的: too vague to be told for its own sake
    if whole_year and _OF_RULES.match(after) and not re.search(r"[了过]", near_after):
        return 0
    if _BY_THEN.match(after):
        return 0
    if re.match(r"[^,。!?;]{0,6}才(?:发现|知道|看到|看见|听说|查到|想起)", after):
        return 1  # 四月减的员,我上礼拜看病才发现
    if match["day_word"] and re.match("才", after):
        return 1  # 今天才去拍的片子 is not when it happened
    if _HAPPENED.search(clause):
        return 3 if whole_year else 4
    bare_year = match["year"] and not match["month"]
    if bare_year and not _FELL_SHORT.search(clause) and str(today.year) not in match[0]:
        return 0  # 2015年 alone is a stage of a life
    return 1 if whole_year else 2


def befell(moment: Moment, match: re.Match[str], statement: Statement, today: date) -> bool:
    """Whether a thing of which the rule is asked happened then; stages of a life are told in passing."""
    before, after = statement.text[: match.start()], statement.text[match.end() :]
    clause = re.split(r"[,。!?;]", before)[-1] + match[0] + re.split(r"[,。!?;]", after)[0]
    alone = _AROUND_A_DAY.fullmatch(EXPRESSION.sub("", clause))
    told = before.rsplit(",", 1)[0].rsplit(",", 1)[-1] if alone else ""
    if re.match(r"的?事", after) or _BEFELL_ANY_YEAR.search(told + clause):
        return True
    if _PAID_FOR.match(after):
        return False
    if moment.month is None or (today - moment.first_day).days > _LIFE_DAYS:
        return False
    following = re.split(r"[。!?;]", after)[0].split(",")[:2]
    return bool(_BEFELL.search(told + clause + ",".join(following)))
