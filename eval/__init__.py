"""Proves the 90%, or says what it is: golden sets, metrics, reports, the gate."""

from eval.golden import Golden, GoldenSet, load
from eval.run import run
from eval.score import score
from eval.types import Answer, Answered, Case, Hit, Search

__all__ = ["Answer", "Answered", "Case", "Golden", "GoldenSet", "Hit", "Search", "load", "run", "score"]
