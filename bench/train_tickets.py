"""Train what recognises request type and area of a conversation: `python -m bench.train_tickets`.

Only texts we wrote ourselves: the conversations of the banks that were opened for development, sentences of
callers (desk/extract/training, desk/extract/data/area_spoken.yaml) and questions of the starter knowledge.
Of golden/tickets_held.jsonl only the odd lines, which were opened, and of golden/tickets_heard.jsonl the part
heard_dev; the others are for measuring. Each conversation is learned from whole and by its first words, as it is read in use. Needs scikit-learn (`[dev]`).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from desk.extract import learned
from desk.extract.transcript import fold, is_small_talk, read
from kb import starter

_ROOT = Path(__file__).resolve().parents[1]
_EXTRACT = _ROOT / "desk" / "extract"
BANKS = ("tickets", "tickets_fresh", "tickets_voices", "tickets_lines")
_HALF_OPENED = "tickets_held"
"""Its lines 1, 3, 5 … were opened; the others are never read here."""
_HEARD, _HEARD_DEV = "tickets_heard", "heard_dev"
"""Of strangers; its other part is never read here."""
_PER_AREA = 70
_SEED = 5
_C = 10.0
_STARTER_WEIGHT = 0.3
"""Questions of entries ask in the tone of entries; callers tell."""
_OPENING_WEIGHT = 0.5
"""The first words of a conversation whose whole is learned from too."""


@dataclass(frozen=True, slots=True)
class Sample:
    text: str
    request_type: str | None
    area: str | None
    weight: float = 1.0


def cases() -> Iterator[dict[str, Any]]:
    for name in BANKS:
        yield from _bank(name)
    yield from list(_bank(_HALF_OPENED))[::2]
    yield from (case for case in _bank(_HEARD) if case["part"] == _HEARD_DEV)


def _bank(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (_ROOT / "golden" / f"{name}.jsonl").read_text("utf-8").splitlines())


def conversations() -> Iterator[Sample]:
    for case in cases():
        own = read(case["transcript"]).own
        whole = learned.matter(own)
        kind, area = case["fields"].get("request_type"), case["fields"].get("area")
        yield Sample(whole, kind, area)
        opening = learned.opening([s for s in own if not is_small_talk(s.text)])
        if opening is not None and opening != whole:
            yield Sample(opening, kind, area, _OPENING_WEIGHT)


def sentences() -> Iterator[Sample]:
    for line in (_EXTRACT / "training" / "callers.txt").read_text("utf-8").splitlines():
        request, area, text = line.split("|")
        yield Sample(fold(text), request, area)
    spoken = yaml.safe_load((_EXTRACT / "data" / "area_spoken.yaml").read_text("utf-8"))
    yield from (Sample(fold(text), None, area) for area, texts in spoken.items() for text in texts)


def questions() -> Iterator[Sample]:
    by_area: dict[str, list[str]] = defaultdict(list)
    for entry in starter.read().entries:
        by_area[entry.area] += [entry.question, *entry.similar]
    rng = random.Random(_SEED)
    for area, texts in by_area.items():
        rng.shuffle(texts)
        yield from (Sample(fold(text), None, area, _STARTER_WEIGHT) for text in texts[:_PER_AREA])


def train(target: learned.Target, samples: list[Sample], dense: np.ndarray, out: Path) -> None:
    chosen = [i for i, sample in enumerate(samples) if getattr(sample, target)]
    labels = np.array([getattr(samples[i], target) for i in chosen])
    weights = np.array([samples[i].weight for i in chosen])
    counted = TfidfVectorizer(
        analyzer=lambda text: list(learned.runs(text)), min_df=2, sublinear_tf=True, max_features=16_000
    )
    words = counted.fit_transform([samples[i].text for i in chosen])
    scaler = StandardScaler().fit(dense[chosen])
    # each of the two halves of the features has length about 1
    scale = scaler.scale_ * np.sqrt(dense.shape[1])
    features = hstack([words, csr_matrix((dense[chosen] - scaler.mean_) / scale)]).tocsr()
    model = LogisticRegression(C=_C, max_iter=300).fit(features, labels, sample_weight=weights)
    matrix = model.coef_.T
    split = words.shape[1]
    # the standard form of a vector folds into its coefficients: (v - mean) / scale @ c = v @ (c / scale) - …
    by_vector = matrix[split:] / scale[:, None]
    np.savez_compressed(
        out,
        space=np.array(learned.embedder().id),
        labels=model.classes_.astype(str),
        runs=counted.get_feature_names_out().astype(str),
        idf=counted.idf_.astype(np.float16),
        words=matrix[:split].astype(np.float16),
        dense=by_vector.astype(np.float32),
        bias=(model.intercept_ - scaler.mean_ @ by_vector).astype(np.float32),
    )
    print(
        f"{target}: {len(chosen)} 条，{len(model.classes_)} 类，{split} 个字串，{out.stat().st_size // 1024} KB"
    )


def main() -> None:
    samples = [*conversations(), *sentences(), *questions()]
    dense = learned.vectors([sample.text for sample in samples])
    targets: tuple[learned.Target, ...] = ("request_type", "area")
    for target in targets:
        train(target, samples, dense, _EXTRACT / "data" / f"{target}.npz")


if __name__ == "__main__":
    main()
