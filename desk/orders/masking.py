"""Personal data of an order, hidden from roles that do not need it to do their work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from desk.extract.types import Value
from desk.orders.definition import Definition
from dialogue.guard.pii import mask_pii

_SEE_ALL = frozenset({"agent", "supervisor", "operator"})
"""Who talks to citizens; knowledge staff and viewers see what happened, not to whom."""


def may_see_all(role: str) -> bool:
    return role in _SEE_ALL


def masked_value(kind: str, name: str, value: Value) -> Value:
    text = str(value)
    if kind == "phone":
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "****" + text[-2:]
    if kind == "id_number":
        return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
    if name == "caller_name":
        return text[:1] + "*" * max(1, len(text) - 1)
    return masked_text(text) if kind == "text" and isinstance(value, str) else value


def masked_fields(definition: Definition, values: dict[str, Value]) -> dict[str, Value]:
    kinds = {field.name: field.type for field in definition.fields}
    hidden = {name: masked_value(kinds.get(name, "text"), name, value) for name, value in values.items()}
    return {
        key: masked_text(value, values)
        if isinstance(value, str) and kinds.get(key) == "text" and key != "caller_name"
        else value
        for key, value in hidden.items()
    }


def masked_text(text: str, values: Mapping[str, Value] | None = None, names: Iterable[str] = ()) -> str:
    """Free text without numbers and names of persons; the caller's own name is known from the order, more are given."""
    for name in (str((values or {}).get("caller_name", "")), *names):
        if len(name) >= 2:
            text = text.replace(name, name[:1] + "*" * (len(name) - 1))
    return re.sub(r"(?<!\d)\d{11}(?!\d)", "[电话]", mask_pii(text))
