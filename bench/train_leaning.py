"""Learns whether a message goes on with the question before it: `python -m bench.train_leaning HOME [--write]`, after
`bench.train_confidence`.

HOME holds what will be searched, documents too. Learned from
- the last turns of development conversations (`golden/`, never the sealed ones): a reading is right whose first hit is
  the entry asked for, or holds what the answer must hold;
- questions, and messages that nothing held answers, put behind a question of another matter drawn by lot: only what
  answers the message alone is right.
Before that, how messages are worded that go on: turns of conversations, against questions and lines that stand alone.
Reports are cross-validated by conversation.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from bench import trees
from bench.linear_features import Features
from bench.material import OUT_OF_SCOPE, SEED, cached_index
from bench.questions import entries, holds, learnable
from bench.train_confidence import asked_how
from dialogue import grounds, leaning, readings, resolve
from dialogue.leaning import Judged
from dialogue.nodes.understand import asked
from dialogue.state import Ask
from dialogue.types import Memory, Request, SessionId, TurnId
from dialogue.understand import follow_up, linear
from kb import starter
from kb.fact import FactTable
from kb.types import Document
from models import SocialE5
from retrieval import Searcher
from retrieval.centres import Centres
from retrieval.search import Evidence, Ranking

GOLDEN = Path("golden")
TALKS = ("conversations.jsonl", "opened/conversations*.jsonl")
QUESTIONS = (
    "general.jsonl", "smoke.jsonl", "talks.jsonl", "opened/general*.jsonl", "strangers/general.jsonl",
    "strangers/talks.jsonl", "keywords.jsonl", "opened/keywords*.jsonl",
)  # fmt: skip
NOT_ANSWERED = ("unanswerable.jsonl", "opened/unanswerable*.jsonl", "strangers/unanswerable.jsonl")
VAGUE = ("clarify.jsonl", "opened/clarify*.jsonl", "strangers/vague.jsonl")
TARGET, WORDING = Path("dialogue/understand/leaning.json"), Path("dialogue/understand/leaning.npz")
BEYOND = Path("bench/data/beyond.txt")
DAY = date(2026, 11, 26)
PAIRS = {"anew": 600, "not answered": 480, "vague": 250, "lost": 250}
"""Messages put behind a question of another matter; those of other matters altogether come all."""
WEIGHTS = {"talk": 2.0, "anew": 0.6, "not answered": 0.4, "vague": 0.8, "lost": 0.8, "elsewhere": 0.6}
"""What a message counts, by how often such are said in a conversation."""
WORDINGS = 2_000
"""Of entries, and of lines that are beyond us, that stand alone."""
RUNS, C = 6_000, 10.0
TREES, DEPTH, RATE, LEAST_IN_A_LEAF, L2 = 200, 4, 0.05, 25, 5.0


@dataclass(frozen=True)
class Case:
    """A message behind others, and what is right."""

    what: str
    turns: Sequence[str]
    golden: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One reading of a message."""

    case: int
    what: str
    judged: Judged
    right: bool


def main() -> None:
    home = Path(next(name for name in sys.argv[1:] if not name.startswith("--")))
    cases = list(_cases())
    goes_on = _wording(cases)
    rows = list(_rows(home, cases))
    for row in rows:  # told by a classifier that has not seen the message
        row.judged.shows[leaning.NAMES.index("goes_on")] = goes_on[cases[row.case].turns[-1]]
    x, y = np.array([row.judged.shows for row in rows]), np.array([row.right for row in rows])
    w, groups = np.array([WEIGHTS[row.what] for row in rows]), np.array([row.case for row in rows])
    p = np.zeros(len(y))
    for fold in range(10):
        test = groups % 10 == fold
        p[test] = _fit(x[~test], y[~test], w[~test]).predict_proba(x[test])[:, 1]
    _report(rows, p, y)
    if "--write" in sys.argv:
        space = Centres.of(SocialE5.id, SocialE5.dim).fingerprint(SocialE5.id)
        trees.write(_fit(x, y, w), DEPTH, TARGET, names=leaning.NAMES, space=space)


def _wording(cases: Sequence[Case]) -> dict[str, float]:
    """The logit of going on of each last message, told from the others."""
    texts: dict[str, str] = {}
    rng = random.Random(SEED)
    ours = [text for entry in starter.load().entries for text in entry.wordings]
    lines = [line.partition("\t")[2] for line in BEYOND.read_text(encoding="utf-8").splitlines()]
    for text in (*rng.sample(ours, WORDINGS), *rng.sample(lines, WORDINGS)):
        texts[text] = "alone"
    for golden in (*_golden(QUESTIONS), *_golden(NOT_ANSWERED), *_golden(VAGUE)):
        texts[golden["turns"][0]] = "alone"
    for case in cases:
        texts[case.turns[-1]] = "alone"
    for golden in _golden(TALKS):
        for turn in golden["turns"][1:]:
            texts[turn] = "alone" if golden["kind"] == "switch" else "on"
    said, y = list(texts), np.array(list(texts.values()))
    features = Features(linear.runs, RUNS)
    x = features.of(said, fit=True)
    model = LogisticRegression(C=C, max_iter=500, class_weight="balanced")
    on = cross_val_predict(model, x, y, cv=10, method="predict_proba")[:, 1]
    print(f"goes on: {(y == 'on').sum()} of {len(y)}, AUC {roc_auc_score(y == 'on', on):.3f}")
    if "--write" in sys.argv:
        features.save(model.fit(x, y), WORDING)
    return {text: float(np.log(p / (1 - p))) for text, p in zip(said, on.clip(1e-5, 1 - 1e-5), strict=True)}


