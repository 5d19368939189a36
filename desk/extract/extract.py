"""From a conversation to the elements of its work order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desk.extract import (
    amount,
    area,
    category,
    dates,
    dictation,
    employer,
    expectation,
    flags,
    id_number,
    intent,
    name,
    phone,
    place,
    summary,
)
from desk.extract.model import TicketModel, default_model
from desk.extract.sorter import Sorter
from desk.extract.transcript import Conversation, read
from desk.extract.types import Extraction, Found


def extract(
    transcript: object, today: date, model: TicketModel | None = None, sorter: Sorter | None = None
) -> Extraction:
    """What a list of {role, text} says; raises TranscriptError where it is no conversation.

    `today` is what 昨天 and 去年 are counted from. A field of the model that has no recogniser here
    is left to the agent. `sorter` suggests the category where an office taught one.
    """
    model = model or default_model()
    talk = read(transcript)
    found = _recognised(talk, today)
    fields = {
        field.name: found[field.name]
        for field in model.fields
        if field.name in found and field.accepts(found[field.name])
    }
    return Extraction(fields, model.missing(fields), category.suggest(talk, fields, sorter))


def _recognised(talk: Conversation, today: date) -> dict[str, Found]:
    said = dictation.numbers(talk.statements, _number_kind)
    recognisers: dict[str, Callable[[], Found | None]] = {
        "area": lambda: area.find(talk),
        "caller_name": lambda: name.find(talk),
        "phone": lambda: phone.find(said),
        "id_number": lambda: id_number.find(said, talk.own),
        "district": lambda: place.find(talk),
        "employer": lambda: employer.find(talk),
        "summary": lambda: summary.find(talk),
        "expectation": lambda: expectation.find(talk),
        "urgent": lambda: flags.find_urgent(talk),
        "callback": lambda: flags.find_callback(talk),
    }
    results = {field: recognise() for field, recognise in recognisers.items()}
    results["request_type"] = intent.find(talk, employer=results["employer"], area=results["area"])
    least = amount.SURE if _is(results["request_type"], "建议") else 1
    results["amount"] = amount.find(talk, least=least)
    tells_no_event = _is(results["request_type"], "咨询") or _is(results["request_type"], "建议")
    results["event_date"] = dates.find(talk, today, asks=tells_no_event)
    against = results["employer"]
    if results["area"] is None and against is not None and _is(results["request_type"], "投诉"):
        # a quarrel with an employer about nothing else that was named
        results["area"] = Found("劳动关系", 0.45, against.evidence)
    return {field: found for field, found in results.items() if found is not None}


def _is(found: Found | None, value: str) -> bool:
    return found is not None and found.value == value


def _number_kind(digits: str, before: str, asked: str) -> tuple[str, bool] | None:
    return id_number.classify(digits, before, asked) or phone.classify(digits, before, asked)
