"""Overtime as it is told: clause by clause, each with its kind of day, numbered days of long holidays among them."""

from __future__ import annotations

import re
from collections.abc import Iterable

Item = tuple[str, float]
"""A kind of day ("working", "rest" or "holiday") and the hours worked on it."""
HOURS_A_DAY = 8
STATUTORY_DAYS = 3
"""1 to 3 October, and the first three days of the lunar year; the days after are days of rest moved together."""

HOLIDAY = re.compile(
    r"法定(?:节|休)?假日?|节假日|国庆|10月[1-3][号日]|元旦|春节|(?<!最)初[1-3]|除夕|大年|年3十|清明|5[·.]?1(?:劳动)?节?(?=[那当加上值、，,放]|期间|假)|劳动节|端午|中秋"
)
REST = re.compile(r"周[6日末天]|星期[6日天]|礼拜[67日天]|周7|双休|休息日|公休|周六|周日")
WORKING = re.compile(r"工作日|平时|平日|平常|下班(?:以?后)?|晚上|每天加|周[1-5]|延时|延长")
KINDS = (("holiday", HOLIDAY), ("rest", REST), ("working", WORKING))

STATUTORY_DAYS_OF_MAY = 2
"""1 and 2 May, since 2025."""
_CLAUSE = re.compile(r"[，,。；;？?！!]")
_HOURS = re.compile(r"(?P<n>\d{1,3}(?:\.\d)?)个?(?P<half>半)?(?:小时|钟头|钟)(?P<half2>半)?")
_DAYS = re.compile(r"(?<!\d)(?P<n>\d{1,2})个?(?:整)?天(?P<half2>半)?|(?P<half>半天)|(?P<whole>整天)")
_ONE_OF_THEM = re.compile(r"[头第]1|其中1|有1[个天次]|1个给")
_NO_DAY = re.compile(r"(?<![\d了])1天(?:也|都)?[没未]")
"""Not a single day: 1 is no number here."""
_EACH = re.compile(r"每[天晚次回个]|1[天晚][^，,。；;\d]{0,4}(?=\d)|各")
_TIMES = re.compile(
    r"(?P<n>[2-9]|1\d|俩|仨)个?(?:周[6日末天]|星期[6日天]|礼拜[6日天]|周六|周日|休息日|晚上|工作日)|(?:加|上)了?(?P<n2>[2-9]|1\d|2\d)(?:次|回|晚)"
)
_EACH_DAY = re.compile(r"(?:每|1)天(?:都)?(?:加|干|上|值)?[^，,。]{0,4}?(?P<n>\d+(?:\.\d)?)个?(?:小时|钟头)")
_GIVEN_OFF = re.compile(r"(?<![没未不])(?:(?:给|安排|补|调)了?(?:我|过)*)?(?:补休|调休|倒休|轮休)")
_NOT_OFF = re.compile(
    r"[没未不无](?:有|给|让|安排|能|我|过|法|说)*(?:补休|调休|倒休|轮休)|(?:补休|调休|倒休|轮休)[^，,。；;]{0,4}(?:没|不[给能])|能不能(?:补|调)休|(?:补休|调休|倒休).{0,3}(?:吗|么)"
)
_NATIONAL = re.compile(r"国庆|10·?1(?:长假|黄金周)?|10月")
_MAY = re.compile(r"5[·.]?1(?:节|劳动节|假期|长假|我|从|,|期间)|劳动节|5月[1-5]")
_LUNAR = re.compile(r"春节|过年|除夕|初[1-8]|年3十|正月")
_OTHER_HOLIDAYS = re.compile(r"(?:元旦|清明|端午|中秋)(?=[、,和跟那当也值加上])")
"""Holidays of one day, beside the numbered days of a long one."""
_RANGE = re.compile(
    r"(?:初|正月)?(?P<low>[1-8])(?:号|日)?[^，,。；;\d]{0,4}?[到至~\-](?:了)?(?:大年)?(?:初)?(?P<high>[1-8])(?:号|日|(?!\d|[天个小点]))"
)
_EVE = re.compile(r"除夕|年3十")
_EVE_TO = re.compile(r"(?:除夕|年3十)[^，,。；;\d]{0,4}?[到至~\-](?:了)?(?:大年)?初(?P<last>[1-8])")
_LISTED = re.compile(
    r"(?P<days>[1-8](?:[号、日和跟]*[1-8])*)[号日]|初(?P<lunar>[1-8](?:、?初?[1-8])*)(?=\d天|\D|$)"
)


