"""Days as they are said: 上上周三, 去年腊月二十三, 国庆后, 3月到5月, resolved against today.

Everything is resolved to the past ("3月" is the latest March that has begun), but the day on which people mean to
gather or to stop work: that is the next such day. Which of the days said is the matter's is for `dates` to tell.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from desk.extract import festivals
from desk.extract.transcript import Statement
from dialogue.figures import parse_chinese

_N = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
_YEAR_WORDS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上年": -1,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "年初": 0,
    "明年": 1,
    "后年": 2,
}
_MONTH_WORDS = {
    "上上个月": -2,
    "大上个月": -2,
    "大上月": -2,
    "上上月": -2,
    "上个月": -1,
    "上月": -1,
    "这个月": 0,
    "这月": 0,
    "本月": 0,
    "当月": 0,
    "下个月": 1,
    "下月": 1,
}
_DAY_WORDS = {"大前天": -3, "前天": -2, "前儿个": -2, "前儿": -2, "大前儿": -3, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨晚": -1, "昨夜": -1, "前晚": -2,
              "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今儿个": 0, "昨儿个": -1, "今儿": 0, "刚才": 0, "刚刚": 0,
              "明天": 1, "明日": 1, "明儿": 1, "明儿个": 1, "后儿": 2, "后天": 2, "大后天": 3}  # fmt: skip
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}


_WEEKS_BACK = {"大上": 2, "上上": 2, "上": 1, "这": 0, "本": 0}
_EVES = ("除夕", "年三十", "年夜")
_FUSED = {"俩": 2, "仨": 3}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_YEAR = rf"(?:(?P<year>(?:19|20)\d{{2}}|(?<![\d了满够交])\d{{2}}|[一二][九零〇][零〇一二三四五六七八九]{{2}}|[零〇一二三四五六七八九]{{2}})年(?!前|了|多|级|来|的?时间|以上|以下|工龄|假|内|之内|期|之久|半|左右|间|没|不|后|以后|之后)|(?P<year_word>{_any(_YEAR_WORDS)}|(?<![年大])年初(?![一二三四五六七八九十])))"
_MONTH = rf"(?P<month>{_N})(?:[到至~\-]{_N})?月(?:份)?(?!个)"
_DAY = rf"(?P<day>{_N})[几来多]?(?:号|日)(?!楼|线|院|门|店|文|令|公告|车|仓|桥|地块|窗)"
# 上个月十五, 上月二十八: of two characters and nothing counted, or it is another number
_DAY_UNNAMED = r"(?:二?十[一二三四五六七八九]|二十|十五|三十)(?![几多来余零一二三四五六七八九十百千万]|块|元|个|天|次|人|分|点|年|月|岁|名|家|盒|斤|张|趟|度|条|件|位|笔|台|小时|周)"
_BARE_MONTH = rf"(?<![\d第一二三四五六七八九十个两])(?P<month2>{_N})月(?:份)?(?:的?(?P<day2>{_N})(?:[几来多](?:号|日)|(?:号|日)?)(?![\d一二三四五六七八九十]|个|月|万|千|百|块|元|点|次|年|天|多|楼|到|至))?"
EXPRESSION = re.compile(
    rf"(?<!\d)(?P<iso_year>(?:19|20)\d{{2}})[-./](?P<iso_month>\d{{1,2}})(?:[-./](?P<iso_day>\d{{1,2}}))?(?![\d.])"
    rf"|(?:(?:(?P<lunar_year>(?:19|20)\d{{2}})年|(?P<lunar_word>{_any(_YEAR_WORDS)}))的?)?(?:农历|阴历)?(?P<lunar>正月|腊月)(?:里|底|初(?![一二三四五六七八九十]))?(?P<lunar_day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[一二]?十[一二三四五六七八九]?|三十)?"
    rf"|(?:(?:(?:19|20)?\d{{2}}年|{_any(_YEAR_WORDS)})的?)?(?:农历|阴历)(?!八月十五)(?P<by_moon>{_N})月(?:份)?(?:初?{_N}[号日]?)?"
    rf"|(?<![\d第一二三四五六七八九十])(?P<by_moon2>{_N})月初(?:[二三四五六七八九十]|一(?![共直起次个]))"
    rf"|(?:{_YEAR})的?\s*(?:(?:农历)?(?P<fest1>{festivals.pattern()})|{_MONTH}\s*(?:的)?(?:{_DAY})?)?"
    rf"|(?P<month_word>{_any(_MONTH_WORDS)})的?(?:{_DAY.replace('day>', 'day3>')}|初(?P<day5>[一二三四五六七八九十])|(?P<day6>{_DAY_UNNAMED}))?"
    rf"|(?P<week>大上|上上|上个|上|这个|这|本|下个|下)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![班个次起月])"
    rf"|(?P<whole_week>大上个?|上上个?|上个?|这个?|本)(?:周(?![一二三四五六日天岁年])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天]))"
    rf"|(?P<day_word>{_any(_DAY_WORDS)})"
    rf"|(?P<ago>{_N}|半|\d{{1,3}})(?P<ago_unit>个多?月|天|年|个?(?:星期|礼拜)|周)(?:多|半)?(?:之前|以前|前)"
    rf"|(?P<ago_months>[俩仨])(?:多)?月(?:之前|以前|前)"
    r"|(?P<past_new_year>过(?:完|了)年)(?![龄纪])"
    rf"|(?P<fest2>{festivals.pattern()})"
    rf"|(?<![\d一二三四五六七八九十百千万第])(?P<pair>[一二三四五六七八九])(?=[二三四五六七八九十](?:两个?)?月)[二三四五六七八九十](?:两个?)?月(?:份)?"
    rf"|(?<![\d.百千万十])(?P<listed>{_N})(?:[、,.到至~\-]{_N}){{1,11}}(?:这)?[两二三四五六七八九十]?个?月(?:份)?"
    rf"|{_BARE_MONTH}"
    rf"|(?<![\d月第、\-])(?P<day4>{_N})(?P<rough4>[几来多])?号(?!楼|线|院|门|店|文|令|公告|车|仓|桥|地块|窗|[码室人]|工人|员工|职工)"
)
_BEFORE_FESTIVAL = re.compile(r"^(?:节)?(?:之前|以前|前)(?!后|天)")
_AFTER_FESTIVAL = re.compile(r"^(?:节)?(?:之后|以后|过后|后|完了|一过|过完)")
_BESIDE_FESTIVAL = re.compile(r"^(?:节)?(?:的)?(前|头|后|第二)([一二两三四五六]?)天")
_AROUND = re.compile(r"^(?:节)?(?:期间|前后|放假|长假|假期|那几天|那阵|那会|左右)")
_SOON = re.compile(r"说|要|将|通知|准备|打算|之前|截止|期满|到期|让我")
_SOON_DAYS = 60
_GATHERS = re.compile(
    r"^[^,。!?;了过没]{0,10}(?:(?:去|到|上|围|堵)[^,。!?;了过没]{0,12}(?:门口|门前|政府|信访|上访|广场|大楼|马路|说法|静坐|闹|横幅|集合|游行)|"
    r"(?:集体|一起|一块儿?|都)[^,。!?;了过没]{0,6}(?:去|罢工|停工|不干|闹)|罢工|停工|停摆|上访|静坐|堵[路门]|拉横幅|集合|聚集|游行)[^,。!?;了过没]*(?:[,。!?;]|$)"
)
"""12月3号去市政府门口: what a group or a desperate person is going to do on that day."""
_TO_COME = re.compile(r"啥时候|什么时候|何时|几号|哪天|会|要|得|能|可以|到期|截止|期满|扣|起")
REFINES = re.compile(r"具体|哪天|几号|几月|哪个月|哪一天|什么时候|时间|日期|哪年|哪一年|几月份|多久")

_IN_DIGITS = re.compile(
    r"[零幺一二三四五六七八九\d](?:六一|五一|十一)|(?:六一|五一)[零幺一二三四五六七八九\d]"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as precise as it was said."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"] + [f"{n:02d}" for n in (self.month, self.day) if n is not None]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was said before, which 15号 alone may refine."""

    moment: Moment
    statement: Statement


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(parse_chinese(text.replace("两", "二")))


