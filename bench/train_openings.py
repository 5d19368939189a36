"""Learns openings from questions: `python -m bench.train_openings HOME [--write]`.

Openings (`bench/data/openings.txt`) and short or loose questions that do ask something (`no_openings.txt`) were written
by people who had not seen the product, as were the development questions of `golden/`, of which those are openings that
must be asked back; wordings of HOME's entries and questions of other matters stand against openings too. Reported
cross-validated.
"""

from __future__ import annotations

import json
import random
import sys
from itertools import chain
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bench import crossed, questions
from bench.cached import CachedEmbedder
from bench.material import OUT_OF_SCOPE, SEED, Material
from kb import database
from kb.store import Store
from models import SocialE5
from retrieval import Index
from retrieval.arrays import Floats

OPENINGS, QUESTIONS = Path("bench/data/openings.txt"), Path("bench/data/no_openings.txt")
TARGET = Path("dialogue/understand/openings.json")
WORDINGS, WORDING = 6000, 0.3
"""Wordings that stand against openings, and what one counts: there are so many."""
LOOSE = 2.0
"""What a loose question counts: the nearest there is to an opening."""
C = 10.0
ASKED_BACK = "clarify"
"""What development questions expect that ask nothing yet."""


def main() -> None:
    index = Index(Store(database.connect(database.sqlite_url(Path(sys.argv[1])))), CachedEmbedder(SocialE5()))
    wordings = [text.text for held in Material.of(index).wordings().values() for text in held]
    asked = _asked()
    groups = (
        (OPENINGS.read_text(encoding="utf-8").splitlines(), 1, 1.0),
        (QUESTIONS.read_text(encoding="utf-8").splitlines(), 0, LOOSE),
        (OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines(), 0, 1.0),
        (random.Random(SEED).sample(wordings, min(WORDINGS, len(wordings))), 0, WORDING),
        *((texts, int(expected == ASKED_BACK), 1.0) for expected, texts in asked.items()),
    )
    x = _vectors([text for texts, _, _ in groups for text in texts], index)
    y = np.concatenate([np.full(len(texts), label) for texts, label, _ in groups])
    weight = np.concatenate([np.full(len(texts), weight) for texts, _, weight in groups])
    model = LogisticRegression(C=C, max_iter=1000)
    folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
    logits = cross_val_predict(
        model, x, y, cv=folds, params={"sample_weight": weight}, method="decision_function"
    )
    taken_for_one = logits > 0
    print(
        f"openings found {taken_for_one[y == 1].mean():.3f}, taken for one {taken_for_one[y == 0].mean():.3f}"
    )
    first = start = len(x) - sum(map(len, asked.values()))
    for expected, texts in asked.items():
        taken = taken_for_one[start : start + len(texts)].mean()
        print(f"{expected:8} {len(texts):4} taken for openings {taken:.3f}")
        start += len(texts)
    model.fit(x, y, sample_weight=weight)
    if "--write" in sys.argv:
        data = {
            "space": index.centres.fingerprint(index.embedder.id),
            "bias": round(float(model.intercept_[0]), 4),
            "weights": [round(float(weight), 3) for weight in model.coef_[0]],
        }
        TARGET.write_text(json.dumps(data) + "\n", encoding="utf-8")
        crossed.keep("openings", list(chain.from_iterable(asked.values())), logits[first:])


def _vectors(texts: list[str], index: Index) -> Floats:
    return index.centres.apply(index.embedder.encode(texts, "query"), "query")


def _asked() -> dict[str, list[str]]:
    """Development questions of one turn by what they expect."""
    found: dict[str, list[str]] = {ASKED_BACK: [], "answer": [], "abstain": []}
    for text, question in questions.single(found):
        found[question["expect"]].append(text)
    return found


if __name__ == "__main__":
    main()
