"""Finds which fact a figure speaks of: by the words of the fact's name around the figure, by the article that both rest
on, and by how answers that refer to the fact write of it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb import regions
from kb.basis import NOTHING, Basis
from kb.entry import Entry
from kb.fact import REFERENCE, Fact, FactTable, references
from kb.figures import SENTENCE, Figure, figures, measured
from kb.text import fold
from kb.types import Period

FITS = 0.5
"""Share of a name's weight around a figure from which it is about the fact. This and the shares below were chosen on our
own answers with one figure of half of the facts falsified at a time; the other half is reported apart
(`python -m bench.contradictions`)."""
_TOPIC_FITS = 0.5
_FITS_IN_ARTICLE, _ITEM_IN_ARTICLE = 0.15, 0.3
_FITS_IN_DOCUMENT, _ITEM_IN_DOCUMENT = 0.4, 0.5
"""Where text and fact rest on one article, or one document: share of the whole name, and of its last part."""
_FITS_AS_WRITTEN, _AS_WRITTEN = 0.2, 0.35
"""Where another answer refers to the fact in like words: share of the name, and how alike (cosine)."""
_BEFORE = 14
"""Characters before a figure that tell how it is written of."""
_DISTINCT = 3
"""Digits from which a value is hardly any other fact's by chance."""
_UNSEEN = 7.0
"""Weight of a pair of characters that no answer holds, as of one that hardly any does."""
_MAY_BE = 0.2
"""Weight from which a figure that has the value of another fact may be that fact's."""

_GENERIC = re.compile(r"(?<=..)(?:天数|标准|期限|时限|年限|比例|月数|办理时限|费率)$")
"""Ends of names that say what kind of figure it is; texts seldom say them."""
_OPPOSED = (
    ("单位", "个人"), ("职工", "居民", "灵活就业"), ("在职", "退休"), ("首次", "再次"), ("一级", "二级", "三级"),
    ("门诊", "住院"), ("养老", "职业年金", "企业年金", "医疗", "失业", "工伤", "生育保险", "公积金"),
    ("上限", "下限"), ("最高", "最低"), ("每月", "每小时", "每日"), ("配偶", "其他亲属"), ("全国", "北京"),
)  # fmt: skip
"""Words of which a rule holds for one and not for the others."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A text states another value than the fact it speaks of."""

    fact: Fact
    figure: Figure


@dataclass(frozen=True, slots=True)
class _Name:
    """A fact's name, 险种或事项＋项目·档次, as pairs of characters with their weights."""

    topic: frozenset[str]
    item: frozenset[str]
    """Of its last part."""
    rest: frozenset[str]
    """Of its other parts, where they are not in the topic."""
    tiers: tuple[str, ...]
    """Parts that are conditions, such as 满1年不满5年."""
    folded: str

    def named(self, around: str) -> bool:
        """Whether its last part is touched on, and its conditions are there word by word."""
        return any(pair in around for pair in self.item) and all(
            re.search(f"(?<!不){re.escape(tier)}", around) for tier in self.tiers
        )


@dataclass(frozen=True, slots=True)
class _Use:
    """A place where an answer refers to a fact."""

    entry: str
    before: frozenset[str]
    """Pairs of the characters before it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure in its text."""

    figure: Figure
    around: str
    """What the text is about, and the sentence up to the figure; folded."""
    near: str
    """The same without what belongs to the figures before it."""
    context: str
    basis: Basis
    entry: str
    before: frozenset[str]


