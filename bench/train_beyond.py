"""Learns what is beyond general rules: `python -m bench.train_beyond [--write]`.

`bench/data/beyond.txt` holds a label and a line each, by people who had not seen the product: what asks for one's own record,
for what is not decided yet, for a verdict on one's case, for prices and rankings of one house, for advice, for another
office's matter; and lines that look alike and that rules do answer (`near`). Wordings of our entries, openings and loose
questions stand against all of them. So do the development questions of `golden/` that can be answered or must be asked back; of those that cannot,
the ones that the lines alone hear teach as well, as the kind that they hear. Reported cross-validated, of what teaches.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bench import crossed, questions
from bench.linear_features import Features
from bench.material import SEED
from dialogue.understand.beyond import KINDS, SURE, runs
from kb import starter

LINES, OPENINGS, QUESTIONS = (
    Path(f"bench/data/{name}.txt") for name in ("beyond", "openings", "no_openings")
)
TARGET = Path("dialogue/understand/beyond.npz")
OURS = "ours"
EXPECTED = ("answer", "clarify", "abstain")
WORDINGS, WORDING = 24_000, 0.5
"""Wordings that stand against what is beyond us, and what one counts: there are so many."""
NEAR = 2.0
"""What a line that looks alike counts."""
C, RUNS = 30.0, 20_000
HEARD = 0.35
"""Probability from which a development question that cannot be answered is one of our kinds: some ask for recipes."""


def main() -> None:
    features = Features(runs, RUNS)
    written = [line.split("\t") for line in LINES.read_text(encoding="utf-8").splitlines()]
    texts = [text for _, text in written]
    labels = [label if label in KINDS else OURS for label, _ in written]
    weights = [NEAR if label == OURS else 1.0 for label in labels]
    ours = [text for entry in starter.load().entries for text in entry.wordings]
    ours = random.Random(SEED).sample(ours, WORDINGS)
    loose = [
        line
        for path in (OPENINGS, QUESTIONS)
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    x = features.of(texts + loose + ours, fit=True)
    y = np.array(labels + [OURS] * (len(loose) + len(ours)))
    weight = np.array(weights + [1.0] * len(loose) + [WORDING] * len(ours))
    model = LogisticRegression(C=C, max_iter=500)
    # What is asked of another place is a question like any other: where it is asked for decides, not its words.
    asked = [(text, q["expect"]) for text, q in questions.single(EXPECTED) if q["kind"] != "region_trap"]
    told = features.of([text for text, _ in asked])
    expected = np.array([expect for _, expect in asked])
    kinds = _kinds(model.fit(x, y, sample_weight=weight), told, expected)
    teaches = kinds != ""
    x, y = vstack([x, told[teaches]]).tocsr(), np.concatenate([y, kinds[teaches]])
    weight = np.concatenate([weight, np.ones(teaches.sum())])
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    chances = cross_val_predict(
        model, x, y, cv=folds, params={"sample_weight": weight}, method="predict_proba"
    )
    names = sorted(set(y))
    beyond = 1 - chances[:, names.index(OURS)]
    heard = beyond >= SURE
    for name in names:
        print(f"{name:10} {(y == name).sum():6} heard {heard[y == name].mean():.3f}")
    near = np.array([label == "near" for label, _ in written])
    print(f"near       {near.sum():6} heard {heard[: len(texts)][near].mean():.3f}")
    model.fit(x, y, sample_weight=weight)
    by_all = 1 - model.predict_proba(told)[:, names.index(OURS)]  # of questions that teach nothing
    by_all[teaches] = beyond[-teaches.sum() :]
    for name in EXPECTED:
        some = expected == name
        print(f"{name:10} {some.sum():6} heard {(by_all[some] >= SURE).mean():.3f}")
    if "--write" in sys.argv:
        features.save(model, TARGET)
        taught = [text for (text, _), mine in zip(asked, teaches, strict=True) if mine]
        crossed.keep("beyond", taught, beyond[-len(taught) :])


def _kinds(model: LogisticRegression, asked: csr_matrix, expected: np.ndarray) -> np.ndarray:
    """Shape (asked,): what each teaches, "" for nothing."""
    chances = model.predict_proba(asked)
    ours = list(model.classes_).index(OURS)
    heard = 1 - chances[:, ours]
    chances[:, ours] = 0.0
    beyond = np.where(heard >= HEARD, model.classes_[chances.argmax(1)], "")
    return np.where(expected == "abstain", beyond, OURS)


if __name__ == "__main__":
    main()
