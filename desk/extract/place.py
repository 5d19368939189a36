"""The district of the matter: where the employer, the office or the insurance is, never where one lives.

A street, a station or a landmark tells the district only when it lies in exactly one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from desk.extract.transcript import Conversation, Statement
from desk.extract.types import Found
from kb import regions

_AMBIGUOUS = "several"
# names that are ordinary words or other things unless a place is spoken of
_WEAK = frozenset(
    [
        "永宁",
        "四海",
        "旧县",
        "高岭",
        "石楼",
        "长沟",
        "老山",
        "古城",
        "八角",
        "副中心",
        "光明楼",
        "金星",
        "天华",
        "上岸",
        "小园",
        "西山",
        "农大",
        "动物园",
        "空港",
        "东升",
        "温泉镇",
        "石园",
        "新秋",
        "临空",
        "枣园",
        "德胜",
        "空港",
        "林河",
        "北关",
        "沙滩",
        "燕山",
        "兴谷",
        "渔阳",
        "双丰",
        "西苑",
        "古北口",
        "延寿",
        "百善",
        "香营",
        "文景",
        "通运",
        "康庄",
        "张镇",
        "前门",
        "鼓楼",
        "香山",
        "木林",
        "太平桥",
        "平安里",
        "流村",
        "南口",
    ]
)
_HERE = re.compile(r"(?:在|位于|到|去|地址|区域|那边|附近|这边|那儿|那块|一带|:)$")
_HERE_AFTER = re.compile(r"^(?:那边|附近|这边|那儿|那块|一带|那个|地铁|街道|镇|乡|这里|路口|桥|,|。|的|站)")

_LIVES = re.compile(
    r"(?:我?家(?:是)?(?:住|在)|(?:全家|我家|家里|我们家|我)(?:都)?搬(?:到|去)了?|我?(?:现在|目前|平时)?(?:租)?住(?!院|进|着院)(?:在|的是|的)?|居住(?:地|在)?(?:是|在)?|户口(?:本)?(?:是|在)?|户籍(?:地)?(?:是|在)?|老家(?:是|在)?|租房(?:在)?|房子(?:在)?|我人在|搬家到)"
    r"[^,。!?;]{0,6}$"
)
_ASKS_HOME = re.compile(
    r"(?:住|户口|户籍|家)[^,。?]{0,6}(?:哪|什么区)|(?:哪|什么)[^,。?]{0,4}(?:户口|户籍)|(?:本市|北京|京籍|本地)(?:人|户口|户籍|生源)|生源|住址|家庭地址"
)
_ASKS_PLACE = re.compile(
    r"哪个区|哪区|哪里|哪儿|在哪|什么区|哪个地方|地址|区域|位置|哪个街道|属于.{0,4}区|归哪"
)
_MATTER = re.compile(
    r"公司|单位|企业|社保|医保|工地|厂|店|上班|工作|参保|交的|缴|窗口|大厅|中心|所|局|仲裁|注册|办公|学校|发生|出事|干活|打工|药房|诊所|超市|饭|酒店|项目|站点"
)
_OUR_OFFICE = re.compile(
    r"^(?:区|镇|街道|那边|那个|的|那儿|这个|这边|地区)*(?:政务|社保|医保|人社|人力|劳动监察|仲裁|行政|便民|服务站|服务大厅|大厅|窗口|经办)(?!卡)"
)
_FORMERLY = re.compile(r"(?:以前|之前|原来|原先|曾经|早先|过去|最早|一开始|本来)[^,。!?;]{0,10}$")
_TOLD_OF_THEM = re.compile(
    r"(?:他们|老板|站长|店长|园长|经理|领导)(?:还|就|老|总|一直|都)?(?:让|逼|骗|欠|拖|扣|不给|没给|开会|教)"
)
"""我以前在八角一个护理站干,他们让我们空打卡: the matter is where the caller was before."""
_MENDED = re.compile(r"不对|不是|错|搬到|搬去|现在|改成|应该是|更正|迁到")
_NEGATED = re.compile(r"(?:(?<!是)不是|(?<!在)不在|并非|没在|而不是)[^,。!?;]{0,4}$")
_LIVES_AFTER = re.compile(
    r"^(?:区|那边|这边)?(?:的)?(?:租房|租的房|租住|买的?房|落户|安家|[上读](?:大学|小学|中学|初中|高中|幼儿园|学)|户口|户籍|人(?=[,。])|住(?!院))"
)
_RESIDENT = re.compile(r"户口|户籍|本地人|老北京")
_IN_A_NAME = re.compile(
    r"^(?:[^,。!?;的一二三几个家那这有区在]{0,7}?)(?:有限|公司|集团|厂|商贸|物流|劳务|货运|餐饮|科技|建筑|装饰)"
)
_HOSPITAL_AFTER = re.compile(
    r"^(?:区|县)?(?:第[一二三四五六])?(?:妇幼保健院|中医院?|人民医院|医院|中西医)(?!(?:的)?(?:门口|附近|旁边|对面))"
)
_OTHER_CITY = re.compile(r"(?:辽宁|湖南|河北|天津|黑龙江|四川|广东|上海|深圳|苏州)[^,。]{0,2}$")
_OTHERS_PLACE = re.compile(r"(?:同事|朋友|邻居|亲戚|人家|别人)(?:们|家)?(?:都)?(?:在|是)$")
_ON_THE_WAY = re.compile(r"^(?:区|那边|这边)?(?:坐[^,。]{1,4})?(?:到|去|跑|赶)(?:你们|您|大厅|窗口)")
_MOVED_HOME = re.compile(r"从$|从[^,。!?;]{2,8}搬(?:到|去|来)(?:了)?$")
"""从朝阳搬到昌平住: homes, not the matter's place."""
_ANSWERED_US = re.compile(r"^区?(?:那边|社保|医保|街道)[^,。!?;]{0,4}(?:说|让|通知|告诉)")
"""之前朝阳那边说我材料不全: the office, not where one was before."""
_PERSON = re.compile(r"(?:我叫|姓名|名字(?:是|叫))[^,。]{0,2}$")


