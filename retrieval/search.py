"""Question and scope to ranked evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from kb import articles, regions
from kb.item import Item
from kb.text import fold
from kb.types import ItemKind, Scope
from retrieval import confidence, ranker
from retrieval.arrays import Floats
from retrieval.features import Query, candidates
from retrieval.index import Index


@dataclass(frozen=True, slots=True)
class Evidence:
    """One hit: an item and how well it fits."""

    item: Item
    score: float
    """Probability that it holds what was asked, taken alone; between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found for a question, best first."""

    hits: tuple[Evidence, ...]
    confidence: float
    """Probability that the first hit answers the question, the next different answer considered."""
    shows: Floats | None = None
    """What that was told from, shape (len(confidence.NAMES),); None where nothing had to be guessed."""
    embed_ms: float = 0.0
    search_ms: float = 0.0


_ANY = Scope()
_HERE = re.compile(r"^(?:在)?北京市?(?:的|参保人员?)?")
_CLAUSE = 5
"""Characters from which the first clause of a question can be a question."""
_NEAREST = 6
"""Hits among which the very wording of the question is looked for."""
COMPLETED = 2.0
"""What a completed question counts beside its new words: of 117 follow-ups of our development conversations the
first hit answered 90% with the completed question alone, 93% with equal weights, 95% with 2 or 3 to 1."""
_EMBEDDED = 1024
"""Questions whose vectors are kept: 1.5 MB of 384 dimensions."""


@dataclass
class Searcher:
    """Searches an index; safe to call from several threads."""

    index: Index
    weights: ranker.Weights = field(default_factory=ranker.learned)

    def __post_init__(self) -> None:
        self._embedded = lru_cache(_EMBEDDED)(self._embed)

    @cached_property
    def space(self) -> str:
        """Fingerprint of the space that vectors are compared in, as long as this searches."""
        return self.index.centres.fingerprint(self.index.embedder.id)

    def embed(self, question: str) -> Floats:
        """Shape (dim,), as queries are compared; many people ask the same, so the last ones are kept."""
        return self._embedded(question)

    def _embed(self, question: str) -> Floats:
        vector = self.index.embedder.encode([question], "query")[0]
        return self.index.centres.apply(vector, "query")

    def search(
        self,
        question: str,
        scope: Scope = _ANY,
        k: int = 10,
        kind: ItemKind | None = None,
        without: frozenset[str] = frozenset(),
        said: str = "",
    ) -> Ranking:
        """The k best items that hold for the scope, `without` some by id; an empty question finds nothing.

        `said`: the new words of a question that what went before completes. Together they find better than
        either alone: what went before holds the matter, the new words what is asked of it.
        """
        if not question.strip():
            return Ranking((), 0.0)
        started = time.perf_counter()
        forms = [(question, COMPLETED), (said, 1.0)] if said.strip() else [(question, 1.0)]
        vectors = [self.embed(text) for text, _ in forms]
        embedded = time.perf_counter()
        queries = [
            Query.of(text, vector, weight) for (text, weight), vector in zip(forms, vectors, strict=True)
        ]
        ranking = self.rank(queries, scope, k, kind, without)
        if named := self._article(question, scope, kind, without):
            ranking = _before(named, ranking, k)
        return Ranking(
            ranking.hits,
            ranking.confidence,
            ranking.shows,
            embed_ms=(embedded - started) * 1e3,
            search_ms=(time.perf_counter() - embedded) * 1e3,
        )

    def _article(
        self, question: str, scope: Scope, kind: ItemKind | None, without: frozenset[str]
    ) -> list[Item]:
        """The article that the question names and asks for nothing beside, as far as it holds for the scope."""
        asked = articles.asked(question) if kind in (None, "passage") else None
        if asked is None:
            return []
        found: list[Item] = []
        for editions in articles.called(asked.title, self.index.store.documents()):
            document = articles.edition(editions, asked.year, scope.on or date.max)
            held = self.index.store.passages_of(document.name)
            found += (item for one in asked.articles for item in articles.passages(held, one))
        return [item for item in found if item.id not in without and _holds(item, scope)]

    def rank(
        self,
        queries: Sequence[Query],
        scope: Scope,
        k: int,
        kind: ItemKind | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Ranking:
        """As `search`, for a question that is already embedded; its first form is the whole question."""
        segments, query = self.index.segments, queries[0]
        far, prototypes = self.index.far, self.index.prototypes
        found = candidates(segments, queries, scope, kind, wanted=k, far=far, prototypes=prototypes)
        if not len(found):
            return Ranking((), 0.0)
        matrix = ranker.features(found, segments)
        scores = ranker.score(matrix, self.weights)
        order = np.argsort(-scores, kind="stable")
        looked_at = order[: k + 5 + len(without)]
        rows = [int(segments[found.segment[i]].columns.row[found.item[i]]) for i in looked_at]
        items = self.index.store.items(rows)  # read now, so an item deleted meanwhile is not shown
        gone = [i for row, i in zip(rows, looked_at, strict=True) if not _shown(items.get(row), without)]
        order = order[~np.isin(order, gone)]
        if not len(order):
            return Ranking((), 0.0)
        alive = [
            Evidence(items[row], float(scores[i]))
            for row, i in zip(rows, looked_at, strict=True)
            if i not in gone
        ]
        shows = confidence.features(matrix, order, self.weights, query.text, completed=len(queries) > 1)
        if word := next((hit for hit in alive[:_NEAREST] if _word_for_word(hit.item, query.text)), None):
            alive.remove(word)
            alive.insert(0, word)
            return Ranking(tuple(alive[:k]), 1.0)
        return Ranking(tuple(alive[:k]), confidence.learned().probability(shows), shows)


def _holds(item: Item, scope: Scope) -> bool:
    in_force = scope.on is None or item.in_force(scope.on)
    return in_force and (scope.region is None or regions.covers(item.region, scope.region))


def _before(named: Sequence[Item], ranking: Ranking, k: int) -> Ranking:
    """The ranking with what is named first; nothing has to be guessed then."""
    ids = {item.id for item in named}
    others = (hit for hit in ranking.hits if hit.item.id not in ids)
    return Ranking((*(Evidence(item, 1.0) for item in named), *others)[:k], 1.0)


def _shown(item: Item | None, without: frozenset[str]) -> bool:
    return item is not None and item.state == "published" and item.id not in without


def _word_for_word(item: Item, question: str) -> bool:
    """Whether the question is one that the entry is written for: then nothing has to be guessed.

    Confidence was learned on wordings that no entry holds, and judges these badly.
    """
    if item.kind != "entry":
        return False
    asked = fold(question)
    wordings = (*_short_forms(item.title), *item.payload.get("similar", ()))
    return any(fold(wording) == asked for wording in wordings)


def _short_forms(question: str) -> tuple[str, ...]:
    """A question as people type it: without the place that goes without saying, and its first clause alone."""
    plain = _HERE.sub("", question)
    first = re.split(r"[，,？?]", plain, maxsplit=1)[0]
    return (question, plain, first) if len(first) >= _CLAUSE else (question, plain)