def _spoken_year(text: str, today: date) -> int | None:
    if text.isdigit():
        value = int(text)
    else:
        value = int("".join(str("零一二三四五六七八九".index(c if c != "〇" else "零")) for c in text))
    if value >= 1900:
        return value
    return (2000 if value <= today.year % 100 + 1 else 1900) + value if value < 100 else None


def resolve(
    match: re.Match[str], statement: Statement, today: date, earlier: Earlier | None
) -> Moment | None:
    """What an EXPRESSION found in a statement says; None for what no calendar has, or what is to come."""
    g = match.groupdict()
    if g["iso_year"]:
        return _moment(int(g["iso_year"]), int(g["iso_month"]), g["iso_day"] and int(g["iso_day"]))
    if g["by_moon"] or g["by_moon2"]:
        return None  # our table holds the festivals, 正月 and 腊月: any other month has to be asked
    if g["lunar"]:
        return _lunar(g, today)
    if g["year"] or g["year_word"]:
        year = today.year + _YEAR_WORDS[g["year_word"]] if g["year_word"] else _spoken_year(g["year"], today)
        if year is None:
            return None
        if g["fest1"] and _BEFORE_FESTIVAL.match(statement.text[match.end() :]):
            return Moment(year)  # 去年中秋前 is any time before it
        if g["fest1"] and g["year_word"] and g["fest1"].removeprefix("大") in _EVES:
            return None  # 去年年三十 lies in this year or in the last
        if g["fest1"]:
            return _festival(g["fest1"], year, statement.text[match.end() :])
        return _moment(year, g["month"] and _number(g["month"]), g["day"] and _number(g["day"]))
    if g["month_word"]:
        year, month = _shift(today.year, today.month, _MONTH_WORDS[g["month_word"]])
        said = g["day3"] or g["day5"] or g["day6"]
        return _moment(year, month, said and _number(said))
    if g["weekday"]:
        return _of_week(g["week"] or "", g["weekday"], today)
    if g["whole_week"]:
        return _whole_week(g["whole_week"], today)
    if g["past_new_year"]:
        return Moment(today.year)
    if g["ago_months"]:
        return _moment(*_shift(today.year, today.month, -_FUSED[g["ago_months"]]), None)
    if g["day_word"]:
        return _on(today + timedelta(days=_DAY_WORDS[g["day_word"]]))
    if g["ago"]:
        return _ago(g["ago"], g["ago_unit"], today)
    if g["fest2"]:
        if _IN_DIGITS.search(statement.text[max(0, match.start() - 1) : match.end() + 1]):
            return None  # 一九六一二 read aloud has no 六一 in it
        return _last_festival(g["fest2"], statement.text[match.end() :], today)
    if g["pair"] or g["listed"] or g["month2"]:
        month = _number(g["pair"] or g["listed"] or g["month2"])
        day_of_it = g["day2"] and _number(g["day2"])
        found = _month_alone(month, day_of_it, statement, match.start(), today, earlier)
        if found and is_planned(match, statement) and (ahead := _next_of(found, 12, today)):
            return ahead
        return None if found and _comes_soon(found, match, statement, today) else found
    day = _number(g["day4"])
    if g["rough4"] and earlier is None and day // 10 == today.day // 10:
        return None  # 二十几号, said on the 26th, is of this month or the last
    found = _day_alone(day, statement, today, earlier)
    ahead = _next_of(found, 1, today) if found and is_planned(match, statement) else None
    return ahead or found