def items(text: str) -> list[Item]:
    """What was worked when, in order; a sum told again in the question is not counted twice."""
    text = _NO_DAY.sub("", text)
    found = _festival(text)
    marked = bool(found)
    kind, times, each, of_days, open_times = "", 1.0, 0.0, 0.0, ""
    for clause in _CLAUSE.split(text):
        if _GIVEN_OFF.search(clause) and not _NOT_OFF.search(clause):
            off = _quantity(_GIVEN_OFF.split(clause)[-1])
            if open_times:  # 三个礼拜天加班，头一个给调休了
                times -= off / HOURS_A_DAY if off else 1.0 if _ONE_OF_THEM.search(clause) else times
                open_times = open_times if times > 0 else ""
                continue
            if off or not _quantity(clause):
                found = _without_rest(found, off)
            continue
        kinds = [name for name, pattern in KINDS if pattern.search(clause)]
        kind = kinds[0] if kinds else kind
        if count := _TIMES.search(clause):
            told = count["n"] or count["n2"]
            times = {"俩": 2.0, "仨": 3.0}.get(told) or float(told)
            open_times = kind
        if marked and (others := {match[0] for match in _OTHER_HOLIDAYS.finditer(clause)}):
            found.append(("holiday", float(len(others) * HOURS_A_DAY)))
        if not kind or (marked and kind == "holiday") or (marked and not kinds):
            continue
        hours = _quantity(clause)
        if not hours:
            continue
        open_times = ""
        if of_days and _EACH.search(clause) and _HOURS.search(clause) and found:  # 加了4天班，每天3个小时
            found[-1] = (found[-1][0], of_days * hours)
            of_days = 0.0
            continue
        if each and not _HOURS.search(clause):  # 每天加2小时，加了10天
            found[-1] = (found[-1][0], each * hours / HOURS_A_DAY)
            each = 0.0
            continue
        if _EACH.search(clause):
            named = {match[0] for match in HOLIDAY.finditer(clause)} if "各" in clause else set()
            by = _DAYS.search(_HOURS.sub("", clause)) if _HOURS.search(clause) else None
            many = float(by["n"]) if by and by["n"] and by["n"] != "1" else max(len(named), times)
            each = hours if many == 1 else 0.0
            hours *= many
        if _is_told_again(kind, hours, found, own=bool(kinds), asks="多少" in clause or "加班费" in clause):
            continue
        found.append((kind, hours))
        by_day = not _HOURS.search(clause) and not _EACH.search(clause)
        of_days, times = (hours / HOURS_A_DAY if by_day else 0.0), 1.0
    if open_times in ("rest", "holiday") and not marked:  # 三个礼拜六都在班上
        found.append((open_times, times * HOURS_A_DAY))
    return found


def together(found: Iterable[Item]) -> dict[str, float]:
    """Hours by kind."""
    hours: dict[str, float] = {}
    for kind, number in found:
        hours[kind] = hours.get(kind, 0.0) + number
    return hours


def _is_told_again(kind: str, hours: float, found: list[Item], *, own: bool, asks: bool) -> bool:
    total = together(found)
    return (not own or asks) and hours in (total.get(kind), sum(total.values()))


def _without_rest(found: list[Item], off: float) -> list[Item]:
    """Days off in place of work on days of rest: so many hours, or all of the last that was told where it is 0."""
    for number in range(len(found) - 1, -1, -1):
        if found[number][0] == "rest":
            left = found[number][1] - off if off else 0.0
            return [*found[:number], *([("rest", left)] if left > 0 else []), *found[number + 1 :]]
    return found


def _quantity(clause: str) -> float:
    """Hours told in a clause; 0 for none."""
    if match := _HOURS.search(clause):
        return float(match["n"]) + (0.5 if match["half"] or match["half2"] else 0)
    if match := _DAYS.search(clause):
        if match["n"]:
            return (float(match["n"]) + (0.5 if match["half2"] else 0)) * HOURS_A_DAY
        return (0.5 if match["half"] else 1.0) * HOURS_A_DAY
    return 0.0


def _festival(text: str) -> list[Item]:
    """Numbered days of the long holidays: "国庆1到5号" is three statutory days and two of rest."""
    days: set[int] = set()
    lunar, national, may = (bool(pattern.search(text)) for pattern in (_LUNAR, _NATIONAL, _MAY))
    if lunar + national + may != 1:
        return []
    by_law = STATUTORY_DAYS_OF_MAY if may else STATUTORY_DAYS
    eve = 0
    if lunar and (match := _EVE_TO.search(text)):
        days, eve = set(range(1, int(match["last"]) + 1)), 1
    else:
        for match in _RANGE.finditer(text):
            days |= set(range(int(match["low"]), int(match["high"]) + 1))
        for match in _LISTED.finditer(_RANGE.sub("", text)):
            if match["lunar"] or not lunar:
                days |= {int(digit) for digit in re.findall(r"\d", match["lunar"] or match["days"])}
        # Since 2025 the eve is a statutory holiday too.
        eve = int(lunar and bool(days) and bool(_EVE.search(text)))
    statutory = eve + sum(day <= by_law for day in days)
    counted = (("holiday", statutory), ("rest", len(days) + eve - statutory))
    each = _EACH_DAY.search(text)
    hours = float(each["n"]) if each else float(HOURS_A_DAY)
    if len(days) + eve == 1 and not each:
        named = next(
            (clause for clause in _CLAUSE.split(text) if _LISTED.search(clause) or _EVE.search(clause)), ""
        )
        hours = _quantity(named) or hours
    return [(kind, number * hours) for kind, number in counted if number]
