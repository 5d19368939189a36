"""The board of alerts: every step is kept, nothing is closed without a name and a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from desk import tables as t
from desk.alerts.escalation import Reminder, Rules
from desk.errors import AlertNotFoundError, ConflictError, MoveError, OwnerError, ReasonError
from dialogue.record import alerts
from kb.database import now, transaction

State = Literal["new", "assigned", "taken", "closed"]
STATE_NAMES: dict[str, str] = {
    "new": "待接",
    "assigned": "已指派，待接",
    "taken": "处置中",
    "closed": "已办结",
}
CATEGORY_NAMES = {"unstable": "不稳定因素", "crisis": "自伤或危险", "medical_emergency": "急救"}
LEVEL_NAMES = {"serious": "严重", "watch": "关注"}


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody who needs a person, and who looks after it."""

    number: int
    session_id: str
    turn_id: str
    at: datetime
    """UTC, without zone."""
    category: str
    level: str
    """"serious" or "watch"; danger to life is always serious."""
    message: str
    """As the citizen said it, personal data masked."""
    state: State
    assignee: str
    assigned_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    closed_note: str
    reminders: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an alert's trail."""

    at: datetime
    who: str
    action: str
    """assign, take, remind or close."""
    to: str
    note: str


class AlertBoard:
    """The alerts of a home."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, *, level: str = "", state: str = "open", limit: int = 200) -> list[Alert]:
        """The most pressing first; `state` is open, all or one of the states."""
        query = select(alerts).order_by(alerts.c.at)
        if state == "open":
            query = query.where(alerts.c.closed_at.is_(None))
        with self._engine.connect() as connection:
            found = [_alert(row) for row in connection.execute(query)]
        if level:
            found = [one for one in found if one.level == level]
        if state not in ("open", "all"):
            found = [one for one in found if one.state == state]
        return sorted(found, key=lambda one: (one.level != "serious", one.at))[:limit]

    def get(self, number: int) -> Alert:
        with self._engine.connect() as connection:
            return _get(connection, number)

    def history(self, number: int) -> list[Step]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(t.alert_events).where(t.alert_events.c.alert == number).order_by(t.alert_events.c.row)
            )
            return [Step(row.at, row.who, row.action, row.to, row.note) for row in rows]

    def assign(self, number: int, to: str, who: str, note: str = "") -> Alert:
        """Name who should look after it; they still have to take it, whoever had it before."""
        if not to.strip():
            raise ReasonError("指派要写明指派给谁")
        return self._step(
            number, who, "assign", note, to=to.strip(),
            assignee=to.strip(), assigned_at=now(), acknowledged_by=None, acknowledged_at=None,
        )  # fmt: skip

    def take(self, number: int, who: str, note: str = "") -> Alert:
        """Somebody looks after it now; the reminders to others end.

        Raises OwnerError where somebody else does: a lead assigns it anew.
        """
        return self._step(number, who, "take", note, assignee=who, acknowledged_by=who, acknowledged_at=now())

    def close(self, number: int, who: str, note: str) -> Alert:
        """Raises ReasonError without a note that says what was done."""
        if len(note.strip()) < 2:
            raise ReasonError("办结预警要写明怎么处置的：请补上处置情况")
        if not who.strip():
            raise ReasonError("办结预警要写明是谁办结的")
        return self._step(
            number, who, "close", note.strip(), closed_at=now(), closed_by=who, closed_note=note.strip()
        )

    def remind(self, rules: Rules, at: datetime) -> list[tuple[Alert, Reminder]]:
        """Tell who the rules name of what nobody looks after; each reminder is given once, whoever asks."""
        given = []
        for alert in self.find(state="open", limit=100_000):
            for kind, since, reminder in _due(alert, rules, at):
                if self._remind(alert, kind, since, reminder):
                    given.append((alert, reminder))
        return given

    def _remind(self, alert: Alert, kind: str, since: datetime, reminder: Reminder) -> bool:
        try:
            with transaction(self._engine) as connection:
                _record(
                    connection, alert.number, "系统", "remind", f"{kind}已{reminder.minutes}分钟",
                    to=reminder.to, key=f"{alert.number}:{_KEYS[kind]}:{reminder.minutes}:{since:%Y%m%d%H%M%S}",
                )  # fmt: skip
                connection.execute(
                    update(alerts)
                    .where(alerts.c.row == alert.number)
                    .values(reminders=alerts.c.reminders + 1)
                )
        except IntegrityError:
            return False  # another process was first
        return True

    def _step(
        self, number: int, who: str, action: str, note: str, *, to: str = "", **values: object
    ) -> Alert:
        with transaction(self._engine) as connection:
            held = _get(connection, number)
            if held.state == "closed":
                raise MoveError(f"预警 {number} 已由 {held.closed_by or '他人'} 办结，不能再改")
            if action == "take" and held.state == "taken" and held.acknowledged_by != who:
                raise OwnerError(f"预警 {number} 正由 {held.acknowledged_by} 处置：要换人请班长重新指派")
            same = (
                alerts.c.row == number,
                alerts.c.closed_at.is_(None),
                func.coalesce(alerts.c.acknowledged_by, "") == held.acknowledged_by,
                func.coalesce(alerts.c.assignee, "") == held.assignee,
            )
            if connection.execute(update(alerts).where(*same).values(**values)).rowcount != 1:
                raise ConflictError(f"预警 {number} 刚被别人改过：请刷新后查看")
            _record(connection, number, who, action, note, to=to)
            return _get(connection, number)


_KEYS = {"没有人接": "untaken", "没有办结": "unclosed"}


def _due(alert: Alert, rules: Rules, at: datetime) -> list[tuple[str, datetime, Reminder]]:
    """What is due: for what, since when, and whom to tell."""
    wanted = rules.of(alert.level)
    if alert.acknowledged_at is None:
        since, kind, reminders = alert.assigned_at or alert.at, "没有人接", wanted.untaken
    else:
        since, kind, reminders = alert.acknowledged_at, "没有办结", wanted.unclosed
    return [(kind, since, one) for one in reminders if at >= since + timedelta(minutes=one.minutes)]


def _record(
    connection: Connection, number: int, who: str, action: str, note: str, *, to: str, key: str | None = None
) -> None:
    connection.execute(
        insert(t.alert_events).values(
            alert=number, at=now(), who=who, action=action, to=to, note=note, key=key
        )
    )


def _get(connection: Connection, number: int) -> Alert:
    row = connection.execute(select(alerts).where(alerts.c.row == number)).one_or_none()
    if row is None:
        raise AlertNotFoundError(f"没有预警 {number}：用 jxb alert list --state all 查看有哪些")
    return _alert(row)


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    state: State = "new"
    if row.closed_at is not None:
        state = "closed"
    elif row.acknowledged_at is not None:
        state = "taken"
    elif row.assignee:
        state = "assigned"
    return Alert(
        number=row.row,
        session_id=row.session_id,
        turn_id=row.turn_id,
        at=row.at,
        category=row.category,
        level="serious" if row.category != "unstable" else row.level or "watch",
        message=row.message,
        state=state,
        assignee=row.assignee or "",
        assigned_at=row.assigned_at,
        acknowledged_by=row.acknowledged_by or "",
        acknowledged_at=row.acknowledged_at,
        closed_by=row.closed_by or "",
        closed_at=row.closed_at,
        closed_note=row.closed_note or "",
        reminders=row.reminders,
    )
