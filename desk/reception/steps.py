"""What the desk has to say to a message: a form, a lookup or a call back goes on or begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Engine

from desk import flows, progress, talk
from desk.extract.types import Value
from desk.form import Form, Forms, Said, flow
from desk.form.filing import CALLBACK
from desk.handoff import Handoff, Line, missed
from desk.handoff.line import Wish
from desk.orders import Desk
from desk.personal import PersonalFlow
from desk.reception import pictures, requests
from desk.wording import say
from dialogue.calculators import goes_on
from dialogue.guard import Guard
from dialogue.types import Outcome, Request
from dialogue.understand import repair, small_talk
from kb.database import transaction


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a conversation stands before a message."""

    wish: Wish | None
    flows: dict[flows.Kind, dict[str, Any]]
    unmet: Handoff | None = None
    """A wish for a person that nobody met, where the citizen may still leave a number."""
    sum: dict[str, object] = field(default_factory=dict)
    """A sum that the assistant waits with or just gave, while an order is filled in."""

    @property
    def idle(self) -> bool:
        """Whether nothing is in the middle of being filled in or asked for."""
        return all(kind == "form" and kept.get("stage") == "filed" for kind, kept in self.flows.items())

    @property
    def held(self) -> bool:
        return self.wish is not None and self.wish.handoff.state == "held"


@dataclass(frozen=True, slots=True)
class Step:
    """What the desk says to a message."""

    said: Said
    outcome: Outcome
    kind: str
    kept: str | None = None
    secret: bool = False
    """Whether not even the masked message may be kept."""
    values: dict[str, Value] | None = None


