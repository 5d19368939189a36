"""Values of an order: checked against their field and written in one way."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping

from desk.errors import FieldError
from desk.extract.model import TicketField, TicketModel
from desk.extract.types import Value
from dialogue.guard.digits import is_id_number
from kb import regions
from kb.errors import KnowledgeError

_MOST_TEXT = 5000
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[2-8]\d{7}|\d{5}")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_FLAGS = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}


def checked(model: TicketModel, given: Mapping[str, object]) -> dict[str, Value]:
    """The values in the model's order; raises FieldError naming every value that does not fit.

    An empty value is no value: it is asked for, not kept.
    """
    known = {field.name: field for field in model.fields}
    faults = [f"没有「{name}」这个字段" for name in given if name not in known]
    values: dict[str, Value] = {}
    for name, field in known.items():
        raw = given.get(name)
        if raw is None or raw == "":
            continue
        try:
            values[name] = _CHECKS[field.type](raw, field)
        except (ValueError, KnowledgeError) as error:
            faults.append(f"{field.label}：{error}")
    if faults:
        raise FieldError("；".join(faults) + "。请改正后重试")
    return values


def _text(raw: object, _: TicketField) -> str:
    if not isinstance(raw, str | int | float) or isinstance(raw, bool):
        raise ValueError("应当是文字")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", str(raw)).strip()
    if not text:
        raise ValueError("只有空白或控制字符")
    if len(text) > _MOST_TEXT:
        raise ValueError(f"超过 {_MOST_TEXT} 字")
    return text


def _choice(raw: object, field: TicketField) -> str:
    if raw not in field.choices:
        raise ValueError(f"「{str(raw)[:20]}」不在可选的 {'、'.join(field.choices)} 里")
    return str(raw)


def _phone(raw: object, field: TicketField) -> str:
    number = re.sub(r"[\s—–]", "", _text(raw, field))
    if not _PHONE.fullmatch(number):
        raise ValueError("不是完整的电话号码")
    return number


def _id_number(raw: object, field: TicketField) -> str:
    number = re.sub(r"\s", "", _text(raw, field)).upper()
    if not is_id_number(number):
        raise ValueError("身份证号的校验位不对，请核对")
    return number


def _region(raw: object, field: TicketField) -> str:
    return regions.parse(_text(raw, field))


def _date(raw: object, field: TicketField) -> str:
    match = _DATE.fullmatch(_text(raw, field))
    if not match:
        raise ValueError("写成 2026-11-23、2026-11 或 2026")
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        raise ValueError("日历上没有这一天")
    parts = [match[1], *(f"{int(part):02d}" for part in match.groups()[1:] if part)]
    return "-".join(parts)


def _money(raw: object, _: TicketField) -> float | int:
    try:
        amount = float(str(raw).replace(",", "").removesuffix("元")) if not isinstance(raw, bool) else -1.0
    except ValueError:
        amount = -1.0
    if not 0 <= amount < 1e12:
        raise ValueError("应当是不小于 0 的金额（元）")
    return int(amount) if amount == int(amount) else round(amount, 2)


def _flag(raw: object, _: TicketField) -> bool:
    value = raw if isinstance(raw, bool) else _FLAGS.get(str(raw).lower())
    if value is None:
        raise ValueError("应当是 是 或 否")
    return value


_CHECKS: dict[str, Callable[[object, TicketField], Value]] = {
    "text": _text,
    "choice": _choice,
    "phone": _phone,
    "id_number": _id_number,
    "region": _region,
    "date": _date,
    "money": _money,
    "flag": _flag,
}
