"""The money the matter is about, in yuan; not wages in passing, ages, dates or digits of a number."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desk.extract import whose
from desk.extract.transcript import Conversation, Statement, is_small_talk
from desk.extract.types import Found
from dialogue.figures import parse_chinese

_CN = r"[零〇一二两三四五六七八九十百千万]"
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONEY = re.compile(
    rf"(?<![\d.])(?P<wan>{_ARABIC})\s*(?:个)?万(?:零?(?P<wan_rest>{_CN}{{1,6}}|{_ARABIC}))?(?:多|余|来)?\s*(?P<u1>块钱|元钱|块|元|人民币)?"
    rf"|(?<![\d.])(?P<qian>\d+(?:\.\d+)?)\s*千(?P<qian_rest>[一二三四五六七八九])?\s*(?P<u2>块钱|元钱|块|元)?"
    rf"|(?<![\d.])(?P<plain>{_ARABIC})\s*(?:多|来|余)?\s*(?P<u3>块钱|元钱|块|元|人民币)(?P<jiao>[一二三四五六七八九\d](?![年月天周个次人盒支斤小]))?(?:[毛角](?P<fen>[一二三四五六七八九\d](?![年月天周个次人盒支斤小]))分?)?"
    rf"|(?P<cn>{_CN}+)(?:来|多|余)?\s*(?P<u4>块钱|元钱|块|元|人民币)(?:零?(?P<jiao2>[一二三四五六七八九](?![年月天周个次人盒支斤小]))(?:[毛角](?:(?P<fen2>[一二三四五六七八九](?![年月天周个次人盒支斤小]))分?)?)?)?(?![一-龥]?(?:表|素))"
    rf"|(?P<around>[一二两三四五六七八九十百]+)[多余]万"
    rf"|(?P<bare_cn>{_CN}*[百千万](?:(?!一(?:针|盒|支|瓶|片|袋|粒|副|贴|个月|天|次|年|人|处|家|份|边|头|趟|回|笔)){_CN})*)(?:多|余)?(?!(?!一(?:针|盒|支|瓶|片|袋|粒|副|贴|个月|天|次|年|人|处|家|份|边|头|趟|回|笔)){_CN})(?![年天月人个名位次岁米里公小分点来几%度克多口号家种张条道项户件页字])"
    rf"|(?<![\d.a-z\-])(?P<bare>\d{{3,7}}(?:\.\d{{1,2}})?)(?![\d.年月号日天人个名位次岁米%克:\-a-z公线路])"
)
_ROUGH = re.compile(r"(?:十来|几|好几|十几|几十|数|上|不到|不足|超过|低于|高于)$")
_NOT_IT = re.compile(r"(?:不是|并非|是不是|是否)$")
_IDIOM = re.compile(
    r"一块(?:儿|去|办|走|转|[交缴]|过|住|吃|干|上|来|弄|算|报|领|看|工作|生活)|千万(?!元|块)|百分|万一|一百(?![零一二三四五六七八九十两万块元])|万分|成千上万|百姓|百货|千百|万事|万能|万岁|百度|万科|万达|千方百计|三千里|万寿|百万庄|十万火急|万柳|百子湾|千家|百善|百泉|万泉"
)
_LOST = re.compile(r"(?:拖?欠|[多错]打|差|少发|少给|克扣|扣|压|掏|垫付|剩(?:下)?|被骗|骗|[划转取拿卷]走|自己先?[交付]|先[交垫付]|多收|多扣|多刷|刷|罚|赔|补(?![贴助偿充])|退(?!休)|押金|损失|垫|自费|自付|没给|没发|未发|少了|少|多交|收(?![入据支]|费标准))(?:了|我|着|的|付|款|是|到|掉|走|在|大概|差不多|将近|有|发|给|缴|医疗费|工资|费用)*[^,。!?;]{0,8}$")  # fmt: skip
_FILLER = re.compile(
    r"(?:大概|差不多|一共|总共|将近|左右|上下|整|吧|呢|是|有|得|能|多|了|就|这|嗯|哦|啊|\s)*"
)
_COST = re.compile(
    r"(?<!先)[垫掏花赔罚骗扣欠](?:付|的|了|着|走)|自费|谁[出掏垫付]的|没[给发结]|押金|[收交]了(?:我)?(?:钱|费)"
)
_EXCESS = re.compile(r"(?:多[扣收交缴刷打算]|少[发给打算到])了?(?:我们?)?了?(?:大概|差不多)?$")
_GROSS = re.compile(r"(?:一共|总共|加起来|共)(?:就|是)?[扣收交缴刷打算发给花]了?(?:我们?)?了?$")
_WANTED = re.compile(r"(?:要回|追回|讨回|拿回|[退还]我)(?:那|这|剩下的?)?$")
_CUES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (6, re.compile(r"(?:一共|总共|(?<![公])共(?![同享用])|共计|合计|总计|加起来|拢共|统共|总额|总数|总金额|全部加|还[剩差欠])(?:我|了|着)?[^,。!?;]{0,10}$")),
    (6, re.compile(r"(?:报|报销)(?:完|了|下来|以后|之后)[^。!?;]{0,12}(?:自己|个人|我|家里)[^,。!?;]{0,4}(?:掏|付|出|担|承担|拿)(?:了)?[^,。!?;\d]{0,4}$")),
    (7, re.compile(r"还[剩差欠](?:我|我们|着|了)*[^,。!?;]{0,6}$")),
    (6, _WANTED),
    (6, re.compile(r"我(?:自己|个人|本人)?(?:的|那份|这份|那部分)(?:是|有|就)*$|我(?:自己|个人|本人)(?:是|有)$")),
    (5, re.compile(r"[我就]要(?:求)?(?:他们?|公司|单位)?(?:给|赔|付)?我?$")),
    (5, _LOST),
    (4, re.compile(r"(?:花了?|判|私了,?给|给我|肯给|肯赔|愿意给|愿意赔|答应给|涨了|充(?:了|值)?|存(?:了|进去?)|(?:账户|卡|账|折子)[里上](?:头|面)?(?:还|就)?(?:有|存了?)|单子|票据|账单|费用|医药费|药费|医疗费|住院费|手术费|加班费|补偿金?|赔偿金?|津贴|补贴|抚恤金|补助|年终奖|奖金|工钱|工资(?!卡|条|流水)|提成|报销|金额|涉及)(?:了|是|有|一共|大概|差不多|,)*[^,。!?;]{0,8}$")),
)  # fmt: skip
_HANDED_BACK = re.compile(r"^(?:多)?(?:块|元)?(?:钱)?(?:给|退|还|补|发)(?:还)?(?:给)?(?:我|我们|他|她)")
_CUES_AFTER = re.compile(
    r"^(?:多)?(?:块)?(?:钱)?(?:也|都|全|还|一直|到现在|至今|就)*(?:(?:给)?(?:我)?(?:克扣|扣|罚|没收)(?:了|掉|光)|的?(?:慰问金|抚恤金|工资|加班费|补偿|赔偿|医药费|医疗费|费用|押金|津贴|补贴|药费|住院费|货款|提成|奖金|绩效)|没给|没发|没结|没到账|不给|不发|被|一直没|至今|退给|还给|(?:能|可以|怎么|给不给|能不能)退)"
)
_MONTHLY = re.compile(
    r"(?:月薪|月工资|工资是|工资标准|底薪|基本工资|时薪|日薪|年薪|年收入|月收入|收入|每个?月|(?<![最这头上第几])(?<!最后)(?<!这)一个?月|每天|一天|每小时|基数|到手|养老金|退休金|一[盒支瓶片针袋副粒]|每[盒支瓶片针]|(?:我|他|她|自己|平均|实际|真实|实发|应发)的?工资|税前|税后|最低工资|低保)(?:[^,。!?;]{0,12})$"
)
_RATE = re.compile(
    r"月薪|(?<!个)月工资|每个?月|每天|一天|底薪|基数|标准|每小时|时薪|日薪|[一每][盒支瓶片针袋副粒]"
)
_EVERY_MONTH = re.compile(r"每个?月[^,。!?;]{0,8}$")
_SWAPPED = re.compile(rf"^(?:块)?(?:钱)?(?:给|返|换|抵|收)\s*(?:{_CN}|\d)")
"""一百块给八十: at what rate, not how much."""
_PROGRAMME = re.compile(r"4050(?=[^,。!?;]{0,4}(?:补贴|人员|政策|社保))")
_MONTHLY_AFTER = re.compile(
    r"^(?:多)?(?:钱)?(?:一|每|/)(?:个)?(?:月|天|小时|年|人|次|盒|支|斤|针|瓶|片|袋|粒|副|贴|疗程)"
)
_OF_A_RULE_AFTER = re.compile(r"^(?:多|来)?(?:块|元)?(?:钱)?(?:的)?(?:起付|封顶|门槛|流水|基数)")
_OF_A_RULE = re.compile(r"(?:门槛费?|起付线?|封顶线?|首付|房价|房款|房租|注册资[金本])[^,。!?;]{0,6}$")
_OF_OTHERS = re.compile(
    r"(?:同事|邻居|朋友|亲戚|人家|别人|隔壁|街坊|老乡)(?!们?欠)(?:家|的)?(?:[^,。!?;我]{0,14}?)(?:[给拿领发报赔花]|一样)[^,。!?;我]{0,6}$"
)
"""邻居家走了给了六万: what others got."""
_INCIDENTAL = re.compile(
    r"(?:请(?:了|个|一|两|三|半|几|[\d])*(?:天|次|回|个小时)?(?:的)?假|误工|旷工|迟到)[^。!?;]{0,8}扣[^,。!?;]{0,5}$"
)
"""请一天假扣我三百: what coming here costs, not the matter."""
_TAKEN = re.compile(
    r"(?:公司|单位|老板|人事|厂里|店里|中介|他们|经理|主管)[^。!?;]{0,10}(?:扣|收|罚)了?(?:我们?)?[^,。!?;]{0,6}$"
)
"""公司说我迟到扣了我五百, 中介收了我伙食费两千: what was taken is the matter."""
_LIVING = re.compile(
    r"(?:房租|房贷|车贷|路费|车费|打车|打的|机票|车票|火车票|油钱|油费|停车费?|挂号费?|律师费?|诉讼费|复印费?|护工|保姆|月嫂|伙食费?|饭钱|旅馆|住宿费?|借了?(?:人|别人|亲戚|朋友)[^,。!?;]{0,3}|生活费)[^,。!?;退骗]{0,8}$"
)
"""What life costs meanwhile: 房租一个月一千八, 打车花了小二百, 借了我姐两万."""
_FUTURE_PRICE = re.compile(r"补[缴交](?:的话)?(?:得|要|需要|大概要)$")
_EACH_TIME = re.compile(
    r"(?:(?<![这最这头上第几])一个?月|每个?月|一年|每年|每次|一天|每天)(?:就|都|还|也|得|要|光|我|们|自己|大概)*(?:差|少|多|扣|垫|掏|花|自费|收)[^,。!?;]{0,5}$"
)
"""一个月差七百: at what rate, however much is owed."""
_EACH = re.compile(
    r"(?:[一两每]处|[一每](?:回|趟|张|晚|宿|顿|节课?|单|针|个?疗程|平米?|斤|床|户)(?:机票|票)?(?:是|要|得|就|大概|差不多)*|[一每]份(?:工资|工作)?|[一每]边)(?:是|就|给|有)*$"
)
_SUPPOSED = re.compile(r"(?:哪怕|就算|即使|即便|比如|比方说|譬如|假如|万一|要是)[^,。!?;]{0,6}$")
_PAID_BY_THEM = re.compile(
    r"(?<!判了)(?:老板娘?|公司|单位|工头|包工头|厂里|店里|对方|平台|站长|中介)(?:先|就|只|才|也|后来|给|帮)*(?:我)?(?:垫付?|给|掏|借|赔|扔给|塞给|塞|扔)(?:了)?(?:我|我们|他|她)?$"
)
_HEARSAY = re.compile(
    r"(?:网上|新闻|有人|人家|都|听)(?:[^,。!?;我]{0,4})说[^,。!?;]{0,9}[能要补交领报就得涨][^,。!?;]{0,5}$"
)
"""听说要十几万, 网上说能补一万: what a rule is said to give"""
_NEW_RATE = re.compile(r"(?:降|涨|变|改|减|调|升)(?:到|成|为)(?:了)?$")
_TIMES = re.compile(r"(?:[一每]年|每次|每趟)(?:大概|差不多|就|是|得|也就)?$")
_LEFT = re.compile(r"[就只还才](?:剩|余)(?:下|了)*$")
_PER_YEAR_OR_ROUTE = re.compile(
    r"(?:(?:每|一)(?:个月|年|天|次)(?:[补给发领]|能[领拿])(?:我)?|(?:打车|打的|路费|车费|来回)[^,。!?;]{0,8})$"
)
_PAID_PART = re.compile(
    r"(?:报了|报销了|退回来?了?|退还了?|已经?给了?|给过|先给了|付了|(?<![少没未])发了|只给了?|就给了?|才给了?|还了)[^,。!?;]{0,4}$"
)
_ASKED = re.compile(
    r"多少钱|金额|(?<!电话)(?<!手机)(?<!号码)(?<![号证])多少(?!人|天|年|个|次|位|岁|号|分|家|张|平|月|条|种|公里)|数额|几多|花了(?!多久|几)"
)
_OPENED = re.compile(r"请[讲说]|您[讲说]|慢慢说|什么(?:事|问题|情况)|反映什么|怎么(?:了|回事)|具体|继续")
_ASKED_WAGE = re.compile(r"(?:月薪|工资|收入|基数)(?:是)?多少|(?:月工资|工资标准|月薪)")
_ASKED_OWED = re.compile(r"欠|拖欠|扣|少发|一共|总共|涉及|金额")
_PERSONAL = re.compile(
    r"(?:身份证|证件|电话|手机|号码|卡号|尾号|编号|工号|单号|微信|验证码|密码|邮编|12333|房间|门牌|第|拨打)(?:(?![扣押欠退]|押金)[^,。!?;]){0,8}$"
)
_RECKONED_ANEW = re.compile(r"(?:这么算|重新算|算错|不对)[^。!?;]*$|^(?:哎|诶|哦)?(?:不对|算错)")
_MENDED = re.compile(r"不对|不是|说错|记错|应该是|更正|准确|哦是|搞错|[,。](?:哦|噢|啊)?不[,。]")


_RUN_OF_DIGITS = re.compile(r"(?<!\d)\d{2,20}(?:[\s\-]{1,2}\d{2,20})+x?")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_DIGITS = "零一二三四五六七八九"
_NEXT_TO = re.compile(r"([一二三四五六七八])([二三四五六七八九])(?=[十百千万]|$)")

SURE = 5
"""Weight of a sum that was lost, wanted or asked for."""
_SAME_RECKONING = 2
"""Turns within which one reckons aloud."""
_RECKONED_WITH = 8
"""Sums told right before, which one may have been reckoned from."""
_LEAST_RATE = 10
_MOST_TIMES = 36
_TOLD = 4
"""Weight from which something is said of a sum; a bare one counts where the call opens with it."""
_LEAST_DICTATED = 7
"""Digits of a telephone number without its area code, the shortest that people dictate in groups."""
_ONLY_MENDS = 1
"""A bare number after 不对: it can change a sum, not be the first one."""


@dataclass(frozen=True, slots=True)
class _Sum:
    value: float
    weight: int
    statement: Statement
    start: int
    end: int


def find(talk: Conversation, *, least: int = 1) -> Found | None:
    """`least` is the weight from which a sum counts; more where none is likely."""
    best: _Sum | None = None
    opening = next((s for s in talk.own if not is_small_talk(s.text)), None)
    for found in _reckoned([sum_ for s in talk.statements for sum_ in _sums(s)]):
        if found.weight < least or (found.weight == _ONLY_MENDS and best is None):
            continue
        mended = best is not None and _mends(found)
        opens = found.statement is opening or _OPENED.search(found.statement.asked)
        if found.weight < _TOLD and not opens and not mended:
            continue
        if best is None or _wins(found, best):
            best = found
        elif mended:
            best = replace(found, weight=max(found.weight, best.weight))
    if best is None:
        return None
    value = int(best.value) if best.value == int(best.value) else round(best.value, 2)
    confidence = 0.95 if best.weight >= 5 else 0.88 if best.weight >= 4 else 0.7
    return Found(value, confidence, best.statement.evidence(best.start, best.end))


def _mends(found: _Sum) -> bool:
    told = found.statement.text[: found.start]
    return bool(_MENDED.search(told[-12:]) or (found.weight > 0 and _RECKONED_ANEW.search(told)))


def _wins(new: _Sum, old: _Sum) -> bool:
    """A surer sum; of two alike the later in one answer, but the first where the later was not asked for."""
    if _part_of(old, new):
        return False
    told_later = new.statement is not old.statement and not _ASKED.search(new.statement.asked)
    return new.weight > old.weight or (new.weight == old.weight and not told_later)


def _part_of(part: _Sum, total: _Sum) -> bool:
    """多扣了我一千八, then 一共扣了三千六: the part taken wrongly is the matter, not all that was taken."""
    told, whole = (s.statement.text[max(0, s.start - 12) : s.start] for s in (part, total))
    return bool(_EXCESS.search(told) and _GROSS.search(whole)) and part.value < total.value


def _reckoned(sums: list[_Sum]) -> Iterator[_Sum]:
    """一个月九千五,仨月,两万八千五: what comes out of the sums told just before is what they were told for."""
    for index, last in enumerate(sums):
        beside = [
            s
            for s in sums[max(0, index - _RECKONED_WITH) : index]
            if 0 <= last.statement.turn - s.statement.turn <= _SAME_RECKONING
        ]
        left = last.weight > _ONLY_MENDS and any(
            abs(a.value - b.value - last.value) < 0.01 and b.value < last.value
            for a, b in itertools.permutations(beside, 2)
        )
        out = left or any(_multiple(last, one) for one in beside)
        yield replace(last, weight=max(last.weight, SURE + 1)) if out and last.weight >= 0 else last


def _multiple(total: _Sum, one: _Sum) -> bool:
    """Whether a rate told in the same breath, a few times over, is the total."""
    times = total.value / one.value
    return (
        one.weight < 0
        and one.statement is total.statement
        and one.value >= _LEAST_RATE
        and times == int(times)
        and 2 <= times <= _MOST_TIMES
    )


def _sums(statement: Statement) -> Iterator[_Sum]:
    text = statement.text.translate(_FORMAL)
    dictated = _dictated(statement)
    for match in _MONEY.finditer(text):
        if match["bare"] and (match["bare"][0] == "0" or match.start("bare") in dictated):
            continue
        value, unit = _value(match)
        if (
            value is None
            or value <= 1  # 一块 is together far more often
            or _ROUGH.search(text[: match.start()])
            or _NOT_IT.search(text[: match.start()])
            or _PERSONAL.search(text[: match.start()])
            or _PROGRAMME.match(text, match.start())
        ):
            continue
        if _IDIOM.match(text, match.start()) and (not unit or value == 1):
            continue
        weight = _weight(match, statement, unit=unit)
        yield _Sum(value, weight, statement, match.start(), match.end())


def _dictated(statement: Statement) -> set[int]:
    """Where groups of digits begin that make up one long number: 135 2044 9138 holds no 9138 yuan."""
    return {
        run.start() + piece.start()
        for run in _RUN_OF_DIGITS.finditer(statement.text)
        if sum(map(str.isdigit, run[0])) >= _LEAST_DICTATED
        for piece in re.finditer(r"\d+", run[0])
    }


def _least(spoken: str) -> float:
    """十五六万 is at least 150,000."""
    near = _NEXT_TO.search(spoken)
    if near and _DIGITS.index(near[2]) == _DIGITS.index(near[1]) + 1:
        spoken = spoken[: near.start(2)] + spoken[near.end(2) :]
    return parse_chinese(spoken)


def _value(match: re.Match[str]) -> tuple[float | None, bool]:
    """Yuan, and whether a unit of money was said."""
    g = match.groupdict()
    if g["wan"]:
        rest = g["wan_rest"]
        value = float(g["wan"].replace(",", "")) * 10_000
        if rest:
            plain = float(rest.replace(",", "")) if rest[0].isdigit() else parse_chinese(rest)
            value += plain * 1000 if plain < 10 else plain
        return round(value, 2), True
    if g["qian"]:
        rest_of = parse_chinese(g["qian_rest"]) * 100 if g["qian_rest"] else 0
        return float(g["qian"]) * 1000 + rest_of, True
    if g["plain"]:
        return float(g["plain"].replace(",", "")) + _jiao(g["jiao"], g["fen"]), True
    if g["cn"]:
        return _least(g["cn"]) + _jiao(g["jiao2"], g["fen2"]), True
    if g["around"]:
        return parse_chinese(g["around"]) * 10_000, True
    if g["bare_cn"]:
        return (_least(g["bare_cn"]), False) if len(g["bare_cn"]) >= 2 else (None, False)
    return float(g["bare"]), False


def _recurs(before: str, *, owed: bool) -> bool:
    """Whether a wage or pension is told in passing; 养老金少发了两百三 and 压了我一个月工资五千二 are not."""
    wage = _MONTHLY.search(before)
    if wage is None or not owed:
        return wage is not None
    verb = _LOST.search(before)
    return verb is None or bool(_RATE.search(before[verb.start() :]))


def _alone(text: str, match: re.Match[str]) -> bool:
    """Whether a clause holds nothing but the sum: 都是我自己垫的,一万一千八。"""
    lead = re.split(r"[,。!?;]", text[: match.start()])[-1]
    tail = re.split(r"[,。!?;]", text[match.end() :])[0]
    return bool(_FILLER.fullmatch(lead) and _FILLER.fullmatch(tail))


def _clause_before(text: str, place: int) -> str:
    clauses = re.split(r"[,!?;]", re.split(r"[。]", text[:place])[-1])
    return clauses[-2] if len(clauses) > 1 else ""


def _jiao(tenths: str | None, hundredths: str | None) -> float:
    """三块五 is 3.5, 两块四毛六 2.46."""
    parts = ((tenths, 10), (hundredths, 100))
    return sum(float(int(d) if d.isdigit() else parse_chinese(d)) / unit for d, unit in parts if d)


def _weight(match: re.Match[str], statement: Statement, *, unit: bool) -> int:
    """0 or less is not the matter's money; more is surer."""
    text = statement.text
    before, after = text[: match.start()], text[match.end() :]
    weight = 2 if unit else 0
    wage_asked = _ASKED_WAGE.search(statement.asked) and not _ASKED_OWED.search(statement.asked)
    cue = next((points for points, pattern in _CUES if pattern.search(before)), 0)
    if _CUES_AFTER.match(after):
        cue = max(cue, 5)
    if re.search(r"按(?:照)?[^,。!?;]{0,3}$", before) and re.match(
        r"[块元]?(?:钱)?(?:的?基数|[给来]?(?:我|他|她)?(?:报|交|缴|算|上))", after
    ):
        return -1
    if _HANDED_BACK.match(after):
        return SURE + 1  # 把两个月工资七千给我
    if _SWAPPED.match(after) or (_EVERY_MONTH.search(before) and not _ASKED.search(statement.asked)):
        return -1
    if re.search(r"(?:原来|本来|以前|之前)(?:就|还)?(?:有|是|里面有)$", before):
        return -1
    if _NEW_RATE.search(before) or _TIMES.search(before):
        return -1
    if re.search(r"从$", before) and re.match(r"[块元多钱]*(?:给我)?[降涨变改减调升]", after):
        return -1
    if cue < 6 and _HEARSAY.search(before):
        return -1
    place = match.start()
    asked = _ASKED.search(statement.asked)
    told_of_others = whose.of_others(text, place, asked=statement.asked)
    if told_of_others or (whose.hearsay(text, place) and not asked):
        return -1
    taken = _TAKEN.search(before) or after.startswith(("不退", "没退", "凭什么"))
    if cue < 6 and _LIVING.search(before) and not asked and not taken:
        return -1
    if (_EACH_TIME.search(before) or _FUTURE_PRICE.search(before)) and not asked:
        return 2 if _EACH_TIME.search(before) else _TOLD
    if _INCIDENTAL.search(before) and not asked and not taken:
        return -1
    if _EACH.search(before) or _SUPPOSED.search(before):
        return -1
    if _OF_OTHERS.search(before) or (_LEFT.search(before) and not before.endswith(("还剩", "还剩下"))):
        return -1
    if (
        _OF_A_RULE_AFTER.match(after)
        or (cue < 6 and _OF_A_RULE.search(before))
        or (cue < 6 and _PER_YEAR_OR_ROUTE.search(before))
    ):
        return -1
    if (
        cue < 6
        and not before.endswith("涨了")
        and (_recurs(before, owed=cue == 5) or _MONTHLY_AFTER.match(after))
    ):
        return -1
    if wage_asked and cue < 4:
        return -1
    if cue < 6 and _PAID_PART.search(before) and not _CUES_AFTER.match(after):
        return 2 if unit else 0
    if _PAID_BY_THEM.search(before) and not _CUES_AFTER.match(after):
        return 2  # unless a sum of the caller's own is told
    if cue:
        weight = cue if unit or cue >= 4 else weight
    elif asked or (_alone(text, match) and _COST.search(_clause_before(text, place) + statement.asked)):
        weight = 5
    elif re.search(
        r"[,。]?(?:哦|噢|啊)?(?:不对|不是|应该是|说错了?)(?:[,。\s]*(?:是|应该是)?|[我你][^。!?;]{2,10},)$",
        before,
    ):
        weight = max(weight, _ONLY_MENDS)
    elif match["bare_cn"] and re.search(r"钱|工资|欠|费|款|赔|补贴|津贴|给了", text):
        weight = 2
    return weight
