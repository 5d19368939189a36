"""A work-order definition: fields, routing, deadlines and reports, as staff write them in one YAML file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from desk.errors import TicketModelError
from desk.extract.model import TicketField, TicketModel, default_model
from desk.extract.types import Value
from desk.orders.calendar import Calendar
from kb import faults

Level = Literal["street", "district", "city"]
LEVELS: tuple[Level, ...] = ("street", "district", "city")
LEVEL_NAMES: dict[Level, str] = {"street": "街道", "district": "区级", "city": "市级"}

_COLUMNS = frozenset(
    ["state", "department", "level", "assignee", "priority", "channel", "category", "filed_on", "filed_month"]
)
"""What reports may group by besides the fields."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Part):
    """When a rule holds: every named field has one of the values; none named always holds."""

    when: dict[str, tuple[str | bool | int | float, ...]] = Field(default_factory=dict)

    def holds(self, fields: Mapping[str, Value]) -> bool:
        return all(fields.get(name) in values for name, values in self.when.items())


class Route(Condition):
    department: str
    """Who handles it; "{district}" becomes the name of the order's district."""
    level: Level = "district"
    priority: Literal["normal", "urgent"] = "normal"


class Deadline(Condition):
    days: int = Field(gt=0, le=365)
    """Working days until the answer."""
    warn: int = Field(1, ge=0)
    """Working days before the end from which a warning shows."""
    stages: dict[Literal["filed", "reviewed", "dispatched", "handling", "replied"], int] = Field(
        default_factory=dict
    )
    """Working days each step may take."""


class SameMatter(_Part):
    by: tuple[str, ...] = ("area",)
    """Fields that must agree, besides the person."""
    days: int = Field(90, ge=0)


class Report(_Part):
    name: str
    group_by: tuple[str, ...] = Field(min_length=1, max_length=4)
    when: dict[str, tuple[str | bool | int | float, ...]] = Field(default_factory=dict)


class Fallback(_Part):
    department: str = "热线值班组"
    level: Level = "city"


class Days(_Part):
    """Holidays and worked weekends as the State Council announces them for a year."""

    holidays: tuple[datetime.date, ...] = ()
    workdays: tuple[datetime.date, ...] = ()


class Definition(TicketModel):
    """A model of orders with everything that staff decide about them."""

    routing: tuple[Route, ...] = ()
    fallback: Fallback = Fallback()
    deadlines: tuple[Deadline, ...] = ()
    calendar: Days = Days()
    same_matter: SameMatter | None = None
    """When orders are about one thing; None links nothing."""
    reports: tuple[Report, ...] = ()
    becomes_knowledge: str = ""
    """The field whose question, with the reviewed reply, becomes a draft entry; empty for none."""

    @model_validator(mode="before")
    @classmethod
    def _default_fields(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("fields") == "DEFAULT":
            return {**data, "fields": default_model().model_dump()["fields"]}
        return data

    @model_validator(mode="after")
    def _choices_are_given(self) -> Definition:
        if empty := [f.label for f in self.fields if f.type == "choice" and not f.choices]:
            raise ValueError(f"选项字段 {'、'.join(empty)} 没有写 choices")
        return self

    @model_validator(mode="after")
    def _rules_name_fields(self) -> Definition:
        names = {field.name for field in self.fields}
        if not names:
            raise ValueError("一个字段也没有")
        conditions = [rule.when for rule in (*self.routing, *self.deadlines)]
        conditions += [report.when for report in self.reports]
        for when in conditions:
            if unknown := [name for name in when if name not in names]:
                raise ValueError(f"规则里的 {'、'.join(unknown)} 不是字段")
        for report in self.reports:
            if unknown := [n for n in report.group_by if n not in names | _COLUMNS]:
                raise ValueError(f"报表「{report.name}」的 {'、'.join(unknown)} 不是字段也不是工单的栏目")
        if self.becomes_knowledge and self.becomes_knowledge not in names:
            raise ValueError(f"becomes_knowledge 里的 {self.becomes_knowledge} 不是字段")
        same = self.same_matter.by if self.same_matter else ()
        if unknown := [n for n in same if n not in names]:
            raise ValueError(f"same_matter 里的 {'、'.join(unknown)} 不是字段")
        return self

    def field(self, name: str) -> TicketField | None:
        return next((field for field in self.fields if field.name == name), None)

    def label(self, name: str) -> str:
        found = self.field(name)
        return found.label if found else name

    def lacking(self, fields: Mapping[str, Value]) -> list[TicketField]:
        """Required fields that have no value, in the order they are asked."""
        kind = fields.get("request_type")
        return [
            field
            for field in self.fields
            if field.name not in fields and field.needed_for(str(kind) if kind is not None else None)
        ]

    def deadline_for(self, fields: Mapping[str, Value]) -> Deadline | None:
        return next((rule for rule in self.deadlines if rule.holds(fields)), None)

    def route_for(self, fields: Mapping[str, Value]) -> Route | None:
        return next((rule for rule in self.routing if rule.holds(fields)), None)

    @property
    def days(self) -> Calendar:
        return Calendar(frozenset(self.calendar.holidays), frozenset(self.calendar.workdays))

    def to_yaml(self) -> str:
        rows = self.model_dump(mode="json")
        return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=110)


def parse(text: str, where: str = "工单定义") -> Definition:
    """Read a definition; raises TicketModelError naming the place and what to mend."""
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TicketModelError(f"{where} 不是合法的 YAML：请改正后重试（{error}）") from error
    if not isinstance(rows, dict):
        raise TicketModelError(f"{where} 里没有工单定义：至少要有 name、version 和 fields")
    return from_rows(rows, where)


def from_rows(rows: Mapping[str, Any], where: str = "工单定义") -> Definition:
    try:
        return Definition.model_validate(dict(rows))
    except ValidationError as error:
        raise TicketModelError(f"{where} 的 {faults.first(error)}，请改正后重试") from error


@cache
def shipped() -> dict[str, Definition]:
    """The definitions that come with the product, by name."""
    found = [
        parse(files("desk.orders").joinpath(name).read_text(encoding="utf-8"), name)
        for name in ("default.yaml", "hard_question.yaml", "callback.yaml")
    ]
    return {definition.name: definition for definition in found}
