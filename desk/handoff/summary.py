"""What a person must know before they speak, so that the citizen need not say it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from desk.extract import extract
from desk.extract.model import default_model
from desk.orders import intake
from desk.talk import Spoken, transcript
from dialogue.understand import small_talk
from kb import regions

_INSURED = {"employee": "职工", "resident": "城乡居民", "flexible": "灵活就业", "retired": "退休人员"}
_MOST = 8


class Summary(TypedDict):
    """Facts by label, questions, sources shown, mood, and what was last said."""

    facts: dict[str, str]
    questions: list[str]
    unanswered: list[str]
    sources: list[str]
    mood: str
    last: str


def of(talk: Sequence[Spoken], today: date) -> Summary:
    asked = [one for one in talk if one.questions and not one.by_desk]
    sources = (str(c.get("document") or c.get("title")) for one in talk for c in one.citations)
    return Summary(
        facts={**_scope(talk), **_elements(talk, today)},
        questions=_unique(question for one in asked for question in one.questions),
        unanswered=_unique(
            q for one in asked if one.outcome in ("unknown", "clarify") for q in one.questions
        ),
        sources=_unique(sources),
        mood=mood(talk, today),
        last=talk[-1].message if talk else "",
    )


def mood(talk: Sequence[Spoken], today: date) -> str:
    """One word, from what was noticed in the last turns."""
    last = talk[-4:]
    guards = {found for one in last for found in one.guard}
    kinds = {small_talk.small_talk(one.message) for one in last}
    if "unstable" in guards:
        return "激动"
    if "crisis" in guards or "distress" in kinds:
        return "低落"
    if "complaint" in kinds:
        return "不满"
    said = extract([{"role": "citizen", "text": one.message} for one in last], today).fields
    urgent = said.get("urgent")
    return "着急" if urgent is not None and urgent.value is True else "平静"


def _scope(talk: Sequence[Spoken]) -> dict[str, str]:
    scope = next((one.scope for one in reversed(talk) if one.scope), {})
    found: dict[str, str] = {}
    if region := scope.get("region"):
        found["地区"] = regions.name_of(str(region))
    if insured := scope.get("insured_type"):
        found["参保类型"] = _INSURED.get(str(insured), str(insured))
    return found


def _elements(talk: Sequence[Spoken], today: date) -> dict[str, str]:
    model = default_model()
    fields = extract(transcript(talk), today, model).fields
    return {
        field.label: intake.shown(field.type, fields[field.name].value)
        for field in model.fields
        if field.name in fields and field.name not in ("summary", "urgent")
    }


def _unique(texts: Any) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))[-_MOST:]
