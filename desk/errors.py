"""Everything that can be wrong at the desk, as one tree.

Messages are shown to agents and operators, so they are Chinese and name the next step.
"""

from __future__ import annotations

from pydantic import ValidationError

from kb import faults


class DeskError(Exception):
    """Base of the errors of this folder."""


class TranscriptError(DeskError):
    """A conversation handed in cannot be read as one."""


class TicketModelError(DeskError):
    """A work-order model (fields, types, choices) cannot be used as it is written."""


class TicketNotFoundError(DeskError):
    """No order of that number, or not for whoever asks."""


class FieldError(DeskError):
    """A value does not fit the field it was given for."""


class MissingFieldsError(DeskError):
    """An order lacks what its model requires; says what to ask. One that is only being filed has no number yet."""

    def __init__(self, number: str, labels: list[str], questions: list[str]) -> None:
        self.questions = tuple(questions)
        asks = "".join(f"「{question}」" for question in questions)
        named = f"工单 {number} " if number else "工单还没有登记："
        super().__init__(f"{named}还缺 {'、'.join(labels)}：请先问清{asks}再提交")


class MoveError(DeskError):
    """An order cannot go there from where it is."""


class ReasonError(DeskError):
    """A move that needs a reason or a text came without one."""


class RoleError(DeskError):
    """The caller's role may not do this."""


class ConflictError(DeskError):
    """Somebody else was first, or one key stands for two different orders."""


class ExchangeError(DeskError):
    """The other platform does not answer, or not in a way we understand."""


class SorterError(DeskError):
    """Letters to learn from, or what was learned, cannot be used."""


class DeskFileError(DeskError):
    """A file that staff keep (hours, reminders, retention) cannot be used as it is written."""

    @classmethod
    def of(cls, where: str, error: ValidationError) -> DeskFileError:
        return cls(f"{where} 的 {faults.first(error)}，请改正后重试")


class AlertNotFoundError(DeskError):
    """No alert of that number."""


class HandoffNotFoundError(DeskError):
    """No handoff of that number."""


class OwnerError(DeskError):
    """Somebody else has this conversation or alert."""


class FormError(DeskError):
    """What was asked of an order being filled in cannot be done now."""


class PersonalRecordsError(DeskError):
    """The service of personal records does not answer, or not in a way we understand."""


class IdentityError(DeskError):
    """The citizen could not be confirmed to be who they say."""
