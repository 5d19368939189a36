"""The desk: files orders, moves them, and answers who asks about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from desk import inbox
from desk.errors import ConflictError, FieldError, MissingFieldsError, MoveError, TicketNotFoundError
from desk.extract.types import Value
from desk.orders import definitions, fields, knowledge, outbox, routing, states, store
from desk.orders.deadlines import due_dates
from desk.orders.definition import LEVELS, Definition
from desk.orders.states import Action, State
from desk.orders.types import CITIZEN, SYSTEM, Actor, Event, Filing, Ticket
from desk.wording import say
from kb.database import now, transaction

_GUESSES = 5
"""Wrong telephones in a day after which an order is told to nobody."""
LOCKED: frozenset[State] = frozenset({"answered", "closed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Change:
    """What goes with a move."""

    note: str = ""
    """Reason, reply or remark, as the move needs."""
    department: str = ""
    assignee: str = ""
    version: int | None = None
    """The version the mover saw; None takes the order as it stands."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a citizen may know of their order."""

    number: str
    state: State
    department: str
    filed_on: date | None
    due: date | None
    reply: str

    @classmethod
    def of(cls, ticket: Ticket) -> Progress:
        """Of an order; the reply only where it is given."""
        reply = ticket.reply if ticket.state in ("answered", "closed") else ""
        return cls(ticket.number, ticket.state, ticket.department, ticket.filed_on, ticket.due, reply)


