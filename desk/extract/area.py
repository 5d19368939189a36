"""The business area (业务): words that name it, added up with what calls of that kind sound like."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from desk.extract import learned
from desk.extract.transcript import Conversation, Statement, is_small_talk
from desk.extract.types import Found
from kb.types import AREAS

_LEARNED_POINTS = 10.0
"""Points of an area that the classifier is certain of; words of ours count 2 to 6 each."""
_HAN = re.compile(r"[一-龥]")
_LEAST_CHANCE = 0.5
_LEAST_SAID = 4
"""Characters below which nothing is learned from what was said."""
_ASKED_POINTS = 2.0
_LEAST = 1.8
_CONFIRMED_SHARE = 0.5
_AGENT_SHARE = 0.5
"""Agents call the matter by its proper name, but greet, offer and explain other matters too: only what the caller named counts."""
_PHRASES: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "热点问题",
        4.0,
        re.compile(r"(?:养老院|药店|药房|诊所|卫生室)[^。!?]{0,16}(?:骗|套取|虚开|盗刷|多收|手续费|充值)"),
    ),
    ("工伤保险", 4.0, re.compile(r"断了[^,。!?]{0,4}(?:手指|指头|腿|胳膊|骨)")),
    ("参保登记", 3.0, re.compile(r"(?:医保|社保|参保)[^,。!?]{0,8}(?:换|变更|迁)")),
    ("社保卡", 6.0, re.compile(r"吞(?:了)?(?:我)?的?(?:社保|医保)?卡|卡[^,。!?]{0,4}吞")),
    ("缴费", 4.0, re.compile(r"(?:没|不|未|拒绝|少)(?:有)?(?:给|帮|为|替)?(?:我们?|员工|大家|职工|他|她)?(?:交|缴|上)纳?(?:过)?[^,。!?]{0,8}(?:社保|五险|养老|医保|保险)")),
    ("缴费", 4.0, re.compile(r"扣(?:了)?(?:我|我们|大家)?的?(?:社保|医保|养老|保险)[^,。!?]{0,4}(?:个人|部分|钱|费|\d)")),
    ("工伤保险", 4.0, re.compile(r"(?:手|脚|腿|胳膊|手指头?|腰|头|眼睛?|身上)[^,。!?]{0,4}(?:被|让|给)[^,。!?]{0,6}(?:锯|砸|压|轧|夹|切|烫|绞|扎|割|烧)")),
    ("工伤保险", 4.0, re.compile(r"从[^,。!?]{1,8}[上里](?:掉|摔|跌)(?:了)?下")),
    ("工伤保险", 3.0, re.compile(r"(?:上|下)班[^,。!?]{0,8}(?:车祸|被[^,。!?]{0,4}撞)|送[货餐][^,。!?]{0,8}(?:撞|摔|车祸)|出(?:了)?车祸")),
    ("劳动关系", 4.0, re.compile(r"(?:把|让|被)(?:我|他|她|人|公司|单位|老板)[^,。!?]{0,3}(?:给)?(?:辞|开|裁|劝退)(?:了|掉|退)?|(?:要|想)(?:裁|辞退|开除)我")),
    ("劳动关系", 3.0, re.compile(r"(?:老板|公司|单位|饭馆|饭店|店里|厂里|中介)[^,。!?]{0,12}扣(?:了)?(?:我|人)?[^,。!?]{0,6}(?:块|元|钱|百|千)")),
    ("药品目录", 3.5, re.compile(r"[一-龥]{1,4}(?:替尼|单抗|他汀|沙坦|列净|鲁肽|胰岛素|注射液|胶囊|滴眼液|冲剂|颗粒|缓释片)")),
    ("药品目录", 3.0, re.compile(r"药[^,。!?]{0,10}(?:医保|报销)(?:里头?|里面|目录|范围)?[^,。!?]{0,3}(?:有|能报|给报|报不报|管)")),
    ("参保登记", 3.0, re.compile(r"(?:社保|医保|保险)[^,。!?]{0,3}(?:在哪|去哪|怎么)[^,。!?]{0,3}(?:办|上|参加|登记)")),
    ("参保登记", 4.0, re.compile(r"(?:医保|社保)[^,。!?]{0,5}(?:停了|被停|暂停了)")),
    ("热点问题", 6.0, re.compile(r"(?:医保卡|社保卡|医保)[^,。!?]{0,8}(?:卖|换购?|兑|套|买|刷)[^,。!?]{0,4}(?:大米|米面|鸡蛋|食用油|粮油|保健品|化妆品|日用品|洗衣|面膜|奶粉|购物卡|现金)")),
    ("热点问题", 6.0, re.compile(r"(?:死人|去世的?人|别人|他人|冒用|冒名)[^,。!?]{0,6}(?:社保卡|医保卡|医保)")),
    ("手工报销", 3.0, re.compile(r"(?:没带卡|没拿卡|忘带卡|自己垫|先垫|自费|全自费|花的?)[^。!?]{0,20}(?:怎么|能|可以|咋)[^,。!?]{0,4}报")),
    ("异地就医", 4.0, re.compile(r"(?:河北|天津|山东|河南|山西|内蒙古|东北|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|湖北|湖南|广东|广西|海南|四川|重庆|贵州|云南|陕西|甘肃|青海|宁夏|新疆|上海|三亚|武汉|郑州|外地|老家)[^,。!?]{0,10}(?:住院|看病|就医|看门诊)")),
    ("转移接续", 4.0, re.compile(r"(?:养老|社保|医保|失业|保险|关系)[^,。!?]{0,6}转(?:过|回|到|走|出|入)")),
    ("养老保险", 4.0, re.compile(r"(?:企业|职业)?年金(?!额)")),
)  # fmt: skip
"""(area, points, what is said): ways of speaking that a list of words cannot hold."""
_PRAISED = re.compile(r"表扬|感谢|谢谢你们|锦旗|夸")


def find(talk: Conversation) -> Found | None:
    """Words that name an area, added up with what calls about it sound like."""
    scores: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[float, Statement, int, int]] = {}
    for order, statement in enumerate(talk.statements):
        share = _CONFIRMED_SHARE if statement.confirmed else 1.0
        for area, points, start, end in (*_hits(statement.text), *_phrases(statement.text)):
            # what one calls about is said first; later words are circumstances
            weight = points * share * (1.0 if order < 4 else 0.7)
            scores[area] += weight
            if weight > places.get(area, (0.0,))[0]:
                places[area] = (weight, statement, start, end)
    for heard in talk.agents:
        for area, points, _, _ in _hits(heard):
            if area in scores:
                scores[area] += points * _AGENT_SHARE
    told = [s for s in talk.own if not is_small_talk(s.text)]
    asked = _by_question(talk)
    if not told:
        return asked
    words = learned.matter(told)
    if len(_HAN.findall(words)) >= _LEAST_SAID:
        chances = learned.chances_told("area", told)
        if not scores and max(chances.values()) < _LEAST_CHANCE:
            return asked  # no word of any matter, and like no call before
        for area, share in chances.items():
            scores[area] += _LEARNED_POINTS * share
    if asked is not None:
        scores[str(asked.value)] += _ASKED_POINTS
    if not scores or max(scores.values()) < _LEAST:
        return asked
    (area, best), *others = sorted(scores.items(), key=lambda one: -one[1])
    if area == "经办指南" and _PRAISED.search(talk.own_text):
        # who is praised stands at a window; the matter they helped with is the area
        helped = [(name, score) for name, score in others if places.get(name, (0.0,))[0] >= 2.0]
        (area, best), *others = helped or [(area, best), *others]
    second = others[0][1] if others else 0.0
    confidence = min(0.95, max(0.4, 0.45 + 0.06 * (best - second / 2)))
    longest = max(told, key=lambda s: len(s.text))
    _, statement, start, end = places.get(area, (0.0, longest, 0, len(longest.text)))
    return Found(area, round(confidence, 2), statement.evidence(start, end))


def _phrases(text: str) -> list[tuple[str, float, int, int]]:
    return [
        (area, points, m.start(), m.end())
        for area, points, p in _PHRASES
        if (m := p.search(text)) is not None
    ]


def _by_question(talk: Conversation) -> Found | None:
    """欠您多少工资 – 八千四: the matter is in the agent's question, the answer stands for it."""
    best: Found | None = None
    most = 2.5
    for statement in talk.own:
        for area, points, _, _ in _hits(statement.asked[-40:]):
            if points > most and len(statement.text) >= 2:
                best, most = Found(area, 0.5, statement.evidence(0, len(statement.text))), points
    return best


def _hits(text: str) -> list[tuple[str, float, int, int]]:
    """Each word once, the longest of overlapping ones."""
    taken: list[tuple[int, int]] = []
    seen: set[str] = set()
    hits = []
    for match in _words_pattern().finditer(text):
        word = match[0]
        if word in seen or any(s < match.end() and match.start() < e for s, e in taken):
            continue
        seen.add(word)
        taken.append(match.span())
        hits += [(area, points, match.start(), match.end()) for area, points in _words()[word]]
    return hits


def words_in(text: str) -> list[float]:
    """The points of the area words in a text: how much it is about a matter at all."""
    return [points for _, points, _, _ in _hits(text)]


def _yaml(name: str) -> dict[str, list[Any]]:
    text = files("desk.extract").joinpath("data", name).read_text(encoding="utf-8")
    table: dict[str, list[Any]] = yaml.safe_load(text)
    return table


@cache
def _words() -> dict[str, list[tuple[str, float]]]:
    table = _yaml("area_words.yaml")
    words: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for area in AREAS:
        for cell in table[area]:
            word, _, points = str(cell).partition(" ")
            words[word].append((area, float(points or 2)))
    return dict(words)


@cache
def _words_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(), key=len, reverse=True))))
