"""Learns to hear small talk: `python -m bench.train_chat [--write]`, a minute.

From a stranger's lines (`bench/data/chat.txt`), against the development questions, openings, lines that are beyond us and
wordings of our entries. Reports are cross-validated.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bench import questions
from bench.linear_features import Features
from bench.material import SEED
from dialogue.understand import linear
from dialogue.understand.chat import KINDS, SURE
from kb import starter
from kb.text import fold

LINES = Path("bench/data/chat.txt")
OTHERS = (Path("bench/data/openings.txt"), Path("bench/data/beyond.txt"))
TARGET = Path("dialogue/understand/chat.npz")
NONE = "none"
ASKED, WORDINGS = 4_000, 4_000
LOUD = 8.0
"""What a line of the stranger counts beside one of the thousands of questions."""
C, RUNS = 20.0, 8_000


def main() -> None:
    rng = random.Random(SEED)
    told = [line.split("\t") for line in LINES.read_text(encoding="utf-8").splitlines()]
    texts, labels = [text for _, text in told], [kind for kind, _ in told]
    asked = [
        text
        for text, golden in questions.single(("answer", "clarify", "abstain"))
        if golden["kind"] != "chitchat"
    ]
    lines = [
        line.split("\t")[-1]
        for path in OTHERS
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    wordings = [text for entry in starter.load().entries for text in entry.wordings]
    others = [*rng.sample(asked, min(ASKED, len(asked))), *lines, *rng.sample(wordings, WORDINGS)]
    features = Features(lambda text: linear.runs(fold(text)), RUNS)
    x = features.of(texts + others, fit=True)
    y = np.array(labels + [NONE] * len(others))
    weight = np.array([LOUD] * len(texts) + [1.0] * len(others))
    model = LogisticRegression(C=C, max_iter=500)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    chances = cross_val_predict(
        model, x, y, cv=folds, params={"sample_weight": weight}, method="predict_proba"
    )
    names = sorted(set(y))
    heard = 1 - chances[:, names.index(NONE)] >= SURE
    right = np.array(names)[chances.argmax(1)] == y
    for name in (*KINDS, NONE):
        some = y == name
        print(
            f"{name:10} {some.sum():6} heard as small talk {heard[some].mean():.4f}, of its kind {right[some].mean():.3f}"
        )
    if "--write" in sys.argv:
        features.save(model.fit(x, y, sample_weight=weight), TARGET)


if __name__ == "__main__":
    main()
