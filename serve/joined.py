"""The assistant joined to the desk: the parts of one process, and what it does in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from desk.alerts import AlertBoard, escalation
from desk.alerts.board import LEVEL_NAMES, STATE_NAMES
from desk.errors import DeskFileError
from desk.handoff import office
from desk.orders import due_warnings
from desk.orders.deadlines import ALARM_NAMES
from desk.personal import HttpRecords, PersonalFlow
from desk.privacy import Eraser, Proof, policy
from desk.reception import Reception
from dialogue.assistant import Assistant
from kb.database import now
from serve import checkpoints
from serve.settings import Settings

if TYPE_CHECKING:
    from serve.deps import Services

_log = logging.getLogger("jxb.desk")

T = TypeVar("T")


OWN_FILES = (office.OWN, escalation.OWN, policy.OWN)
"""Files of staff in a home, each in the place of a shipped one."""


def check_files(home: Path) -> None:
    """Raises DeskFileError where one of them cannot be used."""
    office.load(home)
    escalation.load(home)
    policy.load(home)


class Kept(Generic[T]):
    """A file of staff, read again when it changes; one that is broken is named in the log and changes nothing."""

    def __init__(self, path: Path, load: Callable[[], T]) -> None:
        self._path = path
        self._load = load
        self._seen = self._mark()
        self._held = load()

    def __call__(self) -> T:
        if (mark := self._mark()) != self._seen:
            self._seen = mark
            try:
                self._held = self._load()
            except (DeskFileError, OSError) as error:
                _log.error("file of staff not used", extra={"file": str(self._path), "detail": str(error)})
        return self._held

    def _mark(self) -> tuple[int, int] | None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size


def reception(settings: Settings, assistant: Assistant, clock: Callable[[], datetime]) -> Reception:
    """Raises DeskFileError where the home's hours cannot be used: better at the start than at the first caller."""
    hours = Kept(settings.home / office.OWN, lambda: office.load(settings.home))
    personal = (
        PersonalFlow(HttpRecords(settings.records_url, settings.records_token))
        if settings.records_url
        else None
    )
    return Reception(assistant, assistant.store.engine, hours, clock, personal)


def reminder(settings: Settings) -> Callable[[Services], None]:
    """A step that reminds of alerts nobody looks after, and counts what is open."""
    rules = Kept(settings.home / escalation.OWN, lambda: escalation.load(settings.home))

    def remind(services: Services) -> None:
        board = AlertBoard(services.store.engine)
        for alert, one in board.remind(rules(), now()):
            services.metrics.reminders.labels(alert.level).inc()
            _log.warning(
                "alert waits",
                extra={"alert": alert.number, "level": alert.level, "to": one.to, "minutes": one.minutes},
            )
        _count(services, board)

    return remind


def warn_of_deadlines(services: Services) -> None:
    """A step that tells of orders that became late or nearly so, and counts those that are."""
    desk = services.reception.desk
    found = due_warnings.late(desk, services.settings.day())
    for kind in ALARM_NAMES:
        services.metrics.late_orders.labels(kind).set(sum(one.alarm == kind for one in found))
    for one in due_warnings.warn(desk, found):
        services.metrics.order_warnings.labels(one.alarm).inc()
        _log.warning(
            "order is late" if one.alarm != "due_soon" else "order is due soon",
            extra={
                "order": one.ticket.number,
                "alarm": one.alarm,
                "due": str(one.day),
                "department": one.ticket.department,
                "to": one.ticket.assignee,
            },
        )


def look_after_the_line(services: Services) -> None:
    """A step that tells those who wait in vain that they may be called back."""
    for one in services.reception.look_after_the_line():
        _log.warning(
            "nobody came", extra={"handoff": one.number, "state": one.state, "priority": one.priority}
        )


def _count(services: Services, board: AlertBoard) -> None:
    found = board.find(state="open", limit=100_000)
    for level in LEVEL_NAMES:
        for state in STATE_NAMES:
            if state != "closed":
                number = sum(one.level == level and one.state == state for one in found)
                services.metrics.alerts.labels(level, state).set(number)


async def forgotten(
    assistant: Assistant, eraser: Eraser, session_id: str, who: str, reason: str
) -> tuple[dict[str, int], Proof | None]:
    """Delete a conversation with what it remembers; a turn under way is finished first."""
    proofs: list[Proof] = []

    def erase(session: str, memories: int) -> dict[str, int]:
        counts, proof = eraser.conversation(session, who, reason, memories=memories)
        proofs.extend([proof] if proof else [])
        return counts

    counts = await assistant.forget(session_id, erase)
    await checkpoints.shred(assistant.checkpointer)
    return counts, proofs[0] if proofs else None
