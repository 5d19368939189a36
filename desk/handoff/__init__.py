"""Handing a conversation to a person and back: one owner, a waiting line, office hours, an inbox."""

from desk.handoff.line import Handoff, Line
from desk.handoff.office import Office
from desk.handoff.reasons import KIND_NAMES, Kind

__all__ = ["KIND_NAMES", "Handoff", "Kind", "Line", "Office"]