class Desk:
    """Work orders of a home; `today` is what deadlines are counted from."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.definitions = definitions.Definitions(engine)

    def file(self, filing: Filing, actor: Actor, today: date, *, confirmed: bool = False) -> Ticket:
        """Keep an order: as a draft until the citizen confirms it, filed at once where they have.

        The same client key with the same content returns the order of the first time. Raises FieldError,
        MissingFieldsError (confirmed only; nothing is kept then) and ConflictError.
        """
        with transaction(self.engine, serialised=True) as connection:
            definition = definitions.newest(connection, filing.model)
            values = fields.checked(definition, filing.fields)
            content = store.content_hash([filing.model, values, filing.channel, filing.external_id])
            if (held := self._held(connection, filing, content)) is not None:
                return held
            if confirmed:
                _complete("", definition, values, actor)
            ticket = _drafted(connection, definition, filing, values, actor, today)
            definitions.keep(connection, definition, SYSTEM)
            store.add(connection, ticket, filing.client_key, content)
            store.record(connection, ticket.number, actor, "create", ("", "draft"))
            if confirmed:
                ticket = self._moved(connection, ticket, "confirm", actor, today, Change())
            return ticket

    def edit(
        self, number: str, given: Mapping[str, object], actor: Actor, version: int | None = None
    ) -> Ticket:
        """Change fields; an empty value takes one away. Old and new values stand in the audit trail."""
        with transaction(self.engine) as connection:
            held = store.get(connection, number)
            _seen(connection, held, version)
            if held.state in LOCKED:
                raise MoveError(f"工单已是「{states.STATE_NAMES[held.state]}」，不能再改：需要时请先重新办理")
            definition = definitions.at_version(connection, held.model, held.model_version)
            values = fields.checked(definition, {**held.fields, **given})
            changed = {
                name: [held.fields.get(name), values.get(name)]
                for name in {*held.fields, *values}
                if held.fields.get(name) != values.get(name)
            }
            if not changed:
                return held
            lacking = [field for field in definition.lacking(values) if field.name in held.fields]
            if held.state != "draft" and lacking:
                raise FieldError(f"{'、'.join(f.label for f in lacking)} 是必填的，不能清空")
            edited = _touched(replace(held, fields=values), actor)
            store.save(connection, edited, held.version)
            store.record(connection, number, actor, "edit", (held.state, held.state), changes=changed)
            return edited

    def move(
        self, number: str, action: Action, actor: Actor, today: date, change: Change | None = None
    ) -> Ticket:
        """Take one step; raises MoveError, RoleError, ReasonError, MissingFieldsError and ConflictError."""
        # approving may write knowledge, whose change log must have no gaps
        with transaction(self.engine, serialised=action == "approve") as connection:
            held = store.get(connection, number)
            _seen(connection, held, (change or Change()).version)
            return self._moved(connection, held, action, actor, today, change or Change())

    def get(self, number: str) -> Ticket:
        with self.engine.connect() as connection:
            return store.get(connection, number)

    def history(self, number: str) -> list[Event]:
        with self.engine.connect() as connection:
            return store.events(connection, number)

    def links(self, number: str) -> list[tuple[str, str]]:
        with self.engine.connect() as connection:
            return store.links(connection, number)

    def find(self, query: store.Query) -> tuple[int, list[Ticket]]:
        with self.engine.connect() as connection:
            return store.find(connection, query)

    def definition_of(self, ticket: Ticket) -> Definition:
        return self.definitions.get(ticket.model, ticket.model_version)

    def progress(self, number: str, phone: str) -> Progress:
        """For whoever knows number and telephone; a wrong telephone is told nothing, not even that it is wrong.

        An order that was guessed at a few times is told to nobody for a day, whoever asks and by whichever door.
        """
        digits = "".join(filter(str.isdigit, phone))
        with transaction(self.engine) as connection:
            ticket = store.find_one(connection, number.strip().upper())
            known = "".join(filter(str.isdigit, str(ticket.fields.get("phone", "")))) if ticket else ""
            guessed = store.wrong_guesses(connection, ticket.number) if ticket else 0
            told = ticket if guessed < _GUESSES and known and known == digits else None
            if ticket and digits and told is None and guessed < _GUESSES:
                store.record(connection, ticket.number, CITIZEN, "guess", (ticket.state, ticket.state))
        if told is None:
            raise TicketNotFoundError(
                "没有查到：请核对工单号和登记时留的电话。同一张工单几次对不上，当天就不再提供查询，可以拨打热线由人工查询"
            )
        return Progress.of(told)

    def _held(self, connection: Connection, filing: Filing, content: str) -> Ticket | None:
        if filing.client_key is None:
            return None
        found = store.by_key(connection, filing.client_key)
        if found is None:
            return None
        if found[1] != content:
            raise ConflictError(
                f"这次提交的标识已用于工单 {found[0].number}，但内容不同：要改内容请修改那张工单，要新登记请换一个标识"
            )
        return found[0]

    def _moved(
        self, connection: Connection, held: Ticket, action: Action, actor: Actor, today: date, change: Change
    ) -> Ticket:
        definition = definitions.at_version(connection, held.model, held.model_version)
        to = states.target(held.state, action, actor.role, change.note)
        if action == "confirm":
            _complete(held.number, definition, held.fields, actor)
        moved = _after(held, action, to, change, actor)
        if to != held.state or action in ("transfer", "escalate"):
            moved = _timed(moved, definition, today, restart=action in ("confirm", "reopen"))
        moved = _touched(moved, actor)
        store.save(connection, moved, held.version)
        changes = {
            name: [getattr(held, name), getattr(moved, name)]
            for name in ("department", "level", "assignee", "reply")
            if getattr(held, name) != getattr(moved, name)
        }
        store.record(connection, held.number, actor, action, (held.state, to), change.note, changes)
        if action == "confirm":
            _link_same_matter(connection, moved, definition, today)
        if action == "approve":
            outbox.answered(connection, moved)
            if moved.session_id:
                told = say("reply_came", number=moved.number, reply=moved.reply)
                inbox.put(connection, moved.session_id, "reply", moved.department, told)
            knowledge.keep_draft(connection, definition, moved, actor)
        return moved


def _drafted(
    connection: Connection,
    definition: Definition,
    filing: Filing,
    values: dict[str, Value],
    actor: Actor,
    today: date,
) -> Ticket:
    suggestion = routing.suggest(definition, values, filing.department, filing.confidence)
    at = now()
    return Ticket(
        number=store.next_number(connection, today),
        model=definition.name,
        model_version=definition.version,
        channel=filing.channel,
        state="draft",
        version=1,
        fields=values,
        evidence=filing.evidence,
        category=filing.category,
        department=suggestion.department,
        level=suggestion.level,
        confidence=suggestion.confidence,
        assignee="",
        priority=suggestion.priority,
        session_id=filing.session_id,
        external_id=filing.external_id,
        reply="",
        filed_on=None,
        due=filing.due,
        stage_due=None,
        created_by=actor.name,
        created_at=at,
        updated_by=actor.name,
        updated_at=at,
    )


def _complete(number: str, definition: Definition, values: Mapping[str, Value], actor: Actor) -> None:
    """Raises MissingFieldsError where something is lacking that has to be asked first."""
    # the other platform's citizen has confirmed already; what it lacks is asked while handling
    lacking = definition.lacking(values) if actor.role != "exchange" else ()
    if lacking:
        questions = [field.ask or f"{field.label}是什么？" for field in lacking]
        raise MissingFieldsError(number, [field.label for field in lacking], questions)


def _after(held: Ticket, action: Action, to: State, change: Change, actor: Actor) -> Ticket:
    """The order with what the action changes besides time."""
    moved = replace(held, state=to)
    if action in ("dispatch", "transfer", "escalate"):
        if action == "transfer" and not change.department and not change.assignee:
            raise FieldError("转办要写明转给哪个部门或哪个人")
        level = _above(held.level) if action == "escalate" else held.level
        moved = replace(
            moved,
            department=change.department or held.department,
            assignee=change.assignee,
            level=level,
        )
    elif action == "accept":
        if held.assignee and held.assignee != actor.name and actor.role == "agent":
            raise MoveError(f"工单派给了 {held.assignee}：请由其签收，或请班长转办")
        moved = replace(moved, assignee=actor.name)
    elif action == "return" and to == "reviewed":
        moved = replace(moved, assignee="")
    elif action == "reply":
        if held.assignee and held.assignee != actor.name and actor.role == "agent":
            raise MoveError(f"工单由 {held.assignee} 办理：请由其答复，或请班长转办")
        moved = replace(moved, reply=change.note.strip())
    elif action == "urge":
        moved = replace(moved, priority="urgent")
    return moved


def _above(level: str) -> str:
    place = [*LEVELS].index(level) + 1  # type: ignore[arg-type]
    if place == len(LEVELS):
        raise MoveError("已经是市级，不能再提级：可以转办给别的部门")
    return LEVELS[place]


def _timed(ticket: Ticket, definition: Definition, today: date, *, restart: bool) -> Ticket:
    if ticket.state == "draft":
        return replace(ticket, stage_due=None)
    filed_on = ticket.filed_on or today
    due = due_dates(definition, ticket.fields, ticket.state, today if restart else filed_on, today)
    whole = ticket.due if ticket.due is not None and not restart else due.whole
    if restart and ticket.external_id and ticket.due is not None and due.whole is not None:
        whole = min(ticket.due, due.whole)  # what the other platform set counts where it is earlier
    return replace(ticket, filed_on=filed_on, due=whole, stage_due=due.stage)


def _touched(ticket: Ticket, actor: Actor) -> Ticket:
    return replace(ticket, version=ticket.version + 1, updated_by=actor.name, updated_at=now())


def _seen(connection: Connection, held: Ticket, version: int | None) -> None:
    if version is not None and version != held.version:
        raise ConflictError(store.who_was_first(connection, held.number))


def _link_same_matter(connection: Connection, ticket: Ticket, definition: Definition, today: date) -> None:
    rule = definition.same_matter
    if rule is None:
        return
    found = store.of_person(
        connection,
        str(ticket.fields.get("phone", "")),
        str(ticket.fields.get("id_number", "")),
        today - timedelta(days=rule.days),
    )
    for other in found:
        same = all(other.fields.get(name) == ticket.fields.get(name) for name in rule.by)
        if other.number != ticket.number and other.model == ticket.model and same:
            store.link(connection, ticket.number, other.number, "同一人同一事项")
            changes: dict[str, Any] = {"other": other.number}
            store.record(
                connection,
                ticket.number,
                SYSTEM,
                "link",
                (ticket.state, ticket.state),
                "同一人同一事项",
                changes,
            )
