"""Every message of a citizen comes here first: a person has the conversation, a flow goes on, or the assistant answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Engine, insert

from desk import flows, talk
from desk import tables as t
from desk.errors import TicketNotFoundError
from desk.form import Forms, Said
from desk.form.types import Act
from desk.handoff import Handoff, Line, Office, line, missed
from desk.handoff.line import Wish
from desk.orders import Desk, Ticket, hard_questions
from desk.personal import PersonalFlow
from desk.reception import pictures, turns
from desk.reception.steps import Situation, Step, Steps, form_step
from desk.wording import say
from dialogue.assistant import Assistant
from dialogue.carrier import Carrier
from dialogue.guard import GuardResult, mask_pii
from dialogue.types import Done, Event, Reply, Request, Token
from kb.database import now, transaction

T = TypeVar("T")

_DIGIT = re.compile(r"\d")
_MISSED = 2
"""Times in a row without an answer from which a person is offered."""


class Reception:
    """Joins one assistant to the desk of its home."""

    def __init__(
        self,
        assistant: Assistant,
        engine: Engine,
        office: Callable[[], Office],
        clock: Callable[[], datetime],
        personal: PersonalFlow | None = None,
    ) -> None:
        self.assistant = assistant
        self.desk = Desk(engine)
        self.line = Line(engine)
        self.forms = Forms(self.desk)
        self._engine = engine
        self._office = office
        self._clock = clock
        """The time in Beijing."""
        self._steps = Steps(engine, self.desk, self.forms, self.line, assistant.guard, personal)
        self._carrier: Carrier[Event] = Carrier()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def ask(self, request: Request) -> AsyncIterator[Event]:
        """The events of one turn; messages of one session follow each other.

        A turn goes on when whoever asked is gone: a place in the line is kept for them.
        """
        async for event in self._carrier.carry(self._turn(request)):
            yield event

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until no turn is under way."""
        await self._carrier.settle(seconds)

    async def _turn(self, request: Request) -> AsyncIterator[Event]:
        async with self._in_turn(request.session_id):
            situation = await self._run(self._situation, request)
            if "form" in situation.flows and not situation.idle:
                remembered = await self.assistant.remembered(request.session_id)
                situation = replace(situation, sum=remembered.calculation)
            said = await self._run(self._first, request, situation)
            for event in said:
                yield event
            if said:
                return
            async for event in self.assistant.ask(_without_pictures(request)):
                if isinstance(event, Token):
                    yield event
                    continue
                if self._nothing_follows(request, event, situation):
                    yield event
                    return
                more, done = await self._run(self._after, request, event, situation)
                if more:
                    yield Token(more)
                yield done

    def look_after_the_line(self) -> list[Handoff]:
        """Tell those who wait in vain; run it as often as you like."""
        office = self._office()
        is_open = office.is_open(self._clock())
        return missed.expire(self._engine, now(), office.wait_minutes, is_open=is_open)

    async def reply(self, request: Request) -> Done:
        """The whole turn at once."""
        done = [event async for event in self.ask(request) if isinstance(event, Done)]
        return done[-1]

    async def act(
        self,
        session_id: str,
        act: Act,
        request: Request,
        *,
        field: str = "",
        value: object = "",
        model: str = "default",
    ) -> tuple[Said, Done]:
        """A tapped step of an order; it is a turn like any other."""
        async with self._in_turn(session_id):
            today = request.today

            def step() -> tuple[Said, Done]:
                before = self.forms.of_session(session_id)
                said = self.forms.act(session_id, act, today, field=field, value=value, model=model)
                self._steps.filed(session_id, said.form)
                made = form_step(said, before)
                return said, self._kept(request, f"［{_ACTS[act]}］", made)

            return await self._run(step)

    async def handoff(
        self, session_id: str, request: Request, *, reason: str = "", fault: bool = False
    ) -> tuple[Wish, Done]:
        """The wish for a person, tapped; asked twice it tells the place that is held."""
        async with self._in_turn(session_id):

            def step() -> tuple[Wish, Done]:
                wish, said = self._line_up(session_id, request, reason=mask_pii(reason), fault=fault)
                return wish, self._kept(request, "［转人工］", Step(said, "handoff", "handoff"))

            return await self._run(step)

    async def leave_question(
        self, session_id: str, turn_id: str, request: Request, phone: str = ""
    ) -> tuple[Ticket, Done]:
        """What a turn could not answer goes to people of the office."""
        async with self._in_turn(session_id):

            def step() -> tuple[Ticket, Done]:
                spoken = self.line.spoken(session_id, words=False)
                turn = next((one for one in spoken if one.turn_id == turn_id), None)
                if turn is None:
                    raise TicketNotFoundError("这段对话里没有这一轮：请刷新页面后重试")
                held = hard_questions.held(self.desk, session_id, turn_id, phone)
                ticket = held or hard_questions.from_turn(self.desk, turn, session_id, request.today, phone)
                due = f"预计{ticket.due.month}月{ticket.due.day}日前有答复" if ticket.due else "会尽快答复"
                said = Said(
                    say("question_kept_before" if held else "question_kept", number=ticket.number, due=due)
                )
                return ticket, self._kept(request, "［交给工作人员］", Step(said, "unknown", "question"))

            return await self._run(step)

    def _situation(self, request: Request) -> Situation:
        with self._engine.connect() as connection:
            going = flows.of_session(connection, request.session_id)
            last = line.last(connection, request.session_id)
            return Situation(line.as_wish(connection, last), going, line.unmet(last))

    def _first(self, request: Request, situation: Situation) -> list[Event]:
        """What the desk says; nothing where the assistant answers."""
        if situation.held:
            return [self._silent(request)]
        step = self._steps.next(request, situation)
        return self._say(request, step) if step else []

    def _nothing_follows(self, request: Request, done: Done, situation: Situation) -> bool:
        """Whether the turn ends with the answer: most do, and need no further look at the database."""
        plain = done.reply.outcome in ("answer", "chitchat", "refuse") and not pictures.held(request.message)
        return plain and not situation.flows and mask_pii(request.message) == request.message

    def _silent(self, request: Request) -> Done:
        """A person has the conversation: the message is kept for them, and nothing is said."""
        checked = self.assistant.guard.check(request.message)
        self._keep_words(request, checked.masked_text)
        return self._record(request, checked.masked_text, Reply("", "handoff", 1.0), "silent", guard=checked)

    def _say(self, request: Request, step: Step) -> list[Event]:
        checked = self.assistant.guard.check(request.message)
        if not step.secret:
            self._keep_words(request, checked.masked_text)
        # a code is nothing that masking knows
        message = "（身份核对）" if step.secret and _DIGIT.search(request.message) else checked.masked_text
        done = self._kept(request, message, step, checked)
        return [Token(step.said.text), done] if step.said.text else [done]

    def _kept(self, request: Request, message: str, step: Step, checked: GuardResult | None = None) -> Done:
        reply = turns.reply(step.said, step.outcome)
        return self._record(
            request, message, reply, step.kind, kept=step.kept, guard=checked, values=step.values
        )

    def _record(self, request: Request, message: str, reply: Reply, kind: str, **more: Any) -> Done:
        guard: GuardResult | None = more.get("guard")
        alert = (guard.categories[0], guard.level) if guard and guard.action == "escalate" else None
        self.assistant.records.save(turns.record(request, message, reply, kind=kind, **more), alert)
        return Done(reply, request.turn_id, request.session_id)

    def _keep_words(self, request: Request, masked: str) -> None:
        """The words of the citizen where masking took something away that an order may need."""
        if masked != request.message:
            with transaction(self._engine) as connection:
                connection.execute(
                    insert(t.words).values(
                        turn_id=request.turn_id, session_id=request.session_id, at=now(), text=request.message
                    )
                )

    def _after(self, request: Request, done: Done, situation: Situation) -> tuple[str, Done]:
        """What follows an answer of the assistant: a place in the line, offers, the form that still waits."""
        reply = done.reply
        self._keep_words(request, mask_pii(request.message))
        if reply.outcome == "handoff":
            return self._handed_over(request, done, situation)
        more = say("picture_beside") if pictures.held(request.message) else ""
        more += self._steps.form_waits(situation)
        offers = self._offers(request, reply, situation)
        if more:
            self.assistant.records.add_text(request.turn_id, more)
        return more, replace(done, reply=replace(reply, text=reply.text + more, offers=offers))

    def _handed_over(self, request: Request, done: Done, situation: Situation) -> tuple[str, Done]:
        """The assistant gave the conversation away: in words asked for, or because it must."""
        wish, said = self._line_up(request.session_id, request)
        forced = wish.handoff.kind in ("unstable", "distress") and wish.handoff.priority == "urgent"
        more = "" if forced else f"\n{said.text}{self._steps.form_waits(situation)}"
        if more:
            self.assistant.records.add_text(request.turn_id, more)
        offers = () if forced else said.offers
        reply = replace(done.reply, text=done.reply.text + more, offers=offers)
        return more, replace(done, reply=reply)

    def _line_up(
        self, session_id: str, request: Request, *, reason: str = "", fault: bool = False
    ) -> tuple[Wish, Said]:
        at, office = self._clock(), self._office()
        wish = self.line.ask(
            session_id, request.today, is_open=office.is_open(at), reason=reason, fault=fault
        )
        return wish, _told(wish, office, at)

    def _offers(self, request: Request, reply: Reply, situation: Situation) -> tuple[str, ...]:
        if reply.outcome not in ("unknown", "partial", "clarify"):
            return ()
        with self._engine.connect() as connection:
            spoken = talk.of_session(connection, request.session_id)
        offers = ["leave_question"] if spoken and hard_questions.offered(spoken[-1]) else []
        asked = [one for one in spoken if one.outcome not in ("chitchat", "handoff") and not one.by_desk]
        missed = [one.missed for one in asked[-_MISSED:]]
        wanting = "handoff" in reply.offers or (len(missed) == _MISSED and all(missed))
        if situation.wish is None and wanting:
            offers.append("handoff")
        return tuple(offers)

    def _in_turn(self, session_id: str) -> asyncio.Lock:
        return self._locks.setdefault(session_id, asyncio.Lock())

    async def _run(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.assistant.pool, work, *args)


def _without_pictures(request: Request) -> Request:
    if not pictures.held(request.message):
        return request
    return replace(request, message=pictures.without(request.message))


_ACTS: dict[Act, str] = {
    "start": "登记工单", "confirm": "提交", "cancel": "不登记了", "back": "上一步", "correct": "改一项",
    "restart": "重新填写", "repeat": "再说一遍", "simpler": "说简单些",
}  # fmt: skip


def _told(wish: Wish, office: Office, at: datetime) -> Said:
    """What the citizen hears of their place."""
    held = wish.handoff
    if held.state == "held":
        return Said(say("with_person"))
    if held.state == "waiting":
        name = (
            ("waiting" if wish.new else "still_waiting")
            if wish.place > 1
            else ("waiting_next" if wish.new else "still_next")
        )
        return Said(say(name, before=wish.place - 1), offers=("file_order",))
    opening = office.describe(at)
    text = say("closed", hours=office.hours(), next=opening) if opening else say("closed_for_good")
    return Said(text, offers=("callback", "file_order"))
