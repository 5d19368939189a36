"""Dates, lengths of time, money and people, read from the way citizens put them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators.errors import BadInputError
from dialogue.calculators.words import Words

Months = list[int]
"""A length of time as [from, to] in months: "8年" is [96, 96], "七八年" [84, 107], "快十年" [108, 119]."""

_YEAR = r"(?P<y>(?<!\d)(?:1[6-9]|2[01])\d{2}|(?<!\d)\d{2})"
_BORN_MONTH = re.compile(
    rf"{_YEAR}\s*(?:年|[.\-/])\s*(?:农历|阴历|阳历)?(?P<m>1[0-2]|0?[1-9])(?!\d|个|岁|天|年)(?:\s*(?:月份?|[.\-/])\s*(?:\d{{1,2}}[日号]?)?)?"
    rf"|(?<!\d)(?P<y8>(?:19|20)\d{{2}})(?P<m8>0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"
)
_NO_SUCH_MONTH = re.compile(rf"{_YEAR}\s*年\s*(?P<m>1[3-9]|[2-9]\d|00)月")
_BORN_YEAR = re.compile(
    rf"{_YEAR}\s*(?:年)?(?:份)?(?=出?生|的人|属)|(?:生于|出生于|生在){_YEAR.replace('<y>', '<y2>')}年?|"
    r"(?<![\d了满共交缴干够有龄])(?P<y3>19\d{2}|[4-9]\d)年(?!\d|代)"
)
_GROWN = 16
"""Years of age below which nobody works."""
_BIRTH_WORD = re.compile(r"出生(?:日期|年月)?|生日|生人|生的|年生|月生|(?<=[年月日号])生")


def born(words: Words, today: date) -> str | None:
    """A birth as "1970-05", or "1970" where the month is missing; 70 is 1970, 05 is 2005."""
    if match := words.take(_NO_SUCH_MONTH):
        return f"{_century(match['y'], today)}-{match['m']}"
    if match := _the_birth(words.take_all(_BORN_MONTH), words, today):
        year, month = match["y"] or match["y8"], match["m"] or match["m8"]
        words.take(_BIRTH_WORD)
        return f"{_century(year, today)}-{int(month):02d}"
    if match := words.take(_BORN_YEAR):
        words.take(_BIRTH_WORD)
        return _century(match["y"] or match["y2"] or match["y3"], today)
    return None


_STARTED = re.compile(
    r"(?:份|的)?\d{0,2}[日号]?(?:就|才|开始)?(?:参加|工作|入职|参保|进|来|上班|开始|交|缴|办|结婚|下岗|离职|退)"
)


def births(text: str) -> int:
    """How many different births the text may tell: dates of what somebody began or ended are none."""
    told = [match for match in _BORN_MONTH.finditer(text) if not _STARTED.match(text, match.end())]
    return len({(match["y"] or match["y8"], match["m"] or match["m8"]) for match in told})


_TOGETHER = re.compile(r"俩|[两2]个?人|[两2]口|我自己")


def several_people(text: str) -> bool:
    """Whether a message says that it is about more than one person."""
    return bool(_TOGETHER.search(text))


def _the_birth(dates: list[re.Match[str]], words: Words, today: date) -> re.Match[str] | None:
    """Of several dates the one said to be a birth, else the only one that can be one; None where that is not clear."""
    said = [match for match in dates if _is_birth(match)]
    grown = [m for m in dates if int(_century(m["y"] or m["y8"], today)) <= today.year - _GROWN]
    if said or (grown and words.has(_MENDS)):
        return (said or grown)[-1]
    return grown[0] if len(grown) == 1 else None


def _is_birth(match: re.Match[str]) -> bool:
    before, after = match.string[max(match.start() - 4, 0) : match.start()], match.string[match.end() :]
    return bool(re.match(r"的?(?:出?生|男|女|人)", after) or re.search(r"生(?:于|日|在)?是?$", before))


def _century(year: str, today: date) -> str:
    if len(year) == 4:
        return year
    return f"20{year}" if int(year) <= today.year % 100 else f"19{year}"


_MONTH_ALONE = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])(?:月份?(?:\d{1,2}[日号])?|$)")


def month(words: Words) -> int | None:
    """ "5月" as an answer to "which month"."""
    match = words.take(_MONTH_ALONE)
    return int(match[1]) if match else None


_NUMBER = r"\d+(?:\.\d+)?"
# "一年有几天" is every year; "干了一年" is a length.
_EACH_YEAR = r"(?<![了作满有过才就干交缴费龄够整班])1年(?![半多零又\d])"
_LENGTH = re.compile(
    rf"(?P<less>没满|未满|不足|快要?|将近|接近|不到|差不多快|不满|近|小(?=\d0))?(?P<full>满)?(?<![\d.])(?!{_EACH_YEAR}|(?:19|20)\d\d年)(?P<y>{_NUMBER})(?P<range>[~\-到至](?P<y2>\d+))?"
    r"(?P<odd>来|好?几)?(?:个)?(?:年|周年)(?!\d{1,2}月\d*[日号]|[^，,。；;]?[1-9]\d?月(?!份?工)|假|终|休|薪|前|后|底|级|初|代|末)(?:头)?"
    r"(?P<half>半)?(?P<more>多|出头|挂零|有余|有多|以上)?"
    r"(?:[零又加]?(?:0)?(?P<m>\d{1,2})(?:个月|个多月|月(?!份)))?(?P<short>不[到满足]\d+年)?"
)
_ONLY_MONTHS = re.compile(
    r"(?P<less>没满|未满|不足|快要?|将近|不到|不满)?(?<![\d.])(?P<m>(?:(?<=[了作满有过才就干])1(?!\d)|(?!1个)\d{1,3}))(?:[~\-到至](?P<m2>\d+))?(?P<odd>来|几)?个(?P<half>半|多)?月(?P<more>多)?"
)
_HALF_YEAR = re.compile(r"(?<![上下])(?P<more>大)?半年(?!假)")
_FROM = (
    r"(?:(?P<y>(?:19|20)\d{2})\s*(?:年|[.\-/])|(?P<y0>(?<!\d)\d{2})年(?=\d{1,2}月|就?入职|就?进|就?来)|(?P<rel>大前年|前年|去年|今年))"
    r"\s*(?P<m>1[0-2]|0?[1-9])?(?:月份?|(?=[^\d.]))?(?:\d{1,2}[日号])?"
)
_UNTIL = r"(?P<y2>(?:19|20)\d{2}|(?<!\d)\d{2})\s*(?:年|[.\-/])\s*(?P<m2>1[0-2]|0?[1-9])?(?:月份?)?"
_SINCE = re.compile(
    rf"{_FROM}[^,。;?]{{0,6}}?(?:[到至~\-—]+\s*{_UNTIL}|(?:就|开始|起|入职|进厂|进的?公司|来的?公司|进来的?|参加工作|上班|毕业|工作|干)"
    rf"(?:[^,。;?]{{0,4}}?[到至]\s*{_UNTIL.replace('<y2>', '<y3>').replace('<m2>', '<m3>')})?"
    rf"(?:的?,[到至]\s*{_UNTIL.replace('<y2>', '<y4>').replace('<m2>', '<m4>')})?)"
)
_ENDED = re.compile(
    r"(?:(?P<y>20\d{2})年|(?P<rel>前年|去年|今年))?(?P<m>1[0-2]|0?[1-9])月份?(?:\d{1,2}[日号])?[^，,。；\d]{0,4}(?:走|离职|[被]?裁|辞退|解除|开除|不干|终止|到期|倒闭)"
)
_BACK = {"大前年": 3, "前年": 2, "去年": 1, "今年": 0}


# Lengths of something else: a gap, a pregnancy, months of pay or of benefit already had.
_OF_ELSE = re.compile(
    r"(?:断|停|空|歇|领|欠|差|缺|怀孕|孕|试用期?|病假|提前|拖|签)(?:缴|交|保|档|了|过|着|只|我|到|合同|的)*[,的]?$"
    r"|(?:赔|补|给|判)(?:了|过|只|我|你|他|她)*$"
)
_LAST_YEAR = re.compile(r"(?:过去|最近|前|近|头)(?:的|这)*$")
"""Before "12个月": the span over which pay is averaged."""
_OF_PAY = re.compile(r"^(?:的|左右)?(?:工资|补偿|赔偿|通知|前|后|以前|以后|之后|内)")
_MENDS = re.compile(r"不是|不对|说错|记错|应该是|更正|错了|改成")


def length(words: Words, but: re.Pattern[str] | None = None, *, else_told: bool = False) -> Months | None:
    """How long, where it is said as one length; None where several are said and it is not clear which is meant.

    `but`: words before a length that is meant only where no other is said: "工龄13年，这家才3年"; `else_told`: whether
    the message tells it in another way too.
    """
    sure, aside = _lengths(words, but)
    found = _without_rounded(sure or ([] if else_told else aside))
    if len({tuple(months) for months in found}) > 1 and not words.has(_MENDS):
        return None
    return found[-1] if found else None


def _without_rounded(found: list[Months]) -> list[Months]:
    """ "干了五年零两个月，五年是五个月工资，后面那两个月呢": its full years are no other length."""
    full = {low // 12 * 12 for low, high in found if low == high and low % 12}
    return [months for months in found if months[0] != months[1] or months[0] not in full]


_ONE_OF_SEVERAL = re.compile(
    r"[上前头]1?[家个]|[上前]1?份|原[来先]|以前|之前|早先|先[在是干交缴去]|第\d[家份个段]|另1?[家个外]|老(?:单位|东家|公司)|后[来又]|又[在干到去进换交缴找]|"
    r"接着|然后|再[到去进]|当过?\d?年?兵|部队|服役|退伍|转业|那边|外地"
)
"""Before a stretch that another one comes before or after."""
_THE_LAST_OF_THEM = re.compile(r"(?:现在|如今|目前|眼下)|这[家边个儿里]|在这|[新现本]单位|[新现]公司")
_SERVED = re.compile(r"^的?(?:义务)?(?:兵|军|士官)")
_RECEIVED = re.compile(r"^[^，,。；;\d]{0,3}[领发拿]")
_ADDED = re.compile(
    r"[^\d]{0,6}?(?:[加合](?:到|在)?(?:1块|一块|1起|一起|起来)|合并|(?:累计|连着|连续|接着|通)(?:的|着|起来)?来?算)"
)
_IN_ALL = re.compile(r"(?:总|共|累计|合计|工龄|工作年限)[^，,。；;\d]{0,4}$")
_PART_OF_IT = re.compile(r"(?:其中|里头?|里面|当中|包括|包含)[^，,。；;\d]{0,8}$")
_SOMEBODYS_COUNT = re.compile(
    r"(?:按|照|[只才]算|[只才]认)(?:我|了)*$|(?:人事|hr|HR|单位|公司|老板|财务)(?:却|就|非|硬|光)?说[^，,。；;\d]{0,8}$"
)
"""人事只按三年给, 人事说我在本公司才三年: how long others say it was."""
_BETWEEN = 24
"""Characters before a length in which it is said which stretch it is."""


def in_stretches(words: Words) -> Months | None:
    """How long in all, where stretches are told one after the other: "上家交了两年，这家交了三年", "当过两年兵".

    None where one length is told, or it is not clear that they follow one another: "总工龄13年，这家才3年".
    """
    matches, ends, marks = [], 0, []
    for match, months in _each_length(Words(words.left)):
        before = match.string[max(match.start() - _BETWEEN, ends) : match.start()]
        after = match.string[match.end() :]
        if _SOMEBODYS_COUNT.search(before) or _RECEIVED.match(after):
            continue
        if _PART_OF_IT.search(before):
            return None
        other = _ONE_OF_SEVERAL.search(before) or _SERVED.match(after)
        mark = "other" if other else "last" if _THE_LAST_OF_THEM.search(before) else ""
        if _IN_ALL.search(before) and not mark:
            return None
        matches.append((match, months))
        marks.append(mark)
        ends = match.end()
    follow = all(marks) and marks.count("last") <= 1
    if len(matches) < 2 or not (follow or _ADDED.match(words.left, ends)):
        return None
    for match, _ in matches:
        words.take_at(match)
    return [sum(months[0] for _, months in matches), sum(months[1] for _, months in matches)]


def _each_length(words: Words) -> list[tuple[re.Match[str], Months]]:
    """Every length in the order told, those of something else left out."""
    found = [
        (match, read(match))
        for pattern, read in _LENGTHS
        for match in words.take_all(pattern)
        if not _is_else(match)
    ]
    return sorted(found, key=lambda one: one[0].start())


def says_length(message: str) -> bool:
    """Whether a message names a length of time, clear or not."""
    return any(_lengths(Words(message)))


def _lengths(words: Words, but: re.Pattern[str] | None = None) -> tuple[list[Months], list[Months]]:
    """Lengths, and those that `but` sets aside."""
    for pattern, read in _LENGTHS:
        matches = [match for match in words.take_all(pattern) if not _is_else(match)]
        if matches:
            aside = [bool(but and but.search(m.string[max(m.start() - 16, 0) : m.start()])) for m in matches]
            sure = [read(m) for m, other in zip(matches, aside, strict=True) if not other]
            return sure, [read(m) for m, other in zip(matches, aside, strict=True) if other]
    return [], []


def _is_else(match: re.Match[str]) -> bool:
    before, after = match.string[max(match.start() - 8, 0) : match.start()], match.string[match.end() :]
    averaged = match[0].startswith("12个月") and _LAST_YEAR.search(before)
    return bool(averaged or _OF_ELSE.search(before) or _OF_PAY.match(after))


def _half_year(match: re.Match[str]) -> Months:
    return [7, 11] if match["more"] else [6, 6]


def _below_nothing(match: re.Match[str]) -> bool:
    """ "负3年": said, and impossible."""
    return match.string[: match.start()].endswith("负")


def _months(match: re.Match[str]) -> Months:
    low = int(match["m"])
    high = int(match["m2"] or low)
    if _below_nothing(match):
        return [-low, -low]
    if match["odd"]:
        high = low + 9
    return [max(low - 1, 0), max(low - 1, 0)] if match["less"] else [low, high]


def _years(match: re.Match[str]) -> Months:
    years = Decimal(match["y"])
    low = int(years * 12)
    if _below_nothing(match):
        return [-low, -low]
    if match["range"]:
        high = int(match["y2"]) * 12 + (0 if match["full"] else 11)
    elif match["odd"]:
        low, high = (low - 12, low + 23) if match["odd"] == "来" else (low + 12, low + 119)
    elif match["more"] == "多" and years % 10 == 0 and years >= 10 and not match["half"]:
        high = low + 11
    else:
        high = low + 11 if match["more"] and not match["half"] else low
    if match["half"]:
        low, high = low + 6, low + (11 if match["more"] else 6)
    if match["m"]:
        low = high = low + int(match["m"])
    if match["short"]:
        high = low + 11
    if match["less"]:
        return [max(low - 12, 0), max(low - 1, 0)]
    return [low, max(low, high)]


_LENGTHS = ((_LENGTH, _years), (_ONLY_MONTHS, _months), (_HALF_YEAR, _half_year))


def since(words: Words, today: date) -> tuple[str, str | None] | None:
    """("2015-03", end or None) of "2015年3月入职" and "2015年3月到2023年6月"; a month left out is 00."""
    match = words.take(_SINCE)
    if match is None:
        return None
    year = str(today.year - _BACK[match["rel"]]) if match["rel"] else match["y"] or match["y0"]
    start = f"{_century(year, today)}-{int(match['m'] or 0):02d}"
    last, month = match["y2"] or match["y3"] or match["y4"], match["m2"] or match["m3"] or match["m4"]
    if not last and (ended := words.take(_ENDED)):
        last = ended["y"] or str(today.year - _BACK[ended["rel"] or "今年"])
        month = ended["m"]
    return start, f"{_century(last, today)}-{int(month or 0):02d}" if last else None


def between(start: str, end: str) -> Months:
    """Months from one month to another; where a month is missing, as few and as many as it may be."""
    (y1, m1), (y2, m2) = (tuple(map(int, part.split("-"))) for part in (start, end))
    shortest = (y2 * 12 + (m2 or 1)) - (y1 * 12 + (m1 or 12))
    longest = (y2 * 12 + (m2 or 12)) - (y1 * 12 + (m1 or 1))
    return [max(shortest, 0) if longest >= 0 else longest, longest]


_MONEY = re.compile(
    r"(?P<minus>负|-)?(?<![\d.年])(?P<n>\d+(?:,\d{3})*(?:\.\d+)?)\s*"
    r"(?:(?P<unit>万|w|千|k)\s*(?P<more>\d(?:\.\d+)?)?(?P<unit2>千|百|k)?(?:(?P<last>\d)百)?)?(?P<about>多|来|左右|上下)?\s*(?:块钱?|元|人民币)?"
    r"(?!\d|[年月天日号岁个%级甲胎]|周岁|次|倍|小时)"
)
_PLACE_AVERAGE = re.compile(
    r"(?:(?:[全本]市|北京市?|当地|全国|社会|上1?年度?|去年|职工)[^，,。；;\d]{0,10}(?:平均|[月人]均)|社平|(?<!低于|高于|超过)平均工资(?=他们|人家))[^，,。；;\d]{0,12}(?=\d)"
)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
_UNITS = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}
_LEAST = 100
"""A bare figure below this is no sum of money."""


def money(words: Words, *, bare: bool = True) -> float | None:
    """Yuan: "一万二", "8k", "12,000元"; None where no sum is named."""
    sums = [m for m in _MONEY.finditer(words.left) if _is_money(m, bare)]
    if not sums:
        return None
    words.take(re.compile("|".join(re.escape(m[0]) for m in sorted(sums, key=lambda m: -len(m[0])))))
    return _sum(sums[-1])


def place_average(words: Words) -> float | None:
    """Yuan a month said to be the average wage of the place, which is nobody's own pay."""
    named = words.take(_PLACE_AVERAGE)
    return amount_at(words, named.end()) if named else None