def _rows(home: Path, cases: Sequence[Case]) -> Iterator[Row]:
    index = cached_index(home)
    index.build()
    searcher, store = Searcher(index), index.store
    search = partial(readings.look, searcher=searcher)
    facts, documents = store.facts(), {document.name: document for document in store.documents()}
    for number, case in enumerate(cases):
        for ask in _asked(case.turns, searcher):
            for judged in leaning.judged(ask, search, searcher, asked_how(ask.said, searcher)):
                right = case.golden["expect"] == "answer" and any(
                    _is_right(hit, case.golden, facts, documents) for hit in _said(judged.ranking)
                )
                yield Row(number, case.what, judged, right)


def _said(ranking: Ranking) -> Sequence[Evidence]:
    """The first hit, and the second where it is near enough to be said with it (`dialogue/resolve.py`)."""
    first, *others = ranking.hits[:2]
    return [first, *(hit for hit in others if hit.score >= resolve.AS_NEAR * first.score)]


def _is_right(
    hit: Evidence, golden: Mapping[str, Any], facts: FactTable, documents: Mapping[str, Document]
) -> bool:
    """Whether it is an entry asked for, or holds what the answer must hold."""
    if hit.item.id in entries(golden):
        return True
    held = [ground.text for ground in grounds.prepare([hit], facts, documents, DAY)]
    return bool(held and golden["must"]) and holds(held[0], golden)


def _asked(turns: Sequence[str], searcher: Searcher) -> Iterator[Ask]:
    """What the last turn asks that may go on with those before."""
    memory = Memory()
    for turn in turns[:-1]:
        told = turn
        if memory.questions:
            told = follow_up.joined(memory.questions[-1], follow_up.bare(turn))
        hits = searcher.search(told, asked(_request(turn), Memory())[0].scope, k=1).hits
        memory = replace(memory, questions=[*memory.questions, told], answered=[hit.item.id for hit in hits])
    yield from (ask for ask in asked(_request(turns[-1]), memory) if ask.previous)


def _request(message: str) -> Request:
    return Request(message, SessionId("learn"), TurnId("learn"), DAY)


def _cases() -> Iterator[Case]:
    rng = random.Random(SEED)
    for golden in _golden(TALKS):
        if len(golden["turns"]) > 1 and golden["expect"] == "answer":
            yield Case("talk", golden["turns"], golden)
    questions = [g for g in _golden(QUESTIONS) if len(g["turns"]) == 1 and entries(g)]
    vague = [golden for golden in _golden(VAGUE) if golden["expect"] == "clarify"]
    others = {
        "anew": questions,
        "not answered": [g for g in _golden(NOT_ANSWERED) if g["expect"] == "abstain"],
        "vague": vague,
        "lost": vague,  # behind a message that asked nothing either: what both have in common is no evidence
    }
    lines = filter(None, map(str.strip, OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines()))
    drawn = [("elsewhere", {"turns": [line], "expect": "abstain"}) for line in lines]
    for what, of in others.items():
        alone = [golden for golden in of if len(golden["turns"]) == 1]
        drawn += [(what, golden) for golden in rng.sample(alone, min(PAIRS[what], len(alone)))]
    for what, golden in drawn:
        earlier = vague if what == "lost" else questions
        before = rng.choice(earlier)
        while before is golden or set(entries(before)) & set(entries(golden)):
            before = rng.choice(earlier)
        yield Case(what, [before["turns"][0], *golden["turns"]], golden)


def _golden(patterns: Sequence[str]) -> Iterator[dict[str, Any]]:
    return learnable(path for pattern in patterns for path in sorted(GOLDEN.glob(pattern)))


def _fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_depth=DEPTH, max_iter=TREES, learning_rate=RATE, min_samples_leaf=LEAST_IN_A_LEAF,
        l2_regularization=L2, random_state=SEED,
    )  # fmt: skip
    return model.fit(x, y, sample_weight=w)


def _report(rows: Sequence[Row], p: np.ndarray, y: np.ndarray) -> None:
    before = np.array([row.judged.ranking.confidence for row in rows])
    print(
        f"{len(rows)} readings: AUC {roc_auc_score(y, p):.3f}, by their confidence {roc_auc_score(y, before):.3f}"
    )
    of_case: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        of_case[row.case].append(number)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for numbers in of_case.values():
        best = max(numbers, key=lambda number: p[number])
        told = counted[rows[best].what]
        told["messages"] += 1
        told["one right"] += any(y[number] for number in numbers)
        told["chosen right"] += y[best]
        for least in (0.3, 0.4, 0.5):
            told[f"right from {least}"] += y[best] and p[best] >= least
            told[f"wrong from {least}"] += not y[best] and p[best] >= least
    for what, told in counted.items():
        print(what, dict(told))


if __name__ == "__main__":
    main()