def _month_alone(
    month: int, day: int | str | None, statement: Statement, at: int, today: date, earlier: Earlier | None
) -> Moment | None:
    year = today.year
    if earlier is not None and earlier.moment.month is None and REFINES.search(statement.asked):
        year = earlier.moment.year
    elif (told := _year_before(statement.text[:at], today)) is not None:
        year = told
    found = _moment(year, month, day)
    if found is not None and found.first_day > today and year == today.year:
        found = _moment(year - 1, month, day)
    return found


def is_planned(match: re.Match[str], statement: Statement) -> bool:
    """Whether the day is one on which people mean to gather, to block or to stop work."""
    return bool(_GATHERS.match(statement.text[match.end() :]))


def _next_of(found: Moment, months: int, today: date) -> Moment | None:
    """The same day that many months later, where it is near; None where it is not."""
    ahead = _moment(*_shift(found.year, found.month or 1, months), found.day)
    return ahead if ahead and 0 <= (ahead.first_day - today).days <= _SOON_DAYS else None


def _comes_soon(found: Moment, match: re.Match[str], statement: Statement, today: date) -> bool:
    """通知我11月30号走人, 十二月份的社保啥时候扣: the next one is meant, not that of a year ago."""
    following = _moment(found.year + 1, found.month, found.day)
    if following is None or not 0 < (following.first_day - today).days <= _SOON_DAYS:
        return False
    clause = re.split(r"[,。!?;]", statement.text[match.end() :])[0]
    return bool(
        _SOON.search(statement.text[: match.start()][-8:])
        or (_TO_COME.search(clause) and not re.search(r"[了过没未]|去年", clause))
    )


def _year_before(told: str, today: date) -> int | None:
    """The year of 2024年3月到5月, or of 去年,大概是10月份, for the months after it in the same breath."""
    head = re.split(r"[。!?;]", told)[-1]
    years = list(re.finditer(rf"(20\d{{2}})年|({_any(_YEAR_WORDS)})", head))
    if (
        not years
        or len(head) - years[-1].end() > 14
        or re.search(r"入职|参加|毕业|生", head[years[-1].end() :])
    ):
        return None
    last = years[-1]
    return int(last[1]) if last[1] else today.year + _YEAR_WORDS[last[2]]