def amount_at(words: Words, start: int) -> float | None:
    """The sum of money that begins there; it is taken out."""
    if not (match := next((m for m in _MONEY.finditer(words.left) if m.start() == start), None)):
        return None
    words.take_at(match)
    return _sum(match)


_WAGE = re.compile(
    r"按|应发|月月|平均|转正|约定|[工薪]资|月薪|薪|收入|挣|底薪|基数|工资卡|到手|每个?月(?!交|扣|缴)|1个月(?!交|扣|缴)"
)
_NO_PAY = re.compile(
    r"(?:欠|扣|罚|赔|花|给了|发了|交|缴|借|买|奖金?|补偿|补助|报|医药费|住院|费用?|税|押金|房租|房贷|给过|还款|少交|本金|漏)(?:了|过|我|只|是|共|一共)*[^，,。；;\d]{0,4}$"
)
"""Before a sum that nobody earns by the month."""
_NO_PAY_AFTER = re.compile(r"^的?(?:押金|奖金|年终奖|医药费|医疗费|补偿|赔偿|罚款|房租|税|滞纳金|人|的?费用)")
_LEAST_PAY, _MOST_PAY = 1000, 200_000
"""Yuan a month between which a sum may be somebody's pay without a word for it."""
_EXTRA = re.compile(
    r"(?:绩效|奖金|提成|[房餐车饭交][补贴]|补贴|津贴|年终奖)(?:工资)?(?:是|有|拿|另有|另外|发|每月|大概|还有)*$"
)
"""Before a sum that is paid beside the pay."""
_HAD = re.compile(r"(?:给|赔|补|付|欠|扣)(?:了|过|我|只)*\d")
"""What an employer has given or owes is not what it pays a month."""
_GROSS = re.compile(r"应发|税前")
_ROUGHLY = re.compile(r"\d[\d.万千kw]*(?:元|块)?[到至~]\d[\d.]*[万千kw元块]?(?!\d|[年月号日])")
_YEARLY = re.compile(r"年薪|年收入|1年挣|1年收入|全年(?!的?年假|病假|没)")


