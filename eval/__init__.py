"""Proves the 90%, or says what it is: golden sets, metrics, reports, the gate."""

from eval.golden import Golden, GoldenSet, load
from eval.types import Answer, Answered, Case, Hit, Search, System

__all__ = ["Answer", "Answered", "Case", "Golden", "GoldenSet", "Hit", "Search", "System", "load"]
