"""Work orders over HTTP: elements of a conversation, the closed loop, progress for the citizen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Response
from fastapi import Query as FromQuery
from pydantic import BaseModel, ConfigDict, Field

from desk.exchange.exchange import take
from desk.exchange.peer import PeerOrder
from desk.extract import extract
from desk.orders import (
    Actor,
    Change,
    Desk,
    Filing,
    Query,
    Ticket,
    due_warnings,
    hard_questions,
    intake,
    reports,
)
from desk.orders.definition import from_rows, parse
from desk.orders.excel import workbook
from desk.orders.masking import may_see_all
from desk.orders.states import Action
from desk.orders.types import CITIZEN
from serve import categories, desk_views
from serve import tickets as views
from serve.deps import Caller, Parts, allowed, limited
from serve.errors import ServeError
from serve.messages import CleanRoute
from serve.users import User

router = APIRouter(tags=["工单"], route_class=CleanRoute)

_SEES = allowed("viewer", "agent", "editor", "reviewer", "supervisor")
_HANDLES = allowed("agent", "reviewer", "supervisor")
_LEADS = allowed("supervisor")

_MOST_ROWS = 20_000
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

T = TypeVar("T")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Conversation(_Body):
    transcript: list[Any]


class NewTicket(_Body):
    """A conversation, fields a person filled in, or both; what a person filled in wins."""

    fields: dict[str, Any] = Field(default_factory=dict)
    transcript: list[Any] | None = None
    model: Annotated[str, Field(max_length=60)] = "default"
    channel: Annotated[str, Field(max_length=30, pattern=r"^[a-z0-9_-]+$")] = "hotline"
    client_key: Annotated[str | None, Field(min_length=1, max_length=100)] = None
    session_id: Annotated[str, Field(max_length=120)] = ""
    confirmed: bool = False
    """Whether the citizen has heard the order read back and said yes."""


class Edit(_Body):
    version: int
    fields: dict[str, Any]


class MoveBody(_Body):
    action: Action
    version: int
    note: Annotated[str, Field(max_length=5000)] = ""
    department: Annotated[str, Field(max_length=120)] = ""
    assignee: Annotated[str, Field(max_length=60)] = ""


class Lookup(_Body):
    number: Annotated[str, Field(min_length=1, max_length=40)]
    phone: Annotated[str, Field(min_length=1, max_length=30)]


class Question(_Body):
    question: Annotated[str, Field(min_length=2, max_length=2000)]
    session_id: Annotated[str, Field(max_length=120)] = ""
    turn_id: Annotated[str, Field(max_length=100)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    area: Annotated[str, Field(max_length=40)] = ""
    district: Annotated[str, Field(max_length=20)] = ""


class ModelBody(_Body):
    """A definition as YAML text or as an object."""

    yaml: str | None = None
    definition: dict[str, Any] | None = None


def desk_of(parts: Parts) -> Desk:
    return Desk(parts.store.engine)


TheDesk = Annotated[Desk, Depends(desk_of)]


def _actor(user: User) -> Actor:
    return Actor(user.name, user.role)


async def _run(work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work)


@router.post("/api/tickets/extract", dependencies=[_SEES])
async def recognise(body: Conversation, parts: Parts) -> dict[str, Any]:
    today = parts.settings.day()

    def read() -> dict[str, Any]:
        return dict(extract(body.transcript, today, sorter=categories.held(parts.settings)).to_json())

    return await _run(read)


@router.post("/api/tickets", dependencies=[_HANDLES], status_code=201)
async def create(body: NewTicket, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    today = parts.settings.day()

    def file() -> dict[str, Any]:
        definition = desk.definitions.current(body.model)
        filing = Filing(
            body.fields,
            model=body.model,
            channel=body.channel,
            client_key=_own_key(user, body.client_key),
            session_id=body.session_id,
        )
        if body.transcript is not None:
            read, _ = intake.from_transcript(
                body.transcript,
                definition,
                today,
                corrected=body.fields,
                sorter=categories.held(parts.settings),
            )
            filing = replace(
                read, channel=filing.channel, client_key=filing.client_key, session_id=filing.session_id
            )
        found = desk.file(filing, _actor(user), today, confirmed=body.confirmed)
        return {
            **views.detail(desk, found, today, user.role),
            "read_back": intake.read_back(desk.definition_of(found), found.fields),
        }

    return await _run(file)


def _own_key(user: User, key: str | None) -> str | None:
    """Keys of two accounts never meet, so nobody learns of another's order by guessing a key."""
    return f"{user.name}:{key}"[:120] if key else None