def wage(words: Words, any_sum: bool) -> float | None:
    """Yuan a month: the sum beside a word for pay, or any sum where we asked for it; a year's pay by twelve."""
    if any_sum:
        found = None if words.has(_HAD) else money(words)
    else:
        near = [m for m in _MONEY.finditer(words.left) if _is_money(m, bare=True) and _beside(m)]
        if not near:
            return None
        if words.has(_ROUGHLY):
            return None
        best = next((m for m in near if _GROSS.search(m.string[max(m.start() - 4, 0) : m.start()])), near[-1])
        words.take(re.compile(re.escape(best[0])))
        found = _sum(best)
    return round(found / 12, 2) if found and words.has(_YEARLY) else found


def only_sum(words: Words) -> float | None:
    """The one sum of money of a story, where it may be what somebody earns a month; None where several are told."""
    left = [match for match in _MONEY.finditer(words.left) if _is_money(match, bare=True)]
    if len(left) != 1 or words.has(_ROUGHLY):
        return None
    (match,) = left
    before, after = match.string[max(match.start() - 10, 0) : match.start()], match.string[match.end() :]
    amount = _sum(match)
    if _NO_PAY.search(before) or _NO_PAY_AFTER.match(after) or not _LEAST_PAY <= amount <= _MOST_PAY:
        return None
    words.take_at(match)
    return round(amount / 12, 2) if words.has(_YEARLY) else amount


