"""Forms of conversations: begun from what was said, kept between messages, filed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy import Engine

from desk import flows, talk
from desk.errors import FormError
from desk.form import flow
from desk.form.types import Act, Form, Said
from desk.orders import Change, Desk, Filing, Ticket, intake
from desk.orders.definition import Definition
from desk.orders.types import CITIZEN, SYSTEM
from desk.wording import say
from kb.database import transaction

MODEL = "default"
CALLBACK = "callback"
"""The order of somebody who wanted a person and got none."""
CHANNEL = "assistant"


class Forms:
    """Orders being filled in by the citizens of a home."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._engine: Engine = desk.engine

    def of_session(self, session_id: str) -> Form | None:
        """The form a conversation has, also one that was filed."""
        with self._engine.connect() as connection:
            rows = flows.of_session(connection, session_id).get("form")
        return Form.from_json(rows) if rows else None

    def shown(self, form: Form) -> Said:
        """Where a form stands, as it was last said."""
        if form.stage == "filed":
            return Said(say("filed_already", number=form.number), form=form)
        return flow.prompt(form, self.definition(form))

    def definition(self, form: Form) -> Definition:
        return self._desk.definitions.get(form.model, form.version)

    def start(self, session_id: str, today: date, model: str = MODEL) -> Said:
        """Recognise what the conversation has said already and ask for the rest; a form under way goes on."""
        held = self.of_session(session_id)
        if held is not None and held.open:
            return flow.prompt(held, self.definition(held))
        definition = self._desk.definitions.current(model)
        with self._engine.connect() as connection:
            spoken = talk.of_session(connection, session_id, words=True)
        said = talk.transcript([one for one in _since_left(spoken) if not one.by_desk])
        filing, _ = intake.from_transcript(said, definition, today)
        values = {
            name: value for name, value in filing.fields.items() if isinstance(value, str | int | float)
        }
        form = Form(
            id=uuid4().hex, model=definition.name, version=definition.version,
            values=values, started=values, evidence=filing.evidence,
            category=filing.category, department=filing.department, confidence=filing.confidence,
        ).next(definition)  # fmt: skip
        self._keep(session_id, form)
        asked = flow.prompt(form, definition)
        begin = "begin_callback" if definition.name == CALLBACK else "begin"
        return replace(asked, text=f"{say(begin)}\n{asked.text}")

    def answer(self, session_id: str, form: Form, text: str, today: date) -> Said | None:
        """What a message does to the form; None where it is a question for the assistant."""
        if flow.agrees(form, text):
            return self.confirm(session_id, today)
        said = flow.answer(form, self.definition(form), text, today)
        return self._kept(session_id, said) if said else None

    def act(
        self,
        session_id: str,
        act: Act,
        today: date,
        *,
        field: str = "",
        value: object = "",
        model: str = MODEL,
    ) -> Said:
        """A tapped action; raises FormError where there is nothing to do it to."""
        if act == "start":
            return self.start(session_id, today, model)
        if act == "confirm":
            return self.confirm(session_id, today)
        form = self.of_session(session_id)
        if form is None or not form.open:
            raise FormError(say("no_form"))
        return self._kept(session_id, flow.do(form, self.definition(form), act, today, field, value))

    def confirm(self, session_id: str, today: date) -> Said:
        """File what was read back; the same form again tells the same number."""
        form = self.of_session(session_id)
        if form is None or form.stage == "cancelled":
            raise FormError(say("no_form"))
        if form.stage == "filed":
            return Said(say("filed_already", number=form.number), form=form)
        definition = self.definition(form)
        if form.stage == "asking":
            raise FormError(say("not_complete", question=flow.waits_for(form, definition)))
        ticket = self._file(session_id, form, today)
        filed = replace(form, stage="filed", number=ticket.number, values={}, started={}, evidence={})
        self._keep(session_id, filed)
        return Said(_filed(ticket, form, definition), form=filed)

    def _file(self, session_id: str, form: Form, today: date) -> Ticket:
        whole = not form.unknown
        filing = Filing(
            form.values, model=form.model, channel=CHANNEL, client_key=f"form:{form.id}",
            evidence=form.evidence, category=form.category, department=form.department,
            confidence=form.confidence, session_id=session_id,
        )  # fmt: skip
        ticket = self._desk.file(filing, CITIZEN, today, confirmed=whole)
        if not whole and ticket.version == 1:
            labels = "、".join(self.definition(form).label(name) for name in form.unknown)
            note = Change(note=f"市民已核对其余内容，说不清：{labels}。请联系核对后代为确认")
            ticket = self._desk.move(ticket.number, "note", replace(SYSTEM, role="operator"), today, note)
        return ticket

    def _kept(self, session_id: str, said: Said) -> Said:
        assert said.form is not None
        if said.form.stage == "cancelled":
            with transaction(self._engine) as connection:
                flows.drop(connection, session_id, "form")
        else:
            self._keep(session_id, said.form)
        return said

    def _keep(self, session_id: str, form: Form) -> None:
        with transaction(self._engine) as connection:
            flows.put(connection, session_id, "form", form.to_json())


def _since_left(spoken: Sequence[talk.Spoken]) -> Sequence[talk.Spoken]:
    """The turns after the last order that was left: what was said for it is not said for the next."""
    left = (n for n, one in enumerate(spoken, 1) if one.by_desk and one.text == say("cancelled"))
    return spoken[max(left, default=0) :]


def due_words(ticket: Ticket) -> str:
    if ticket.due is None:
        return say("no_due")
    return say("due", day=f"{ticket.due.month}月{ticket.due.day}日")


def _filed(ticket: Ticket, form: Form, definition: Definition) -> str:
    if form.unknown:
        labels = "、".join(definition.label(name) for name in form.unknown)
        return say("filed_open", number=ticket.number, labels=labels)
    return say("filed", number=ticket.number, department=ticket.department, due=due_words(ticket))
