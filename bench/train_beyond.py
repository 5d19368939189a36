"""Learns what is beyond general rules: `python -m bench.train_beyond [--write]`.

`bench/data/beyond.txt` holds a label and a line each, by people who had not seen the product: what asks for one's own record,
for what is not decided yet, for a verdict on one's case, for prices and rankings of one house, for advice, for another
office's matter; and lines that look alike and that rules do answer (`near`). Wordings of our entries, openings and loose
questions stand against all of them. Reported cross-validated, and on the development questions of `golden/`, which teach
nothing here.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bench.linear_features import Features
from bench.material import SEED
from dialogue.understand.beyond import KINDS, SURE, runs
from eval import golden
from kb import starter

LINES, OPENINGS, QUESTIONS = (
    Path(f"bench/data/{name}.txt") for name in ("beyond", "openings", "no_openings")
)
TARGET = Path("dialogue/understand/beyond.npz")
OURS = "ours"
WORDINGS, WORDING = 24_000, 0.5
"""Wordings that stand against what is beyond us, and what one counts: there are so many."""
NEAR = 2.0
"""What a line that looks alike counts."""
C, RUNS = 30.0, 20_000
BANKS = ("smoke", "general", "documents", "talks", "scope", "unanswerable", "clarify", "drugs", "opened/general",
         "opened/documents", "opened/unanswerable", "opened/clarify")  # fmt: skip


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
    chances = cross_val_predict(model, x, y, cv=5, params={"sample_weight": weight}, method="predict_proba")
    names = sorted(set(y))
    heard = 1 - chances[:, names.index(OURS)] >= SURE
    for name in names:
        print(f"{name:10} {(y == name).sum():6} heard {heard[y == name].mean():.3f}")
    near = np.array([label == "near" for label, _ in written])
    print(f"near       {near.sum():6} heard {heard[: len(texts)][near].mean():.3f}")
    model.fit(x, y, sample_weight=weight)
    _report(model, features)
    if "--write" in sys.argv:
        features.save(model, TARGET)


def _report(model: LogisticRegression, features: Features) -> None:
    questions = golden.load([Path(f"golden/{name}.jsonl") for name in BANKS]).questions
    for expected in ("answer", "clarify", "abstain"):
        texts = [q.question for q in questions if q.expect == expected and len(q.turns) == 1]
        chances = 1 - model.predict_proba(features.of(texts))[:, list(model.classes_).index(OURS)]
        shares = (f"{sure} {(chances >= sure).mean():.3f}" for sure in (0.35, 0.5, 0.6, 0.7, 0.8))
        print(f"{expected:8} {len(texts):4} heard at", ", ".join(shares))


if __name__ == "__main__":
    main()