@router.post("/api/tickets/progress", dependencies=[Depends(limited)])
async def progress(body: Lookup, desk: TheDesk) -> dict[str, Any]:
    """In the body, not the address: telephone numbers do not belong in access logs."""
    return views.progress(await _run(lambda: desk.progress(body.number, body.phone)))


@router.post("/api/tickets/questions", dependencies=[Depends(limited)], status_code=201)
async def ask(body: Question, desk: TheDesk, parts: Parts) -> dict[str, Any]:
    """A citizen leaves a question the hall could not answer; the reply is fetched by number and phone."""
    today = parts.settings.day()
    found = await _run(lambda: hard_questions.ask(desk, actor=CITIZEN, today=today, **body.model_dump()))
    return {"number": found.number, "due": found.due.isoformat() if found.due else None}


@router.get("/api/tickets/questions/{session_id}", dependencies=[Depends(limited)])
async def replies(session_id: str, desk: TheDesk) -> dict[str, Any]:
    """Reviewed replies to the questions of a conversation; its id is known to its citizen alone."""
    found = await _run(lambda: hard_questions.answered(desk, session_id))
    return {"replies": [{"number": r.number, "question": r.question, "reply": r.reply} for r in found]}


class Filter(BaseModel):
    state: str = ""
    department: str = ""
    assignee: str = ""
    area: str = ""
    district: str = ""
    model: str = ""
    channel: str = ""
    since: date | None = None
    until: date | None = None
    limit: int = Field(50, ge=1, le=500)
    offset: int = Field(0, ge=0)

    def query(self) -> Query:
        return Query(**self.model_dump())


Filters = Annotated[Filter, FromQuery()]


