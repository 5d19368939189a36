"""What a citizen does besides asking: wants a person, files an order, leaves a question, looks for answers."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from desk.form.types import Act
from dialogue.types import Request, SessionId, TurnId
from dialogue.wording import say
from serve import desk_views as views
from serve.deps import Parts, Services, limited
from serve.messages import CleanRoute
from serve.routes.chat import SessionField

router = APIRouter(tags=["对话"], route_class=CleanRoute)
_LIMITED = [Depends(limited)]
"""Looking for messages every few seconds is not asking, and is not counted."""

Channel = Literal["web", "wechat", "phone", "api"]


class Handoff(BaseModel):
    """A wish to speak with a person."""

    model_config = ConfigDict(extra="ignore")
    session_id: SessionField | None = None
    reason: Annotated[str | None, Field(max_length=500)] = None
    fault: bool = False
    """Whether the page asks because something of ours failed."""
    channel: Channel = "web"


@router.post("/api/handoff", dependencies=_LIMITED)
async def handoff(body: Handoff, parts: Parts) -> dict[str, Any]:
    """Ask for a person; an action of its own, not a magic word in a message. Asked twice it tells the place held."""
    session_id = body.session_id or uuid4().hex
    request = _request(session_id, parts, body.channel)
    wish, done = await parts.reception.handoff(
        session_id, request, reason=body.reason or "", fault=body.fault
    )
    lead = say("handoff") + "\n" if wish.new and wish.place else ""
    return {
        "session_id": session_id,
        "text": lead + done.reply.text,
        "offers": views.offers(done.reply.offers),
        "queue_position": wish.place or None,
        **views.wish(wish),
    }


@router.delete("/api/handoff/{session_id}", dependencies=_LIMITED)
async def withdraw(session_id: SessionField, parts: Parts) -> dict[str, Any]:
    """Wait no longer; whoever is with a person already stays there."""
    gone = await asyncio.to_thread(parts.reception.line.withdraw, session_id)
    return {"session_id": session_id, "withdrawn": gone}


class OrderStep(BaseModel):
    """One step of an order being filled in; messages of the chat answer its questions too."""

    model_config = ConfigDict(extra="forbid")
    action: Act
    field: Annotated[str, Field(max_length=60)] = ""
    """With `correct`: which field."""
    value: Annotated[str, Field(max_length=5000)] = ""
    """With `correct`: its new value; empty has it asked again."""
    model: Annotated[str, Field(max_length=60)] = "default"
    channel: Channel = "web"


@router.post("/api/sessions/{session_id}/order", dependencies=_LIMITED)
async def order(session_id: SessionField, body: OrderStep, parts: Parts) -> dict[str, Any]:
    """Start, confirm, cancel, correct, go back, start over, repeat, simpler words."""
    request = _request(session_id, parts, body.channel)
    said, done = await parts.reception.act(
        session_id, body.action, request, field=body.field, value=body.value, model=body.model
    )
    forms = parts.reception.forms
    definition = await asyncio.to_thread(forms.definition, said.form) if said.form else None
    return {"session_id": session_id, "turn_id": done.turn_id, **views.form(said, definition)}


@router.get("/api/sessions/{session_id}/order")
async def order_now(session_id: SessionField, parts: Parts) -> dict[str, Any]:
    """The order being filled in, so that a reload loses nothing."""

    def look() -> dict[str, Any]:
        forms = parts.reception.forms
        found = forms.of_session(session_id)
        if found is None:
            return {"session_id": session_id, "stage": None}
        return {"session_id": session_id, **views.form(forms.shown(found), forms.definition(found))}

    return await asyncio.to_thread(look)


class LeftQuestion(BaseModel):
    """A turn that was not answered, for people of the office."""

    model_config = ConfigDict(extra="forbid")
    turn_id: Annotated[str, Field(min_length=1, max_length=64)]
    phone: Annotated[str, Field(max_length=30)] = ""
    channel: Channel = "web"


@router.post("/api/sessions/{session_id}/questions", status_code=201, dependencies=_LIMITED)
async def leave_question(session_id: SessionField, body: LeftQuestion, parts: Parts) -> dict[str, Any]:
    """One tap; the same turn is handed over once. The reviewed reply comes into the inbox."""
    request = _request(session_id, parts, body.channel)
    ticket, done = await parts.reception.leave_question(session_id, body.turn_id, request, body.phone)
    return {
        "session_id": session_id,
        "number": ticket.number,
        "due": ticket.due.isoformat() if ticket.due else None,
        "text": done.reply.text,
    }


@router.get("/api/sessions/{session_id}/inbox")
async def inbox(
    session_id: SessionField, parts: Parts, after: Annotated[int, Query(ge=0)] = 0
) -> dict[str, Any]:
    """What people of the office said since message `after`, and who has the conversation."""

    def look() -> dict[str, Any]:
        # In this order: what changes meanwhile is told again at the next look, never by halves
        line = parts.reception.line
        wish = line.of_session(session_id)
        owner = {"held": "person", "waiting": "waiting"}.get(wish.handoff.state if wish else "", "assistant")
        notes = line.notes(session_id, after)
        last = line.last_of_session(session_id)
        return {
            "owner": owner,
            "place": wish.place or None if wish else None,
            "messages": [views.note(n) for n in notes],
            "offers": views.offers(("callback", "file_order") if last and last.state == "missed" else ()),
        }

    return await asyncio.to_thread(look)


def _request(session_id: str, parts: Services, channel: Channel) -> Request:
    return Request("", SessionId(session_id), TurnId(uuid4().hex), parts.settings.day(), channel)