def _day_alone(day: int, statement: Statement, today: date, earlier: Earlier | None) -> Moment | None:
    """15号 refines a month just spoken of, or mends its day; else it is the latest 15th."""
    if earlier is not None and earlier.moment.month is not None:
        told = earlier.moment
        here = earlier.statement is statement or f"{told.month}月" in statement.asked
        if here or (told.day is None and REFINES.search(statement.asked)):
            found = _moment(told.year, told.month, day)
            if told.day is None or (found is not None and found.first_day <= today):
                return found
    year, month = today.year, today.month
    if day > today.day:
        year, month = _shift(year, month, -1)
    return _moment(year, month, day)


def _of_week(which: str, weekday: str, today: date) -> Moment:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAYS[weekday])
    if which in ("上上", "大上"):
        return _on(day - timedelta(days=14))
    if which.startswith("上"):
        return _on(day - timedelta(days=7))
    if which.startswith("下"):
        return _on(day + timedelta(days=7))
    if not which and day > today:
        day -= timedelta(days=7)
    return _on(day)


def _whole_week(which: str, today: date) -> Moment | None:
    """上礼拜 tells the month of a week that lies in one; None for a week of two months."""
    monday = today - timedelta(days=today.weekday() + _WEEKS_BACK[which.removesuffix("个")] * 7)
    sunday = monday + timedelta(days=6)
    return Moment(monday.year, monday.month) if sunday.month == monday.month else None


def _ago(count: str, unit: str, today: date) -> Moment | None:
    if count == "半":
        if unit.endswith("年"):
            return _moment(*_shift(today.year, today.month, -6), None)
        return None
    number = _number(count)
    if unit == "天":
        return _on(today - timedelta(days=number))
    if unit == "年":
        return Moment(today.year - number)
    if "月" in unit:
        return _moment(*_shift(today.year, today.month, -number), None)
    return _on(today - timedelta(days=7 * number))


def _lunar(g: dict[str, str | None], today: date) -> Moment | None:
    """正月 and 腊月, the two months people still count by the moon: those nearest before today."""
    month, said = str(g["lunar"]), g["lunar_day"]
    day = said and _number(said.removeprefix("初").replace("廿", "二十"))
    if g["lunar_word"]:
        year = today.year + _YEAR_WORDS[g["lunar_word"]]
    else:
        year = int(g["lunar_year"] or today.year)
    # the last month of a lunar year lies in the next year of the calendar
    for candidate in (year, year - 1):
        # the tenth of 腊月 lies in January, that of 正月 in the month of 春节 or the next: most of the month
        found = festivals.lunar_day(month, int(day or (10 if month == "腊月" else 1)), candidate)
        if found is not None and found <= today:
            return _on(found) if day else Moment(found.year, found.month)
    return None


def _festival(name: str, year: int, after: str) -> Moment | None:
    """With what is said after its name: 国庆后, 端午前一天, 春节期间."""
    day = festivals.day_of(name, year)
    if day is None:
        return Moment(year)
    if beside := _BESIDE_FESTIVAL.match(after):
        days = _number(beside[2]) if beside[2] else 1
        return _on(day + timedelta(days=-days if beside[1] in "前头" else days))
    if _AFTER_FESTIVAL.match(after):
        since = day + timedelta(days=7)
        return Moment(since.year, since.month)
    if _BEFORE_FESTIVAL.match(after):
        # 国庆前 is the weeks before it: the month that ends there
        eve = day - timedelta(days=15)
        return Moment(eve.year, eve.month)
    return Moment(day.year, day.month) if _AROUND.match(after) else _on(day)


def _last_festival(name: str, after: str, today: date) -> Moment | None:
    day = festivals.day_of(name, today.year)
    year = today.year if day is not None and day <= today else today.year - 1
    return _festival(name, year, after) if festivals.day_of(name, year) else None


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _on(day: date) -> Moment:
    return Moment(day.year, day.month, day.day)


def _moment(year: int, month: int | str | None, day: int | str | None) -> Moment | None:
    """None for what no calendar has, e.g. month 13."""
    month, day = (int(month) if month else None), (int(day) if day else None)
    if not 1900 <= year <= 2100 or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and (month is None or not 1 <= day <= monthrange(year, month)[1]):
        return None
    return Moment(year, month, day)
