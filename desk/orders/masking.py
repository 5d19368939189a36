"""Personal data of an order, hidden from roles that do not need it to do their work."""

from __future__ import annotations

import re

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
    name = values.get("caller_name")
    if isinstance(name, str) and len(name) >= 2:
        # the caller's name may stand in the story too
        hidden = {
            key: value.replace(name, str(hidden["caller_name"])) if isinstance(value, str) else value
            for key, value in hidden.items()
        }
    return hidden


def masked_text(text: str) -> str:
    """Free text without numbers and names of persons."""
    return re.sub(r"(?<!\d)\d{11}(?!\d)", "[电话]", mask_pii(text))
