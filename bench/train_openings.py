"""Learns openings from questions: `python -m bench.train_openings HOME [--write]`, after `bench.train_space`.

Openings (`bench/data/openings.txt`) and short or loose questions that do ask something (`no_openings.txt`) were written
by people who had not seen the product; wordings of HOME's entries and questions of other matters stand against openings
too. Reported cross-validated, and on the development questions of `golden/`, which teach nothing here.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bench.cached import CachedEmbedder
from bench.material import OUT_OF_SCOPE, SEED, Material
from eval import golden
from kb import database
from kb.store import Store
from models import SocialE5
from retrieval import Index
from retrieval.arrays import Floats

OPENINGS, QUESTIONS = Path("bench/data/openings.txt"), Path("bench/data/no_openings.txt")
GOLDEN = ("clarify", "smoke", "general", "unanswerable", "documents", "drugs", "scope")
TARGET = Path("dialogue/understand/openings.json")
WORDINGS, WORDING = 6000, 0.3
"""Wordings that stand against openings, and what one counts: there are so many."""
LOOSE = 2.0
"""What a loose question counts: the nearest there is to an opening."""
C = 10.0


def main() -> None:
    index = Index(Store(database.connect(database.sqlite_url(Path(sys.argv[1])))), CachedEmbedder(SocialE5()))
    wordings = [text.text for held in Material.of(index).wordings().values() for text in held]
    groups = (
        (OPENINGS.read_text(encoding="utf-8").splitlines(), 1, 1.0),
        (QUESTIONS.read_text(encoding="utf-8").splitlines(), 0, LOOSE),
        (OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines(), 0, 1.0),
        (random.Random(SEED).sample(wordings, min(WORDINGS, len(wordings))), 0, WORDING),
    )
    x = _vectors([text for texts, _, _ in groups for text in texts], index)
    y = np.concatenate([np.full(len(texts), label) for texts, label, _ in groups])
    weight = np.concatenate([np.full(len(texts), weight) for texts, _, weight in groups])
    model = LogisticRegression(C=C, max_iter=1000)
    crossed = cross_val_predict(model, x, y, cv=5, params={"sample_weight": weight})
    print(f"openings found {crossed[y == 1].mean():.3f}, taken for one {crossed[y == 0].mean():.3f}")
    model.fit(x, y, sample_weight=weight)
    _report(model, index)
    if "--write" in sys.argv:
        data = {
            "space": index.centres.fingerprint(index.embedder.id),
            "bias": round(float(model.intercept_[0]), 4),
            "weights": [round(float(weight), 3) for weight in model.coef_[0]],
        }
        TARGET.write_text(json.dumps(data) + "\n", encoding="utf-8")


def _vectors(texts: list[str], index: Index) -> Floats:
    return index.centres.apply(index.embedder.encode(texts, "query"), "query")


def _report(model: LogisticRegression, index: Index) -> None:
    questions = golden.load([Path(f"golden/{name}.jsonl") for name in GOLDEN]).questions
    for expected in ("clarify", "answer", "abstain"):
        texts = [q.question for q in questions if q.expect == expected and len(q.turns) == 1]
        print(
            f"{expected:8} {len(texts):4} taken for openings {model.predict(_vectors(texts, index)).mean():.3f}"
        )


if __name__ == "__main__":
    main()
