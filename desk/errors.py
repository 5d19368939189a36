"""Everything that can be wrong at the desk, as one tree.

Messages are shown to agents and operators, so they are Chinese and name the next step.
"""

from __future__ import annotations


class DeskError(Exception):
    """Base of the errors of this folder."""


class TranscriptError(DeskError):
    """A conversation handed in cannot be read as one."""


class TicketModelError(DeskError):
    """A work-order model (fields, types, choices) cannot be used as it is written."""