def says_wage(message: str) -> bool:
    """Whether a message names what somebody earns."""
    return wage(Words(message), any_sum=False) is not None


def _beside(match: re.Match[str]) -> bool:
    before = match.string[max(match.start() - 8, 0) : match.start()]
    after = match.string[match.end() : match.end() + 4]
    clause = re.split(r"[，,。；;！!？?]", before)[-1]
    if _EXTRA.search(clause):
        return False
    return bool(_WAGE.search(clause) or _WAGE.search(after))


def _is_money(match: re.Match[str], bare: bool) -> bool:
    named = bool(match["unit"]) or "元" in match[0] or "块" in match[0]
    figure = float(match["n"].replace(",", ""))
    bare = bare and figure >= _LEAST and not _is_year(match) and not _PHONE.fullmatch(match["n"])
    return named or bool(match["minus"]) or bare


def _is_year(match: re.Match[str]) -> bool:
    following = match.string[match.end() : match.end() + 1]
    return bool(re.fullmatch(r"(?:19|20)\d{2}", match["n"])) and following in ".-/年"


def _sum(match: re.Match[str]) -> float:
    value = Decimal(match["n"].replace(",", ""))
    if match["unit"]:
        unit = _UNITS[match["unit"]]
        value *= unit
        if match["more"]:
            value += Decimal(match["more"]) * (_UNITS[match["unit2"]] if match["unit2"] else unit // 10)
        if match["last"]:
            value += Decimal(match["last"]) * 100
    return float(-value if match["minus"] else value)


def require_money(slot: str, amount: float, what: str, most: float = 10_000_000) -> Decimal:
    """The amount, checked; raises BadInputError."""
    if amount <= 0:
        raise BadInputError(slot, f"{what}要大于0，您说的是{amount:g}元。请再说一次{what}是多少元。")
    if amount > most:
        raise BadInputError(slot, f"{what}{amount:.0f}元超出了常见范围，可能多打了一位。请再说一次是多少元。")
    return Decimal(str(amount))


def require_months(slot: str, span: Months, what: str, most_years: int = 60) -> Months:
    """The length of time, checked; raises BadInputError."""
    if span[0] < 0 or span[1] < 0:
        raise BadInputError(
            slot, f"{what}不能是负数，结束时间早于开始时间也算不出来。请再说一次{what}是几年几个月。"
        )
    if span[1] > most_years * 12:
        raise BadInputError(
            slot, f"{what}{span[1] // 12}年超出了可能的范围（最多{most_years}年）。请再说一次是几年几个月。"
        )
    return span


def lasted(span: Months) -> str:
    """A length as printed: "8年4个月", "7至8年", "半年" is "6个月"."""
    low, high = span
    if low == high:
        return _printed(low)
    if high - low == 11 and low % 12 == 0:
        return f"满{low // 12}年不满{low // 12 + 1}年"
    return f"{_printed(low)}至{_printed(high)}"


def _printed(months: int) -> str:
    years, rest = divmod(months, 12)
    if not years:
        return f"{rest}个月"
    return f"{years}年{rest}个月" if rest else f"{years}年"


WOMAN = re.compile(
    r"女(?!儿|婿|友)|我?妈|母亲|老婆|媳妇|妻子|爱人是?女|姐|妹|婆婆|丈母娘|岳母|奶奶|姥姥|外婆|闺女|姑姑|阿姨|大姨|大妈"
)
MAN = re.compile(
    r"男(?!友)|我?爸|父亲|老公|丈夫|哥|弟|公公|岳父|老丈人|爷爷|姥爷|外公|儿子|叔|舅舅|大爷|老爷子|老头"
)
SOMEBODY = re.compile(
    r"我?(?:老伴儿?|妈|爸|母亲|父亲|老婆|媳妇|妻子|老公|丈夫|爱人|姐|妹|哥|弟|婆婆|公公|岳母|岳父|丈母娘|老丈人|奶奶|爷爷|姥姥|姥爷|闺女|儿子|朋友|同事|对象|女儿)|老爷子"
)
_OWN = re.compile(r"我(?!们)|俺|本人|咱(?!们)|帮.{0,3}算|算一?算|算一下")
_INTRODUCING = re.compile(r"我(?:想|要|就|就想)?(?:问|咨询|了解|知道|请教|打听)")


def somebody(text: str) -> str:
    """Whom a message is about: "妈", or "" for the speaker."""
    match = SOMEBODY.search(text)
    return match[0].removeprefix("我") if match else ""


def of_self(words: Words) -> bool:
    """Whether the speaker or somebody of theirs is meant; "我想问" alone is only a way to begin."""
    text = _INTRODUCING.sub("", words.text)
    return bool(_OWN.search(text) or SOMEBODY.search(text))
