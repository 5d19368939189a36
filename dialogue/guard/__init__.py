"""What must never slip through, in and out: danger, unstable factors, harm, attacks and personal data."""

from dialogue.guard.errors import ClassifierError, GuardError, LexiconError, WordListError
from dialogue.guard.guard import Guard
from dialogue.guard.output import carries_out, without_personal_data
from dialogue.guard.pii import mask_pii
from dialogue.guard.types import Action, GuardResult, Level, Span
from dialogue.guard.wordlists import ImportReport, WordLists

__all__ = [
    "Action",
    "ClassifierError",
    "Guard",
    "GuardError",
    "GuardResult",
    "ImportReport",
    "Level",
    "LexiconError",
    "Span",
    "WordListError",
    "WordLists",
    "carries_out",
    "mask_pii",
    "without_personal_data",
]
