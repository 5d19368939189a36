"""Learns how sure a ranking is, and how sure an answer: `python -m bench.train_confidence HOME… [--write-confidence]
[--write-sureness]`, after `bench.train_ranker`, `bench.train_beyond` and `bench.train_openings`.

A home holds what will be searched: name one with the starter knowledge alone and one with documents beside it.
Learned from
- development questions of `golden/` (never the sealed ones), follow-ups with the question before them: right is
  a first hit that holds what the answer must hold;
- questions of other matters (`bench/data/out_of_scope.txt`);
- wordings taken out of the index, that taught the embedder nothing, and the same with
  their entry taken out too, when nothing held can be right; once more where entries have few wordings.
A better fit or a greater lead never lowers confidence (monotone constraints); sureness (`dialogue/sureness.py`) also
sees how the question is asked. Reports are cross-validated by question, on the questions of `golden/` alone.

The ranking's confidence is learned from the golden files in OLDER alone: it chooses between readings of a question, and
learned from all of them it chose worse (7 of 488 questions that taught it nothing; decision 0017).
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from bench import crossed, trees
from bench.judge import ELSEWHERE, Judge, scope
from bench.material import OUT_OF_SCOPE, SCOPE, SEED, Material, cached_index, digest, taught
from dialogue import sureness
from dialogue.understand import beyond, follow_up
from kb.item import Item
from kb.store import IndexedText
from retrieval import Searcher, confidence, ranker
from retrieval.features import Query, candidates
from retrieval.search import COMPLETED

GOLDEN = [
    *(Path(f"golden/{name}.jsonl") for name in ("smoke", "general", "clarify", "unanswerable", "conversations", "documents", "talks", "scope", "everyday")),
    *sorted(Path("golden/opened").glob("*.jsonl")),
    *sorted(Path("golden/strangers").glob("*.jsonl")),
]  # fmt: skip
OLDER = {*GOLDEN[:8], *(path for path in GOLDEN if path.parent.name == "opened" and "-" not in path.stem)}
"""What the ranking's confidence is learned from."""
TARGET, SURE = Path("retrieval/data/confidence.json"), Path("dialogue/understand/sureness.json")
RATE, LEAST_IN_A_LEAF, L2 = 0.08, 30, 5.0
TREES, DEPTH = (200, 150), (2, 3)
"""Of the ranking's confidence, and of sureness."""
WORDINGS = 700
"""Wordings taken out of the index, in each home."""
FEW = 2
"""Wordings an entry has in a poorer home: what others bring in has few."""
OTHER, ALONE, HELD_OUT, GONE = 1.5, 0.5, 0.3, 0.15
"""What counts beside a golden question: one of another matter, a follow-up read alone, a wording taken out, and
one whose entry is taken out, which a neighbouring entry may answer all the same."""


@dataclass(frozen=True)
class Row:
    """One question asked of one home."""

    text: str
    features: np.ndarray
    how: tuple[float, float]
    """How it is asked: `sureness.asked_how`."""
    right: bool
    weight: float
    golden: bool = False
    older: bool = True


def main() -> None:
    homes = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    rows = [row for home in homes for row in (*_asked(home), *_taken_out(home))]
    rows += _taken_out(homes[0], FEW)
    y = np.array([row.right for row in rows])
    w = np.array([row.weight for row in rows])
    shown = np.array([row.features for row in rows])
    both = np.array([sureness.features(row.features, row.how) for row in rows])
    rising = [0 if name in confidence.FREE else 1 for name in confidence.NAMES]
    how = [-1] * (len(sureness.NAMES) - len(confidence.NAMES))
    older = np.array([row.older for row in rows])
    for name, x, signs, kind in (("confidence", shown, rising, 0), ("sureness", both, rising + how, 1)):
        print(name)
        some = older if kind == 0 else np.ones_like(older)
        mine = [row for row, kept in zip(rows, some, strict=True) if kept]
        _report(mine, _held_out(mine, x[some], y[some], w[some], signs, kind), y[some])
        if f"--write-{name}" in sys.argv:
            _write(_fit(x[some], y[some], w[some], signs, kind), kind)


def _asked(home: Path) -> Iterator[Row]:
    """Questions whose answers are known."""
    index = cached_index(home)
    index.build()
    searcher, store = Searcher(index), index.store
    judge = Judge.of(store)
    for golden, forms, weight, older in _questions():
        queries = [Query.of(text, searcher.embed(text), share) for text, share in forms]
        found = candidates(index.segments, queries, scope(golden), None, prototypes=index.prototypes)
        if not len(found):
            continue
        matrix = ranker.features(found, index.segments)
        order = np.argsort(-ranker.score(matrix, searcher.weights), kind="stable")
        row = int(index.segments[found.segment[order[0]]].columns.row[found.item[order[0]]])
        right = golden["expect"] == "answer" and judge.right(store.items([row])[row], golden)
        features = confidence.features(matrix, order, searcher.weights, forms[0][0], completed=len(forms) > 1)
        how = asked_how(forms[-1][0], searcher)
        yield Row(forms[0][0], features, how, right, weight, golden=weight != OTHER, older=older)


def asked_how(said: str, searcher: Searcher) -> tuple[float, float]:
    """As models hear it that this development question did not teach; lines of other matters and wordings did, by the
    thousand."""
    likely, opens = sureness.asked_how(said, searcher)
    return crossed.kept("beyond").get(digest(said), likely), crossed.kept("openings").get(digest(said), opens)


