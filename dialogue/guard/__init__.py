"""What must never slip through, in and out: danger, unstable factors, harm, attacks and personal data."""

from dialogue.guard.errors import ClassifierError, GuardError, LexiconError, WordListError
from dialogue.guard.guard import Guard
from dialogue.guard.meaning import Meaning
from dialogue.guard.output import carries_out, without_personal_data
from dialogue.guard.pii import mask_pii
from dialogue.guard.staff_words import StaffWord, StaffWords
from dialogue.guard.trial import Trial, trial
from dialogue.guard.types import Action, GuardResult, Level, Span

__all__ = [
    "Action",
    "ClassifierError",
    "Guard",
    "GuardError",
    "GuardResult",
    "Level",
    "LexiconError",
    "Meaning",
    "Span",
    "StaffWord",
    "StaffWords",
    "Trial",
    "WordListError",
    "carries_out",
    "mask_pii",
    "trial",
    "without_personal_data",
]
