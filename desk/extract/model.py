"""The work-order model: which fields an order has, of which type, and when each is needed.

Staff change the YAML file, not this code; a mistake in it is named before anything uses it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from desk.errors import TicketModelError
from desk.extract.types import Found
from kb import faults
from kb.types import AREAS

DEFAULT = Path(__file__).with_name("default_model.yaml")

FieldType = Literal["text", "choice", "phone", "id_number", "region", "date", "money", "flag"]


class TicketField(BaseModel):
    """One field of an order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Stable key, e.g. "event_date"."""
    label: str
    """What pages show, e.g. "发生时间"."""
    type: FieldType
    choices: tuple[str, ...] = ()
    required: Literal["always"] | tuple[str, ...] = ()
    """Always, or the request types that need it."""
    ask: str = ""
    """The question that gets it."""

    @model_validator(mode="before")
    @classmethod
    def _areas_by_name(cls, row: object) -> object:
        if isinstance(row, dict) and row.get("choices") == "AREAS":
            return {**row, "choices": AREAS}
        return row

    def accepts(self, found: Found) -> bool:
        """Whether the value is one this field may hold; only choices can rule a value out."""
        return self.type != "choice" or found.value in self.choices

    def needed_for(self, request_type: str | None) -> bool:
        return self.required == "always" or request_type in self.required


class TicketModel(BaseModel):
    """All fields of a kind of order, in the order pages show them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: int
    fields: tuple[TicketField, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> TicketModel:
        names = [field.name for field in self.fields]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"字段重复：{'、'.join(twice)}")
        return self

    def missing(self, present: dict[str, Found]) -> tuple[str, ...]:
        """Names of the fields this order needs and does not have."""
        kind = present.get("request_type")
        request_type = str(kind.value) if kind else None
        return tuple(f.name for f in self.fields if f.name not in present and f.needed_for(request_type))


def load(path: Path) -> TicketModel:
    """Read a model; raises TicketModelError naming the file and what to mend."""
    try:
        return TicketModel.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise TicketModelError(f"读不到工单模型 {path}：请检查路径") from error
    except yaml.YAMLError as error:
        raise TicketModelError(f"{path.name} 不是合法的 YAML：请改正后重试（{error}）") from error
    except ValidationError as error:
        raise TicketModelError(f"{path.name} 的 {faults.first(error)}，请改正后重试") from error


@cache
def default_model() -> TicketModel:
    return load(DEFAULT)
