"""Learns whether another place's own rules are asked for: `python -m bench.train_places [--write]`.

`bench/data/places.txt` holds pairs of lines by people who had not seen the product: `theirs` asks for another place's rules,
`ours` names a place and is answered by Beijing's or the country's. Wordings of our entries that name a place stand against
`theirs`. Reported cross-validated by pairs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from bench.linear_features import Features
from dialogue.understand.theirs import THEIRS, masked, runs
from kb import regions, starter

LINES = Path("bench/data/places.txt")
TARGET = Path("dialogue/understand/theirs.npz")
WORDING = 0.1
"""What a wording of an entry counts beside a line."""
C, RUNS = 30.0, 12_000


def main() -> None:
    written = [line.split("\t") for line in LINES.read_text(encoding="utf-8").splitlines()]
    texts = [text for _, text in written]
    ours = [text for entry in starter.load().entries for text in entry.wordings if regions.elsewhere(text)]
    features = Features(runs, RUNS)
    x = features.of([masked(text) for text in texts + ours], fit=True)
    y = np.array([label for label, _ in written] + ["ours"] * len(ours))
    weight = np.array([1.0] * len(texts) + [WORDING] * len(ours))
    pairs = np.concatenate([np.arange(len(texts)) // 2, len(texts) + np.arange(len(ours))])
    model = LogisticRegression(C=C, max_iter=500)
    chances = cross_val_predict(
        model, x, y, groups=pairs, cv=GroupKFold(10), params={"sample_weight": weight}, method="predict_proba"
    )
    heard = chances[:, 1] >= 0.5  # classes in order: ours, theirs
    named = np.array([bool(regions.elsewhere(text)) for text in texts + ours])
    lines = np.arange(len(y)) < len(texts)
    for label in ("ours", THEIRS):
        for which, mine in (("all", lines), ("that name a place", lines & named)):
            print(f"{label:6} {which:18} heard as theirs {heard[mine & (y == label)].mean():.3f}")
    model.fit(x, y, sample_weight=weight)
    if "--write" in sys.argv:
        features.save(model, TARGET)


if __name__ == "__main__":
    main()
