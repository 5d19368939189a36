"""The conversation joined to the desk: who has it, what it is in the middle of, and what comes after an answer."""

from desk.reception.reception import Reception

__all__ = ["Reception"]
