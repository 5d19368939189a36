"""What the answers cost: tokens of a model, and money where prices are given."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from eval.types import Case


class Prices(BaseModel):
    """Yuan for a million tokens."""

    model_config = ConfigDict(frozen=True)

    read: float = 0.0
    written: float = 0.0


class Cost(BaseModel):
    """Over all questions."""

    questions: int
    counted: int
    """Questions whose tokens the endpoint counted; an extractive run has none."""
    tokens_read: int
    tokens_written: int
    yuan: float
    yuan_per_question: float


def measure(cases: Sequence[Case], prices: Prices | None = None) -> Cost:
    prices = prices or Prices()
    read, written = sum(case.tokens[0] for case in cases), sum(case.tokens[1] for case in cases)
    yuan = (read * prices.read + written * prices.written) / 1e6
    return Cost(
        questions=len(cases),
        counted=sum(any(case.tokens) for case in cases),
        tokens_read=read,
        tokens_written=written,
        yuan=round(yuan, 4),
        yuan_per_question=round(yuan / len(cases), 6) if cases else 0.0,
    )