def _questions() -> Iterator[tuple[dict, list[tuple[str, float]], float, bool]]:
    """A golden question, the forms it is asked in with their weights, what it counts, and whether it is an older one."""
    for path in GOLDEN:
        older = path in OLDER
        for golden in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if golden["expect"] not in ("answer", "abstain", "clarify") or golden["kind"] in ELSEWHERE:
                continue
            if len(golden["turns"]) == 1:
                yield golden, [(golden["turns"][0], 1.0)], 1.0, older
            else:
                before, said = _told(golden["turns"][:-1]), follow_up.bare(golden["turns"][-1])
                yield golden, [(follow_up.joined(before, said), COMPLETED), (said, 1.0)], 1.0, older
                yield golden, [(said, 1.0)], ALONE, older
    for text in OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines():
        if text.strip():
            yield {"expect": "abstain"}, [(text.strip(), 1.0)], OTHER, True


def _told(turns: list[str]) -> str:
    """What a session holds of earlier messages that each lean on the one before."""
    told = turns[0]
    for said in turns[1:]:
        told = follow_up.joined(told, follow_up.bare(said))
    return told


def _taken_out(home: Path, most: int = 99) -> Iterator[Row]:
    """Wordings that the index does not hold, with their entry and without it; of each entry it holds so many at most."""
    index = cached_index(home)
    material, rng, weights = Material.of(index), random.Random(SEED), ranker.learned()
    searcher = Searcher(index)
    held = [
        (row, wording)
        for row, mine in material.wordings().items()
        for wording in _sample([one for one in mine if not taught(one.text)], min(2, len(mine) - 1), rng)
    ]
    gone = {wording.row for _, wording in held}
    for mine in material.wordings().values():
        kept = [wording.row for wording in mine if wording.row not in gone]
        gone.update(kept[most:])
    segment = material.segment(lambda text: text.row not in gone)
    learned = material.prototypes(lambda text: text.row not in gone)
    held = rng.sample(held, min(WORDINGS, len(held)))
    queries = material.queries([wording.text for _, wording in held])
    for (row, wording), query in zip(held, queries, strict=True):
        found = candidates((segment,), [query], SCOPE, None, prototypes=learned)
        matrix = ranker.features(found, (segment,))
        order = np.argsort(-ranker.score(matrix, weights), kind="stable")
        rows = segment.columns.row[found.item[order]]
        for held_rows, in_order, weight in (
            (rows, order, HELD_OUT),
            (rows[rows != row], order[rows != row], GONE),
        ):
            first = material.items[int(held_rows[0])]
            if first.row == row or not _may_answer(first, material.items[row]):
                features = confidence.features(matrix, in_order, weights, wording.text)
                how = sureness.asked_how(wording.text, searcher)
                yield Row(wording.text, features, how, first.row == row, weight)


def _sample(wordings: list[IndexedText], most: int, rng: random.Random) -> list[IndexedText]:
    return rng.sample(wordings, min(most, len(wordings)))


def _may_answer(found: Item, wanted: Item) -> bool:
    """Whether another item rests on the same rule, so that calling it wrong would be a guess."""
    if found.kind != "entry":
        return True
    one, other = found.entry.source, wanted.entry.source
    return bool(one and other and (one.title, one.locator) == (other.title, other.locator))


def _fit(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, signs: list[int], kind: int
) -> HistGradientBoostingClassifier:
    """`signs`: whether more of a feature may only raise (1) or lower (-1) it."""
    model = HistGradientBoostingClassifier(
        max_depth=DEPTH[kind], max_iter=TREES[kind], learning_rate=RATE, min_samples_leaf=LEAST_IN_A_LEAF,
        l2_regularization=L2, monotonic_cst=signs, random_state=SEED,
    )  # fmt: skip
    return model.fit(x, y, sample_weight=w)


def _held_out(
    rows: list[Row], x: np.ndarray, y: np.ndarray, w: np.ndarray, signs: list[int], kind: int
) -> np.ndarray:
    """Tenfold, so no question is judged by trees that saw it in either home."""
    p = np.zeros(len(y))
    groups = [zlib.crc32(row.text.encode()) for row in rows]
    for train, test in GroupKFold(10).split(x, y, groups):
        p[test] = _fit(x[train], y[train], w[train], signs, kind).predict_proba(x[test])[:, 1]
    return p


def _report(rows: list[Row], p: np.ndarray, y: np.ndarray) -> None:
    ours = np.array([row.golden for row in rows])
    other = np.array([row.weight == OTHER for row in rows])
    print(f"{len(rows)} rows, golden {ours.sum()}: AUC {roc_auc_score(y[ours], p[ours]):.3f}")
    for low in np.arange(0, 1, 0.2):
        mine = ours & (p >= low) & (p < low + 0.2)
        if mine.any():
            print(f"confidence {low:.1f}-{low + 0.2:.1f} n={mine.sum():4} right {y[mine].mean():.2f}")
    for threshold in (0.25, 0.3, 0.4, 0.5, 0.6):
        given = p >= threshold
        print(
            f"threshold {threshold}: wrong given {(given & ~y & ours).sum() / ours.sum():.3f}, "
            f"right ones kept {(given & y & ours).sum() / (y & ours).sum():.3f}, "
            f"other matters answered {given[other].mean():.3f}"
        )


def _write(model: HistGradientBoostingClassifier, kind: int) -> None:
    space = {"space": beyond.shipped().space} if kind else {}
    trees.write(
        model, DEPTH[kind], (TARGET, SURE)[kind], names=(confidence.NAMES, sureness.NAMES)[kind], **space
    )


if __name__ == "__main__":
    main()
