"""Where, for whom and when: read from the citizen's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kb import regions
from kb.spoken_years import in_digits
from kb.types import InsuredType

_INSURED: tuple[tuple[InsuredType, re.Pattern[str]], ...] = (
    (
        "retired",
        re.compile(
            r"(?:我|我爸|我妈|父母|老人|本人|爷爷|奶奶)?(?:已经|都|刚)?退休(?:了|的|人员|职工|老人)|退休后看病"
        ),
    ),
    ("flexible", re.compile(r"灵活就业|自由职业|自己交社保|个人交社保|自己缴社保|个体户交|以个人身份")),
    (
        "resident",
        re.compile(
            r"居民医保|居民养老|城乡居民|城镇居民|一老一小|无业居民|学生儿童|新农合|农村医保|农村合作医疗|大学生医保|居民的(?=呢|$|[，,。？?])"
        ),
    ),
    (
        "employee",
        re.compile(
            r"职工(?:医保|养老)|城镇职工|(?:^|[，,是])职工(?:的|身份)?(?:$|[，,。])|在职|上着班|单位给(?:我)?交|上班族|公司给(?:我)?交"
        ),
    ),
)
# "我还上着班，不是退休的" says what the citizen is not.
_DENIED = re.compile(r"(?:不是|没有|还没|没|并非|别按|不算|不属于)[^，。,；;？?]{0,8}")
# "还有一年多就退休了", "等我退休了" say what the citizen will be.
_NOT_YET = re.compile(
    r"(?:快|马上|就要|即将|临近|接近|离(?!退休(?:人员|干部|职工))|差|等(?:我|他|她|我[爸妈])?|再过|还有|将来|以后|明年|后年|准备|打算|到时候?|没到)"
    r"[^，。,；;？?]{0,8}退休了?"
)

# The place is where the person goes or what is joined with it; the matter is still Beijing's.
_GONE_TO = re.compile(
    r"异地|跨省|转移|转到|转回|转来|转入|转出|转过来|转走|转北京|[怎咋]么?转|备案|出差|旅游|探亲|长住|长期居住|"
    r"定居|养老院|过冬|猫冬|(?:带|看|哄)孙|(?:跑|去|到).{1,4}住(?:着|了|去|几|一)|回.{0,6}(?:看病|住院|生孩子|生娃|工作|养老)|去.{0,6}(?:看病|住院|就医|工作|上班|打工|干活|上学|玩|治|生孩子|生娃|分娩|待产|坐月子|做?手术|化疗)|人(?:现在|都|已经)?在.{1,6}(?:能|可|怎么|咋|要).{0,6}在(?:这儿?|北京|京|你们)|在.{1,6}(?:待|呆|住|干|打工)过|赶不回|在.{1,6}(?:看病|住院|就医|急诊)|"
    r"以前在|之前在|原来在|年限|合并|接续|加起来|来北京|来京|到北京|京津冀|换工作|调到|调回|两地|两个地方|重复参保|家乡的?还|两边"
)
_COME_FROM = re.compile(r"老家|户口|户籍|外地|(?<!寄)(?<!发)(?<!打)来的")
"""Words of where somebody comes from, which say nothing of where they are."""
_THERE = re.compile(r"那边|那儿|那里|当地|这边")

# "西安职工医保", "四川那边", "浙江省的伙食补助": the place is said to be the one whose rules are meant.
_ITS_OWN = re.compile(
    r"(?:省|市|自治区)?(?:这边|那边|那儿|那里|当地)|(?:[省市]|(?<=[省市]))的(?![，。,！？!?]|$)|"
    r"市?(?:的|这边|那边|本地)?(?:城镇|城乡)?(?:职工|居民|灵活就业)?(?:医保|社保|养老保险|参保)"
)
_RULES = re.compile(r"(?:省|市)?(?:这边|那边|那儿|那里|当地)?的?(?:.{0,6}条例|规定|政策|标准)")
"""What follows the name of a place whose rules are meant."""
_UNDER = re.compile(r"(?:按|照|按照|依照)$")
"""What stands before the name of a place whose rules are meant, whatever other place is named too."""
_INSURED_AT = re.compile(r"(?:医保|社保|养老|失业|保险|险|参保)(?:也|都|就|一直|还)?(?:是|上在|[交缴]在|在)$")
_INSURED_AT_HOME = re.compile(
    r"老家(?:那边|那儿|当地|村里|县里)?(?:自己|一直|给我)?(?:参|交|缴|上|买|入)的?[^，,。；;]{0,4}(?:保|合)"
)
_ABROAD = ("71", "81", "82")
"""Taiwan, Hong Kong and Macao (GB/T 2260)."""
_IDENTITY = re.compile(
    r"(?:的|人|居民|同胞|身份|户口|籍|学生|少儿|儿童(?!医院)|孩子|小孩|宝宝|职工|员工|护照|通行证|居住证)"
)
"""What follows the name of Hong Kong, Macao or Taiwan where somebody says who they are."""
_JOINED = re.compile(
    r"转|备案|合并|接续|年限|结算|报销|京|家乡|两边|重复|还(?:要|用|需要?|得)[交缴买上](?!多少)"
)
"""Words of what is done between two places, which both may be named for."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a message says of places."""

    beijing: str | None
    """Code of Beijing or of the district named."""
    elsewhere: str | None
    """Code of another place whose own rules are asked about."""


def places(message: str) -> Places:
    found = regions.mentions(message)
    beijing = max((m.code for m in found if m.code.startswith("11")), default=None)
    away = others(message)
    under = [m for m in found if _UNDER.search(message, 0, m.start) and _RULES.match(message, m.end)]
    if under and not any(m.code.startswith("11") for m in under):
        return Places(None, under[0].code)
    if beijing or not away or not _theirs(message, away):
        return Places(beijing, None)
    return Places(None, away[0].code)


