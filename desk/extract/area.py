"""The business area (业务): words that name it, and where they do not decide, the reviewed entries."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files

import yaml

from desk.extract.transcript import Conversation, Statement
from desk.extract.types import Found
from kb import starter
from kb.errors import StarterFileError
from kb.types import AREAS

_ENOUGH = 4.0
"""Points of words from which they decide alone, when no second area comes close."""
_LEAST = 1.5
_CONFIRMED_SHARE = 0.5
_SMALL_TALK = re.compile(r"^[喂你您好在吗请问听得见到\s,。?!嗯哦对是的好谢再]*$")


def find(talk: Conversation) -> Found | None:
    scores: dict[str, float] = defaultdict(float)
    places: dict[str, tuple[float, Statement, int, int]] = {}
    for order, statement in enumerate(talk.statements):
        share = _CONFIRMED_SHARE if statement.confirmed else 1.0
        for area, points, start, end in _hits(statement.text):
            # what one calls about is said first; later words are circumstances
            weight = points * share * (1.0 if order < 4 else 0.7)
            scores[area] += weight
            if weight > places.get(area, (0.0,))[0]:
                places[area] = (weight, statement, start, end)
    if not scores:
        return _by_entries(talk) or _by_question(talk)
    ranked = sorted(scores.items(), key=lambda one: -one[1])[:2]
    (area, best), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    if best < _LEAST:
        return _by_question(talk) or _by_entries(talk)
    if best < _ENOUGH or best - second < 1.0:
        learned = _learned(talk.own_text)
        area = max(
            (a for a, s in scores.items() if s >= best - 2.0),
            key=lambda a: scores[a] + 2.0 * learned.get(a, 0.0),
        )
    confidence = min(0.95, 0.5 + 0.06 * (scores[area] - min(second, scores[area]) / 2))
    _, statement, start, end = places[area]
    return Found(area, round(max(confidence, 0.4), 2), statement.evidence(start, end))


def _by_question(talk: Conversation) -> Found | None:
    """欠您多少工资 – 八千四: the matter is in the agent's question, the answer stands for it."""
    best: Found | None = None
    most = _ENOUGH - 1.5
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


@cache
def _words() -> dict[str, list[tuple[str, float]]]:
    table = yaml.safe_load(files("desk.extract").joinpath("data/area_words.yaml").read_text(encoding="utf-8"))
    words: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for area in AREAS:
        for cell in table[area]:
            word, _, points = str(cell).partition(" ")
            words[word].append((area, float(points or 2)))
    return dict(words)


@cache
def _words_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(), key=len, reverse=True))))


def _by_entries(talk: Conversation) -> Found | None:
    """What the reviewed questions say, where no word of ours was spoken."""
    told = [s for s in talk.own if len(s.text) >= 6 and not _SMALL_TALK.match(s.text)]
    if not told:
        return None
    longest = max(told, key=lambda s: len(s.text))
    learned = _learned(longest.text)
    if not learned:
        return None
    area, share = max(learned.items(), key=lambda item: item[1])
    return (
        Found(area, round(0.3 + 0.3 * share, 2), longest.evidence(0, len(longest.text)))
        if share >= 0.6
        else None
    )


def _learned(text: str) -> dict[str, float]:
    """Share of each area by naive Bayes over character pairs of the starter questions; {} without them."""
    pairs, totals, vocabulary = _counts()
    seen = [p for p in {text[i : i + 2] for i in range(min(len(text), 600) - 1)} if p in vocabulary]
    if len(seen) < 3:
        return {}
    logs = {
        area: sum(math.log((pairs[area][p] + 0.2) / (totals[area] + 0.2 * len(vocabulary))) for p in seen)
        / math.sqrt(len(seen))
        for area in pairs
    }
    top = max(logs.values())
    weights = {area: math.exp(value - top) for area, value in logs.items()}
    return {area: weight / sum(weights.values()) for area, weight in weights.items()}


@cache
def _counts() -> tuple[dict[str, Counter[str]], dict[str, int], frozenset[str]]:
    try:
        entries = starter.read().entries
    except StarterFileError:
        entries = []
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for question in (entry.question, *entry.similar):
            pairs[entry.area].update(question[i : i + 2] for i in range(len(question) - 1))
    totals = {area: sum(counter.values()) for area, counter in pairs.items()}
    return dict(pairs), totals, frozenset(p for counter in pairs.values() for p in counter)