@dataclass(frozen=True, slots=True)
class _Mention:
    code: str
    weight: int
    statement: Statement
    start: int
    end: int


def is_place(name: str) -> bool:
    """Whether a word is only a place of the city."""
    return name in _places()


def only_places(text: str) -> bool:
    """Whether nothing but places is said: 昌平沙河, 回龙观那边."""
    return not re.sub(r"区|市|县|镇|乡|街道|北京|那边|附近|这边|那儿|一带", "", _pattern().sub("", text))


@cache
def _places() -> dict[str, str]:
    """Spoken place to district code; the empty code is a place in several districts."""
    table = yaml.safe_load(files("desk.extract").joinpath("data/places.yaml").read_text(encoding="utf-8"))
    known = dict.fromkeys(table.pop(_AMBIGUOUS).split(), "")
    for code, names in table.items():
        regions.require(code)
        for name in names.split():
            # a name listed under two districts tells neither
            known[name.lower()] = "" if known.get(name.lower(), code) != code else code
    return known


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_places(), key=len, reverse=True))))


def find(talk: Conversation) -> Found | None:
    best: _Mention | None = None
    for mention in (m for s in talk.statements for m in _mentions(s)):
        if best is None or mention.weight >= best.weight or _mends(mention):
            best = mention
    if best is None or _one_of_two(best, talk):
        return None
    confidence = min(0.97, 0.7 + 0.07 * best.weight)
    return Found(best.code, round(confidence, 2), best.statement.evidence(best.start, best.end))


def _one_of_two(best: _Mention, talk: Conversation) -> bool:
    """注册在海淀,办公在朝阳: which of them is the matter's has to be asked, unless it is said again."""
    beside = [one for one in _mentions(best.statement) if one.weight >= best.weight and _said_at(one)]
    if _mends(best) or len({one.code for one in beside} | {best.code}) < 2 or not _said_at(best):
        return False
    later = (one for s in talk.statements if s.turn > best.statement.turn for one in _mentions(s))
    return all(one.code != best.code for one in later)