@router.get("/api/tickets", dependencies=[_SEES])
async def find(filters: Filters, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    today = parts.settings.day()

    def page() -> dict[str, Any]:
        total, found = desk.find(filters.query())
        return views.page(desk, total, found, today, user.role)

    return await _run(page)


@router.get("/api/tickets/due", dependencies=[_SEES])
async def due(desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    """Open orders that are late or nearly so."""
    today = parts.settings.day()

    def page() -> dict[str, Any]:
        late = [one.ticket for one in due_warnings.late(desk, today)]
        return views.page(desk, len(late), late, today, user.role)

    return await _run(page)


@router.get("/api/tickets/export.xlsx", dependencies=[_SEES])
async def export(filters: Filters, desk: TheDesk, parts: Parts, user: Caller) -> Response:
    today = parts.settings.day()

    def book() -> bytes:
        found = _all(desk, filters.query())
        definition = desk.definitions.current(filters.model or "default")
        tables = [
            reports.run(definition, one, _of(found, definition.name), today) for one in definition.reports
        ]
        return workbook(found, desk.definition_of, desk.history, today, role=user.role, reports=tables)

    headers = {"Content-Disposition": f'attachment; filename="tickets-{today.isoformat()}.xlsx"'}
    return Response(await _run(book), media_type=_EXCEL, headers=headers)


@router.get("/api/tickets/reports/{name}", dependencies=[_SEES])
async def report(name: str, filters: Filters, desk: TheDesk, parts: Parts) -> dict[str, Any]:
    today = parts.settings.day()

    def table() -> dict[str, Any]:
        definition = desk.definitions.current(filters.model or "default")
        wanted = reports.report_of(definition, name)
        return views.report(
            reports.run(definition, wanted, _of(_all(desk, filters.query()), definition.name), today)
        )

    return await _run(table)


@router.get("/api/tickets/models", dependencies=[_SEES])
async def models(desk: TheDesk) -> dict[str, Any]:
    def listed() -> dict[str, Any]:
        found = [desk.definitions.current(name) for name in desk.definitions.names()]
        return {"models": [{"name": one.name, "version": one.version} for one in found]}

    return await _run(listed)


@router.get("/api/tickets/models/{name}", dependencies=[_SEES])
async def model(name: str, desk: TheDesk, version: int | None = None) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        found = desk.definitions.get(name, version) if version else desk.definitions.current(name)
        return {"definition": found.model_dump(mode="json"), "yaml": found.to_yaml()}

    return await _run(read)


@router.put("/api/tickets/models/{name}", dependencies=[_LEADS])
async def save_model(name: str, body: ModelBody, desk: TheDesk, user: Caller) -> dict[str, Any]:
    """The next version; orders filed under an earlier one keep it."""
    if (body.yaml is None) == (body.definition is None):
        raise ServeError("请用 yaml 或 definition 给出工单定义（二选一）")
    given = parse(body.yaml) if body.yaml is not None else from_rows(body.definition or {})
    if given.name != name:
        raise ServeError(f"定义里的名称是「{given.name}」，地址里是「{name}」：请改成一致")
    saved = await _run(lambda: desk.definitions.save(given, _actor(user)))
    return {"name": saved.name, "version": saved.version}


@router.get("/api/tickets/{number}", dependencies=[_SEES])
async def show(number: str, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    today = parts.settings.day()
    return await _run(lambda: views.detail(desk, desk.get(number), today, user.role))


@router.get("/api/tickets/{number}/conversation", dependencies=[_HANDLES])
async def conversation(number: str, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    """What was said before the order was filed, so that whoever calls back asks nothing twice."""

    def look() -> dict[str, Any]:
        session_id = desk.get(number).session_id
        if not session_id:
            return {"number": number, "conversation": []}
        line = parts.reception.line
        spoken = line.spoken(session_id, words=may_see_all(user.role))
        return {"number": number, "conversation": desk_views.conversation(spoken, line.notes(session_id))}

    return await _run(look)


@router.patch("/api/tickets/{number}", dependencies=[_HANDLES])
async def edit(number: str, body: Edit, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    today = parts.settings.day()
    return await _run(
        lambda: views.detail(
            desk, desk.edit(number, body.fields, _actor(user), body.version), today, user.role
        )
    )


@router.post("/api/tickets/{number}/moves", dependencies=[_HANDLES])
async def move(number: str, body: MoveBody, desk: TheDesk, parts: Parts, user: Caller) -> dict[str, Any]:
    today = parts.settings.day()
    change = Change(body.note, body.department, body.assignee, body.version)

    def step() -> dict[str, Any]:
        found = desk.move(number, body.action, _actor(user), today, change)
        return views.detail(desk, found, today, user.role)

    return await _run(step)


@router.post("/api/exchange/orders", dependencies=[_HANDLES])
async def push(body: PeerOrder, desk: TheDesk, parts: Parts) -> dict[str, Any]:
    """The other platform hands over an order; the same id again changes nothing."""
    today = parts.settings.day()
    found, new = await _run(lambda: take(desk, body, today))
    return {"number": found.number, "new": new, "state": found.state}


def _all(desk: Desk, query: Query) -> list[Ticket]:
    _, found = desk.find(replace(query, limit=_MOST_ROWS, offset=0))
    return found


def _of(found: list[Ticket], model_name: str) -> list[Ticket]:
    return [one for one in found if one.model == model_name]
