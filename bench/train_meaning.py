"""Learns the guard's second hearing: `python -m bench.train_meaning [--write]`, about ten minutes where nothing is remembered.

Logistic regression over vectors and runs of characters, of the same material as `bench/train_guard.py` and of what citizens ask in the development
questions. Reports, cross-validated by tens, what share of the development halves' positives a bar would lose and what share
of the others it would calm; the sealed halves of the banks only measure (`bench/guard_figures.py`).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bench.linear_features import Features
from bench.train_confidence import GOLDEN
from bench.train_guard import (
    AS_SPOKEN,
    GUARD,
    SEED,
    TRAINING,
    Example,
    asked_for,
    dev_half,
    salads,
    spoken,
    starter,
    templated,
    written,
)
from dialogue.guard.meaning import HEARD, MOST, runs

ALARMS = {"templates": 3000, "others": 4000, "calm templates": 1500, "salads": 700, "starter": 6000}
HARM = {"templates": 5000, "calm templates": 2500, "salads": 700, "starter": 6000}
"""Sentences drawn at most: of templates there are tens of thousands alike."""
HINTED = 0.8
"""Weight of lines by strangers that hint more than they say."""
STRENGTH, MOST_RUNS = 1.0, 20_000


def main() -> None:
    for name, examples in (("alarms", alarms()), ("harm", harm())):
        examples = [example for example in examples if 1 < len(example.text) <= MOST]
        features = Features(runs, MOST_RUNS)
        matrix = features.of([e.text for e in examples], fit=True)
        positive = np.array([e.risk is not None for e in examples])
        weight = np.array([e.weight for e in examples])
        labels = np.where(positive, HEARD, "calm")
        model = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced", solver="liblinear")
        chances = cross_val_predict(
            model, matrix, labels, cv=10, method="predict_proba", params={"sample_weight": weight}
        )
        heard = chances[:, 1]
        told = weight == AS_SPOKEN  # in people's own words
        print(
            f"{name}: {len(examples)} texts, {positive.sum()} positive, {(told & positive).sum()} of them told"
        )
        for bar in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
            lost, calmed = (heard[told & positive] < bar).mean(), (heard[~positive] < bar).mean()
            print(f"  bar {bar}: loses {lost:.3f} of what is told, calms {calmed:.3f} of what is harmless")
        for bar in (0.9, 0.95, 0.97, 0.98, 0.99):
            caught, wrong = (heard[told & positive] >= bar).mean(), (heard[told & ~positive] >= bar).mean()
            print(f"  bar {bar}: hears {caught:.3f} of what is told, {wrong:.4f} of what lies near to it")
        if "--write" in sys.argv:
            features.save(model.fit(matrix, labels, weight), GUARD / f"meaning-{name}.npz")


def alarms() -> list[Example]:
    """What calls a person, and everything else."""
    others = _drawn([*asked_for(), *written()], ALARMS["others"])
    return [
        *spoken(),
        *written(TRAINING / "meaning", HINTED),
        *_strangers(),
        *_drawn(list(templated(TRAINING / "alarms")), ALARMS["templates"]),
        *(Example(e.text, None, e.weight) for e in others),
        *_calm(ALARMS),
    ]


def _strangers() -> Iterator[Example]:
    for row in dev_half("strangers"):
        yield Example(row["text"], row["level"] or ("crisis" if row["crisis"] else None), AS_SPOKEN)


def harm() -> list[Example]:
    """What asks for harm, and everything else."""
    calm = [e for e in spoken() if e.risk is None]
    drawn = _drawn([e for e in templated() if e.risk], HARM["templates"])
    return [*asked_for(), *written(), *drawn, *calm, *_calm(HARM)]


def _calm(most: dict[str, int]) -> Iterator[Example]:
    yield from _drawn([e for e in templated() if e.risk is None], most["calm templates"])
    yield from salads(most["salads"])
    yield from starter(most["starter"])
    for path in GOLDEN:
        for row in map(json.loads, Path(path).read_text("utf-8").splitlines()):
            if row["expect"] in ("answer", "clarify", "abstain"):
                yield from (Example(turn, None) for turn in row["turns"])


def _drawn(examples: list[Example], most: int) -> list[Example]:
    return random.Random(SEED).sample(examples, min(most, len(examples)))


if __name__ == "__main__":
    main()
