"""From a conversation to what can be filed, and back to words the citizen can confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desk.errors import FieldError
from desk.extract import extract
from desk.extract.sorter import Sorter
from desk.extract.types import Extraction, Value
from desk.orders import fields
from desk.orders.definition import Definition
from desk.orders.types import Filing
from kb import regions


def from_transcript(
    transcript: object,
    definition: Definition,
    today: date,
    *,
    corrected: Mapping[str, object] | None = None,
    channel: str = "hotline",
    client_key: str | None = None,
    session_id: str = "",
    sorter: Sorter | None = None,
) -> tuple[Filing, Extraction]:
    """What the conversation says, with what a person corrected over it.

    A value that was said but cannot be right (an identity number whose check digit fails) is left out, so
    that it is asked again rather than filed.
    """
    found = extract(transcript, today, definition, sorter)
    values: dict[str, object] = {
        name: one.value for name, one in found.fields.items() if _fits(definition, name, one.value)
    }
    evidence = {
        name: {"confidence": one.confidence, "turn": one.evidence.turn, "start": one.evidence.start, "end": one.evidence.end}
        for name, one in found.fields.items()
        if name in values and name not in (corrected or {})
    }  # fmt: skip
    category = found.category
    filing = Filing(
        fields={**values, **(corrected or {})},
        model=definition.name,
        channel=channel,
        client_key=client_key,
        evidence=evidence,
        category=category.name if category else "",
        department=category.department if category else "",
        confidence=category.confidence if category else 0.0,
        session_id=session_id,
    )
    return filing, found


def read_back(definition: Definition, values: Mapping[str, Value]) -> str:
    """The order in words, for the citizen to say yes to."""
    lines = [
        f"{field.label}：{shown(field.type, values[field.name])}"
        for field in definition.fields
        if field.name in values
    ]
    lacking = definition.lacking(values)
    if lacking:
        asks = [field.ask or f"{field.label}是什么？" for field in lacking]
        return "\n".join(["目前登记的是：", *lines, "还需要您补充：", *asks])
    return "\n".join(["请您核对：", *lines, "没有问题的话，我就为您提交。"])


def shown(kind: str, value: Value) -> str:
    """A value as people read it."""
    if kind == "flag":
        return "是" if value else "否"
    if kind == "region":
        return regions.name_of(str(value))
    if kind == "money":
        return f"{value}元"
    return str(value)


def _fits(definition: Definition, name: str, value: Value) -> bool:
    try:
        return bool(fields.checked(definition, {name: value}))
    except FieldError:
        return False
