"""How long replies took, whole and by stage."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from eval.stats import percentile
from eval.types import Case


class Latency(BaseModel):
    """Milliseconds; under a parallel run waiting for a free core is part of it."""

    p50: float
    p95: float
    max: float


def measure(cases: Sequence[Case]) -> dict[str, Latency]:
    """By stage; "turn" is the whole conversation of a question as the runner saw it."""
    by_stage: dict[str, list[float]] = {}
    for case in cases:
        if case.outcome == "error":
            continue
        by_stage.setdefault("turn", []).append(case.ms)
        for stage, ms in case.times.items():
            by_stage.setdefault(stage, []).append(ms)
    return {
        stage: Latency(p50=percentile(values, 0.5), p95=percentile(values, 0.95), max=max(values))
        for stage, values in by_stage.items()
    }