class FactFinder:
    """Finds which fact a figure speaks of; words that many facts share weigh little."""

    def __init__(self, facts: FactTable, only: str | None = None, answers: Iterable[Entry] = ()) -> None:
        """`only`: the one fact whose contradictions are wanted; the others still tell it apart. `answers` show how
        people write of the facts that they refer to."""
        self._only = only
        self._values: dict[str, list[Fact]] = defaultdict(list)
        for fact in facts:
            self._values[fact.name].append(fact)
        self._names = {name: _name(name) for name in self._values}
        self._by_unit: dict[str, list[str]] = defaultdict(list)
        for name, values in self._values.items():
            values.sort(key=lambda fact: fact.valid_from)
            for unit in {measured("1", fact.unit)[1] for fact in values}:
                self._by_unit[unit].append(name)
        self._owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        for fact in facts:
            if len(fact.value.strip("0.")) >= _DISTINCT or "." in fact.value:
                self._owners[measured(fact.value, fact.unit)].add(fact.name)
        seen = Counter(pair for name in self._names.values() for pair in name.topic | name.rest)
        self._weight = {pair: math.log(1 + len(self._names) / number) for pair, number in seen.items()}
        self._bases = {
            name: Basis.of(values[-1].source, values[-1].verified) for name, values in self._values.items()
        }
        self._uses: dict[str, list[_Use]] = defaultdict(list)
        self._rarity: dict[str, float] = {}
        self._learn(list(answers))

    def _learn(self, answers: Sequence[Entry]) -> None:
        seen: Counter[str] = Counter()
        for entry in answers:
            seen.update(_pairs(fold(entry.question + REFERENCE.sub("", entry.answer))))
            for sentence in SENTENCE.findall(entry.answer):
                for match in REFERENCE.finditer(sentence):
                    before = REFERENCE.sub("＊", sentence[: match.start()])[-_BEFORE:]
                    self._uses[match[1]].append(_Use(entry.id, _pairs(fold(before))))
        self._rarity = {pair: math.log(1 + len(answers) / (1 + number)) for pair, number in seen.items()}

    def contradictions(
        self, text: str, context: str, region: str, period: Period, basis: Basis = NOTHING, entry: str = ""
    ) -> list[Contradiction]:
        """Figures of a text that are about a fact and have none of its values during the period.

        `context` says what the text as a whole is about: the question, or title and headings. `basis`: what it rests
        on; `entry`: whose answer it is, which is no example for itself.
        """
        stated = list(figures(text))
        written = {(figure.value, figure.unit) for figure in stated}
        referred = references(text)
        found = []
        for figure in stated:
            if not figure.states_a_rule:
                continue
            place = _place(figure, context, basis, entry)
            values = self._about(place, region, period)
            if not values or (self._only and values[-1].name != self._only):
                continue
            right = {measured(fact.value, fact.unit) for fact in values}
            if values[-1].name in referred or right & written:
                continue  # the text states the right value too, so this figure is something else's
            found.append(Contradiction(values[-1], figure))
        return found

    def _about(self, place: _Place, region: str, period: Period) -> list[Fact]:
        """Values, the newest last, of the fact that a figure contradicts; none where it is about none, or may be
        right."""
        figure = place.figure
        owners = self._owners.get((figure.value, figure.unit), set())
        best: tuple[tuple[bool, float], list[Fact]] = (False, 0.0), []
        for name in self._by_unit.get(figure.unit, ()):
            values = [
                fact
                for fact in self._values[name]
                if _held(fact, figure, period) and regions.comparable(fact.region, region)
            ]
            if not values or (owners and name not in owners):
                continue
            weight = self._fits(self._names[name], place.around, place.near)
            in_article = place.basis.same_article(self._bases[name])
            if (weight >= _MAY_BE or in_article) and any(_same(fact, figure) for fact in values):
                return []
            alike = self._alike(name, place)
            rank = in_article, weight + alike
            if rank > best[0] and self._speaks_of(name, place, weight, alike):
                best = rank, values
        return best[1]

    def _speaks_of(self, name: str, place: _Place, weight: float, alike: float) -> bool:
        """`weight`: share of the name that stands around the figure; `alike`: to how others write of the fact."""
        known, basis = self._names[name], self._bases[name]
        item = self._share(known.item, place.near)
        return (
            (
                weight >= FITS
                and known.named(place.near)
                and self._share(known.topic, place.around) >= _TOPIC_FITS
            )
            or (weight >= _FITS_IN_ARTICLE and item >= _ITEM_IN_ARTICLE and place.basis.same_article(basis))
            or (
                weight >= _FITS_IN_DOCUMENT and item >= _ITEM_IN_DOCUMENT and place.basis.same_document(basis)
            )
            or (weight >= _FITS_AS_WRITTEN and alike >= _AS_WRITTEN)
        ) and not _opposed(known.folded, fold(place.figure.before), fold(place.context))

    def _alike(self, name: str, place: _Place) -> float:
        """Cosine of the words before the figure with those before the fact in the answer most like it."""
        uses = (use.before for use in self._uses[name] if use.entry != place.entry)
        return max((self._cosine(place.before, before) for before in uses), default=0.0)

    def _cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        common, *own = (
            sum(self._rarity.get(pair, _UNSEEN) ** 2 for pair in pairs) for pairs in (one & other, one, other)
        )
        return common / math.sqrt(own[0] * own[1]) if common else 0.0

    def _fits(self, name: _Name, around: str, near: str) -> float:
        """Share of the weight of a name that stands around a figure, its topic in the whole sentence, the rest
        in what belongs to the figure."""
        parts = ((name.topic, around), (name.rest, near))
        there = sum(self._weight[pair] for pairs, text in parts for pair in pairs if pair in text)
        return there / sum(self._weight[pair] for pairs, _ in parts for pair in pairs)

    def _share(self, pairs: frozenset[str], around: str) -> float:
        return sum(self._weight[pair] for pair in pairs if pair in around) / sum(
            self._weight[pair] for pair in pairs
        )


def _place(figure: Figure, context: str, basis: Basis, entry: str) -> _Place:
    around, near = fold(context + figure.sentence), fold(context + figure.before)
    return _Place(figure, around, near, context, basis, entry, _pairs(fold(figure.before[-_BEFORE:])))


def _held(fact: Fact, figure: Figure, period: Period) -> bool:
    """Whether a value held while the text does, in the year that the text names for the figure."""
    if figure.year is not None:
        since = fact.valid_to.year if fact.valid_to else figure.year
        return fact.valid_from.year <= figure.year <= since
    return fact.period.overlaps(period)


def _same(fact: Fact, figure: Figure) -> bool:
    return measured(fact.value, fact.unit) == (figure.value, figure.unit)


def _opposed(name: str, before: str, context: str) -> bool:
    """Whether the text speaks of one of several opposed things, and the fact of another."""
    for words in _OPPOSED:
        own = {word for word in words if word in name}
        if not own:
            continue
        said = _last(words, before) or _last(words, context)
        if said and said not in own:
            return True
    return False


def _last(words: Iterable[str], text: str) -> str | None:
    at = {word: text.rfind(word) for word in words}
    last = max(at, key=lambda word: at[word])
    return last if at[last] >= 0 else None


def _name(name: str) -> _Name:
    parts = [_GENERIC.sub("", fold(part)) for part in name.split("·")]
    tiers = tuple(part for part in parts[1:] if any(map(str.isdigit, part)))
    return _Name(
        _pairs(parts[0]), _pairs(parts[-1]), frozenset().union(*map(_pairs, parts)), tiers, fold(name)
    )


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})