class Steps:
    """Everything a conversation can be in the middle of at the desk."""

    def __init__(
        self,
        engine: Engine,
        desk: Desk,
        forms: Forms,
        line: Line,
        guard: Guard,
        personal: PersonalFlow | None,
    ) -> None:
        self._engine = engine
        self._desk = desk
        self._forms = forms
        self._line = line
        self._guard = guard
        self._personal = personal

    def next(self, request: Request, situation: Situation) -> Step | None:
        """None where the assistant answers."""
        return self._pictures_alone(request, situation) or self._step(request, situation)

    def _pictures_alone(self, request: Request, situation: Situation) -> Step | None:
        """Nobody looks at pictures here: whoever sends nothing else is told to write what stands on them."""
        if not pictures.held(request.message) or pictures.without(request.message):
            return None
        return Step(Said(say("picture") + self.form_waits(situation)), "clarify", "picture")

    def form_waits(self, situation: Situation) -> str:
        waits = self._waits(situation)
        return say("form_waits", question=waits) if waits else ""

    def _waits(self, situation: Situation) -> str:
        """What an open order waits for; empty where none is open."""
        if "form" not in situation.flows or not (form := Form.from_json(situation.flows["form"])).open:
            return ""
        return flow.waits_for(form, self._forms.definition(form))

    def _step(self, request: Request, situation: Situation) -> Step | None:
        """What the desk has to say; None where the assistant answers."""
        wish = situation.wish
        # whoever must be looked after keeps their place, whatever they say
        if wish and wish.handoff.priority != "urgent" and requests.waits_no_longer(request.message):
            self._line.withdraw(request.session_id)
            return Step(Said(say("withdrawn") + self.form_waits(situation)), "chitchat", "handoff")
        if situation.flows and self._left_to_the_assistant(request.message):
            return None
        if situation.unmet and situation.idle and (step := self._call_back(request, situation)):
            return step
        if progress.wanted(request.message) and not _own_words(situation):
            return self._begin(request)
        if requests.wants_order(request.message):
            return self._how_to_file(situation)
        kinds: tuple[flows.Kind, ...] = ("personal", "form", "progress")
        for kind in kinds:
            if kind in situation.flows and (step := self._go_on(kind, request, situation)):
                return step
        return self._begin(request)

    def _left_to_the_assistant(self, message: str) -> bool:
        """Whether it is no word to what is being filled in: a person is wanted, or not, or somebody must be stopped."""
        person = small_talk.only_wants_person(message) or small_talk.about_person(message)
        return bool(person) or self._stops(message)

    def _stops(self, message: str) -> bool:
        """Whether the assistant must speak first: what is harmful is refused, danger and threats go to a person."""
        checked = self._guard.check(message)
        return checked.action in ("escalate", "refuse") and not checked.only_noted

    def _call_back(self, request: Request, situation: Situation) -> Step | None:
        """Somebody nobody had time for leaves a number; what they said before goes with it."""
        assert situation.unmet is not None
        if progress.wanted(request.message):
            return None
        telephone = progress.telephone(request.message)
        with self._engine.connect() as connection:
            if not missed.wanted(connection, situation.unmet, request.message, telephone):
                return None
        if self._stops(request.message):
            return None
        return self._ask_number(request, telephone)

    def _ask_number(self, request: Request, telephone: str = "") -> Step:
        session_id, today = request.session_id, request.today
        said = self._forms.start(session_id, today, CALLBACK)
        if telephone and said.form is not None:
            given = self._forms.act(session_id, "correct", today, field="phone", value=telephone)
            said = replace(given, text=given.text)
        return form_step(said, None)

    def _go_on(self, kind: flows.Kind, request: Request, situation: Situation) -> Step | None:
        kept = situation.flows[kind]
        if kind == "form":
            form = Form.from_json(kept)
            if not form.open or self._of_the_sum(form, request, situation):
                return None
            said = self._forms.answer(request.session_id, form, request.message, request.today)
            if said is None:
                return None
            self.filed(request.session_id, said.form)
            return form_step(said, form)
        if repair.said(request.message) and not self._spoke_last(request.session_id):
            return None
        if kind == "progress":
            looked = progress.go_on(self._desk, kept, request.message)
            return self._looked(request, looked) if looked else None
        checked = self._personal.go_on(kept, request.message) if self._personal else None
        return self._checked(request, checked) if checked else None

    def _spoke_last(self, session_id: str) -> bool:
        """Whether the last word was the desk's: a lookup left open is not what "再说一遍" after an answer means."""
        with self._engine.connect() as connection:
            spoken = talk.of_session(connection, session_id)
        return bool(spoken) and spoken[-1].by_desk

    def _how_to_file(self, situation: Situation) -> Step:
        if waits := self._waits(situation):
            return Step(Said(say("how_going", question=waits)), "clarify", "form")
        return Step(Said(say("how_to_file"), offers=("file_order",)), "clarify", "form")

    def _of_the_sum(self, form: Form, request: Request, situation: Situation) -> bool:
        """Whether the message goes on with a sum beside the order: "不对，是9年" after "能领几个月" was answered."""
        return goes_on(request.message, situation.sum, request.today) and not flow.takes(
            form, self._forms.definition(form), request.message, request.today
        )

    def _begin(self, request: Request) -> Step | None:
        if progress.wanted(request.message):
            looked = progress.begin(self._desk, request.session_id, request.message)
            return self._looked(request, looked)
        if self._personal and (checked := self._personal.begin(request.message)):
            return self._checked(request, checked)
        return None

    def _looked(self, request: Request, looked: progress.Looked) -> Step:
        self._flow(request.session_id, "progress", looked.lookup.to_json() if looked.lookup else None)
        return Step(looked.said, "clarify" if looked.lookup else "answer", "progress")

    def _checked(self, request: Request, checked: Any) -> Step:
        self._flow(request.session_id, "personal", checked.check.to_json() if checked.check else None)
        told = checked.kept != checked.said.text
        outcome: Outcome = "clarify" if checked.check else "answer" if told else "unknown"
        return Step(checked.said, outcome, "personal", kept=checked.kept, secret=True)

    def _flow(self, session_id: str, kind: flows.Kind, payload: dict[str, Any] | None) -> None:
        with transaction(self._engine) as connection:
            if payload is None:
                flows.drop(connection, session_id, kind)
            else:
                flows.put(connection, session_id, kind, payload)

    def filed(self, session_id: str, form: Form | None) -> None:
        if form is not None and form.stage == "filed":
            self._line.became(session_id, form.number)


def _own_words(situation: Situation) -> bool:
    """Whether the order waits for the citizen's story, which may speak of anything."""
    return situation.flows.get("form", {}).get("asked") in ("summary", "expectation")


def form_step(said: Said, before: Form | None) -> Step:
    form = said.form
    values = dict((before.values if before else {}) or (form.values if form else {}))
    outcome: Outcome = "answer" if form is not None and form.stage == "filed" else "clarify"
    if form is not None and form.stage == "cancelled":
        outcome = "chitchat"
    return Step(said, outcome, "form", values={**values, **(dict(form.values) if form else {})})
