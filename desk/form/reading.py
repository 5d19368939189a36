"""What a citizen's answer means for the field that was asked, and which fields a correction changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from desk.errors import FieldError
from desk.extract import extract
from desk.extract.model import TicketField
from desk.extract.transcript import is_yes
from desk.extract.types import Value
from desk.orders import fields
from desk.orders.definition import Definition
from kb import regions
from kb.errors import KnowledgeError
from kb.text import fold

_NAME_LEAD = re.compile(r"^(?:我|本人|免贵|您好|你好|就|是|叫|姓名?|名字|称呼|[,，。\s])*(?:叫|姓|是)?")
_NO = re.compile(r"^(?:不|没|否|别|用不着)")
FREE = frozenset({"summary", "expectation"})
"""Fields in the citizen's own words: any words are an answer, and none of them is a correction."""
_ALIASES: dict[str, tuple[str, ...]] = {
    "phone": ("电话", "手机", "号码"), "caller_name": ("姓名", "名字", "称呼"), "district": ("区",),
    "event_date": ("时间", "日期"), "employer": ("单位", "公司"), "amount": ("金额", "钱"),
    "summary": ("内容", "情况", "摘要"), "area": ("业务",), "request_type": ("类型",),
}  # fmt: skip
"""What people call the fields."""
_LEAST = 2
_SURELY = 0.7
"""Confidence from which what a message says beside the answer is taken too."""
_ONLY_YES_OR_NO = re.compile(r"^(?:对|是|是的|好|好的|嗯+|不|不是|没有|行|可以)[的啊吧呀]*$")


def value(field: TicketField, text: str, definition: Definition, today: date) -> Value | None:
    """The value of the field in a message that answers its question; None where there is none.

    Raises FieldError where there is one that cannot be right, e.g. a telephone number with a digit missing.
    """
    if field.type == "choice":
        return _choice(field, text) or _recognised(field, text, definition, today, least=_SURELY)
    if field.name in FREE or field.name not in _RECOGNISED:
        return _plain(field, text)
    found = _recognised(field, text, definition, today)
    return found if found is not None else _plain(field, text)


def beside(field: TicketField, text: str, definition: Definition, today: date) -> dict[str, Value]:
    """What an answer says of other fields, so that nobody is asked for what they have just said."""
    asked = {"role": "agent", "text": field.ask or field.label}
    found = extract([asked, {"role": "citizen", "text": text}], today, definition).fields
    said: dict[str, object] = {
        name: one.value
        for name, one in found.items()
        if name != field.name and name not in FREE and one.confidence >= _SURELY
    }
    return _fitting(definition, said)


def mentioned(definition: Definition, text: str, today: date) -> dict[str, Value]:
    """Fields a correction names with their new value; the citizen's own words stay as they are."""
    found = extract([{"role": "citizen", "text": text}], today, definition).fields
    said: dict[str, object] = {
        name: one.value for name, one in found.items() if name not in FREE and name in _SURE
    }
    last = re.split(r"是(?!不是)|改成|改为|换成", text)[-1]
    for field in definition.fields:
        if field.type == "choice" and (chosen := _choice(field, last, strict=True)):
            said[field.name] = chosen
        if field.label in text and (own := _after_label(field, text)):
            said[field.name] = own
    return _fitting(definition, said)


def label_alone(definition: Definition, text: str) -> TicketField | None:
    """The field that the message names and says no more of: "所在区", "改一下联系电话"."""
    bare = re.sub(
        r"^(?:我|要|想|把|是|改|换|修改|更正|一下)+|(?:要|得|需要)?(?:改(?:一下)?|错了|不对)$", "", fold(text)
    )
    return next(
        (field for field in definition.fields if bare in (field.label, *_ALIASES.get(field.name, ()))), None
    )


def named(definition: Definition, text: str) -> TicketField | None:
    """The field whose label the message names."""
    folded = fold(text)
    return next(
        (
            field
            for field in definition.fields
            if field.label in text or any(alias in folded for alias in _ALIASES.get(field.name, ()))
        ),
        None,
    )


_RECOGNISED = frozenset(
    {
        "caller_name",
        "phone",
        "id_number",
        "district",
        "employer",
        "event_date",
        "amount",
        "urgent",
        "callback",
    }
)
_SURE = frozenset({"caller_name", "phone", "id_number", "district", "employer", "event_date", "amount"})


def _recognised(
    field: TicketField, text: str, definition: Definition, today: date, least: float = 0.0
) -> Value | None:
    talk = [
        {"role": "agent", "text": field.ask or f"{field.label}是什么？"},
        {"role": "citizen", "text": text},
    ]
    found = extract(talk, today, definition).fields.get(field.name)
    if found is None or found.confidence < least:
        return None
    return next(iter(fields.checked(definition, {field.name: found.value}).values()))


def _plain(field: TicketField, text: str) -> Value | None:
    """The message itself as the value."""
    said = text.strip(" 。.，,！!？?、\n\t")
    if field.type == "flag":
        return True if is_yes(said) else False if _NO.match(said) else None
    if field.name == "caller_name":
        said = _NAME_LEAD.sub("", said)
        return said if 1 <= len(said) <= 12 and not re.search(r"[？?吗\d]", said) else None
    if field.type == "region":
        try:
            return regions.parse(said.removeprefix("在").removeprefix("是"))
        except KnowledgeError:
            return None
    if field.type == "phone" and not re.search(r"\d{3}", said):
        return None
    if field.type in ("date", "money", "id_number") and not re.search(r"\d", said):
        return None
    if field.type == "text" and _ONLY_YES_OR_NO.match(said):
        return None
    if field.type == "text" and len(said) < (_LEAST if field.name in FREE else 1):
        return None
    number = re.sub(r"[^\d\-Xx]", "", said) if field.type in ("phone", "id_number") else said
    return _checked_alone(field, number)


def _checked_alone(field: TicketField, raw: object) -> Value | None:
    from desk.extract.model import TicketModel

    model = TicketModel(name="one", version=1, fields=(field,))
    return next(iter(fields.checked(model, {field.name: raw}).values()), None)


def _choice(field: TicketField, text: str, *, strict: bool = False) -> str | None:
    """The one choice named, or the one of that number."""
    folded = text.strip(" 。.，,！!、")
    if not strict and folded.isdigit() and 1 <= int(folded) <= len(field.choices):
        return field.choices[int(folded) - 1]
    hits = [choice for choice in field.choices if choice in folded]
    if len(hits) == 1:
        return hits[0]
    short = [choice for choice in field.choices if choice.removesuffix("保险") in folded]
    return short[0] if len(short) == 1 and not strict else None


def _after_label(field: TicketField, text: str) -> object:
    """What stands after "电话改成", "姓名是"."""
    match = re.search(
        rf"{re.escape(field.label)}\s*(?:应该|应当)?(?:是|为|改成|改为|改|换成|：|:)+\s*(.+)", text
    )
    return match[1].strip(" 。，,") if match else None


def _fitting(definition: Definition, said: Mapping[str, object]) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for name, raw in said.items():
        try:
            kept |= fields.checked(definition, {name: raw})
        except FieldError:
            continue
    return kept