def others(message: str) -> list[regions.PlaceMention]:
    """Places outside Beijing that are named, but for those that say who somebody is."""
    return [m for m in regions.elsewhere(message) if not _says_who(message, m)]


def _says_who(message: str, place: regions.PlaceMention) -> bool:
    """Whether the place is where somebody comes from whom our rules treat apart: "我香港的"."""
    goes_there = message[: place.start].endswith(("去", "在", "到", "回"))
    return place.code[:2] in _ABROAD and not goes_there and bool(_IDENTITY.match(message, place.end))


def _theirs(message: str, others: list[regions.PlaceMention]) -> bool:
    """Whether the rules of the places named apply: they are called its own, or nobody only goes or comes there."""
    if called_its_own(message, others):
        return True
    if _INSURED_AT_HOME.search(message) and not _JOINED.search(message):
        return True
    comes = _COME_FROM.search(message) and not _THERE.search(message)
    return not comes and not _GONE_TO.search(message)


def called_its_own(message: str, others: list[regions.PlaceMention] | None = None) -> bool:
    """Whether the insurance or the rules meant are said to be the other place's own, and nothing goes between the two."""
    named = regions.elsewhere(message) if others is None else others
    return not _JOINED.search(message) and any(
        _ITS_OWN.match(message, m.end) or _INSURED_AT.search(message, 0, m.start) for m in named
    )


def names_rules(message: str) -> bool:
    """Whether another place's own rules are named: "上海的条例", "按浙江的规定"."""
    return any(_RULES.match(message, mention.end) for mention in regions.elsewhere(message))


def travels(message: str) -> bool:
    """Whether another place is one that the person goes to or comes from, not one whose rules are asked for."""
    return bool(_GONE_TO.search(message) or _COME_FROM.search(message))


def insured_type(message: str) -> InsuredType | None:
    """The one insured type the message names; None for none or several."""
    said = _DENIED.sub("", _NOT_YET.sub("", message))
    found = [kind for kind, pattern in _INSURED if pattern.search(said)]
    return found[0] if len(found) == 1 else None


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
_RELATIVE = re.compile(
    r"(大前年|前年|去年|今年|明年)(?:\s*(\d{1,2}|十[一二]|[一二三四五六七八九十])\s*月)?|上个月|上月"
)
_BACK = {"大前年": 3, "前年": 2, "去年": 1, "今年": 0, "明年": -1}
# A year that tells since when, not when the matter happened.
_SINCE = re.compile(
    r"年(?:\s*\d{1,2}\s*月)?(?:份)?(?:就|开始|起|到|至|以后|之后|以来)?(?:我)?"
    r"(?:参保|参加工作|工作|入职|来北京|来京|毕业|交的?社保|交的?医保|缴费|买的?社保|生人|出生(?!证))"
)
# A year that parts before from after: "零八年前后得切成两截".
_PARTS = re.compile(
    r"年(?:\s*\d{1,2}\s*月)?(?:前后|(?:以前|之前)的?(?:工龄|年限|年头|工作年|那段|部分|要分|得分|分开|跟以后|和以后))"
)
_BORN = re.compile(
    r"年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?份?"
    r"(?:出生|生(?![育孩娃病效]|的?(?:老[大二三]|孩|娃|儿子|女儿|闺女|宝)))"
)
_GROWN, _LONG_AGO = 15, 25
"""Years ago from which a birth is the citizen's own, and from which any year is: what is asked about happened later,
and today's rules say how years so long ago count."""
_CHINESE_MONTH = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}


def event_date(message: str, today: date) -> date | None:
    """The day of the matter, as the last day of the year, month or day named; None where none is.

    Days to come are left out: what will be in force then is not known today.
    """
    said = said_date(message, today)
    return last_day(said) if said else None


def said_date(message: str, today: date) -> str | None:
    """The day of the matter as precisely as it is said: "2023", "2023-05" or "2023-05-12"; None for none, or one to come."""
    message = in_digits(message)
    if _SINCE.search(message) or _PARTS.search(message):
        return None
    if match := _YEAR.search(message):
        ago = today.year - int(match[1])
        if ago > _LONG_AGO or (ago > _GROWN and _BORN.match(message, message.find("年", match.start()))):
            return None
        named = (int(match[1]), int(match[2] or 0), int(match[3] or 0))
    elif match := _RELATIVE.search(message):
        if match[1] is None:
            before = today.replace(day=1) - timedelta(days=1)
            named = (before.year, before.month, 0)
        else:
            month = match[2] and (_CHINESE_MONTH.get(match[2]) or int(match[2]))
            named = (today.year - _BACK[match[1]], int(month or 0), 0)
    else:
        return None
    day = _end_of(*named)
    if day is None or day > today:
        return None
    return "-".join(f"{part:02d}" for part in named if part)


def last_day(said: str) -> date | None:
    """The last day of what `said_date` found."""
    year, month, day = (*map(int, said.split("-")), 0, 0)[:3]
    return _end_of(year, month, day)


def spoken(said: str) -> str:
    """What `said_date` found, in words: "2023年5月"."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(said.split("-"), "年月日", strict=False))


def _end_of(year: int, month: int, day: int) -> date | None:
    """The last day of what is named; 0 is not named; None for what no calendar has."""
    try:
        if day:
            return date(year, month, day)
        if month:
            return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return date(year, 12, 31)
    except ValueError:
        return None