def _said_at(one: _Mention) -> bool:
    return one.statement.text[: one.start].endswith(("在", "是", "找"))


def _mends(mention: _Mention) -> bool:
    clause = mention.statement.text[max(0, mention.start - 10) : mention.start]
    return bool(_MENDED.search(clause)) and mention.weight > 1


def _mentions(statement: Statement) -> list[_Mention]:
    text = statement.text
    found = []
    for match in _pattern().finditer(text):
        code = _places()[match[0]]
        before, after = text[: match.start()], text[match.end() : match.end() + 8]
        if not code or _skipped(match[0], before, after, statement):
            continue
        if (weight := _weight(match, statement)) > 0:
            found.append(_Mention(code, weight, statement, match.start(), match.end()))
    return found


def _skipped(name: str, before: str, after: str, statement: Statement) -> bool:
    if _NEGATED.search(before) or _OTHER_CITY.search(before) or _PERSON.search(before):
        return True
    if _LIVES.search(before[-16:]) and not re.search(r"(?:公司|单位|社保|上班)", before[-6:]):
        return True
    if _OTHERS_PLACE.search(before) or (before.endswith("从") and _ON_THE_WAY.match(after)):
        return True
    if _MOVED_HOME.search(before) and not _MATTER.search(re.split(r"[,。!?;]", before)[-1] + after):
        return True
    works_there = re.search(r"(?:原|您|工作|哪个)单位", statement.asked)
    if (_HOSPITAL_AFTER.match(after) and not works_there) or _LIVES_AFTER.match(after):
        return True
    alone = re.fullmatch(
        r"[,。\s]*(?:在|是)?(?:那边|这边|的|吧|区|,|。)*", _pattern().sub("", statement.text)
    )
    if alone and _ASKS_HOME.search(statement.asked) and not _MATTER.search(statement.asked):
        return True
    clause = re.split(r"[,。!?;]", before)[-1] + re.split(r"[,。!?;]", after)[0]
    at_home = _ASKS_HOME.search(statement.asked) and not _MATTER.search(statement.asked)
    if at_home and re.fullmatch(
        r"\s*(?:是|在|就|嗯|对|落)*(?:区|市|的|那边|这边|镇|[一-龥]{1,4}[镇街村])*\s*", clause
    ):
        return True
    if re.fullmatch(r"(?:我|我们)是(?:区)?的", _pattern().sub("", clause)):
        return True  # 我是昌平回龙观的 tells who calls
    if _RESIDENT.search(statement.text) and re.fullmatch(r"(?:是)?(?:区)?(?:的|人|这边的)", clause):
        return True  # 北京户口,47岁,密云的
    if re.search(r"北京(?:市)?$", before) and _IN_A_NAME.match(after) and not name.endswith(("区", "县")):
        return True  # 北京天桥货运有限公司 need not be at 天桥
    return name in _WEAK and not (_HERE.search(before) or _HERE_AFTER.match(after) or alone)


def _weight(match: re.Match[str], statement: Statement) -> int:
    """0 to 4: how surely the place is the matter's."""
    text = statement.text
    if _FORMERLY.search(text[: match.start()]) and not _ANSWERED_US.match(text[match.end() :]):
        told_of = _TOLD_OF_THEM.search(text[match.end() :])
        return 1 if told_of or re.search(r"单位|公司|全称", statement.asked) else 0
    clause = (
        re.split(r"[,。!?;]", text[: match.start()])[-1] + re.split(r"[,。!?;]", text[match.start() :])[0]
    )
    if _ASKS_PLACE.search(statement.asked) and not _ASKS_HOME.search(statement.asked):
        return 4
    if _OUR_OFFICE.match(text[match.end() :]):
        return 4
    return 3 if _MATTER.search(clause) else 2
