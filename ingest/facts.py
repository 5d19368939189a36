"""A row or an object becomes a fact: a figure with its unit, place and period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from ingest import cells
from ingest.entries import json_object, reasons, usable
from ingest.errors import BadRowError
from ingest.types import FactRow, RowError
from kb.fact import Fact

COLUMNS: dict[str, str] = {
    "name": "名称",
    "value": "数值",
    "unit": "单位",
    "region": "地区",
    "insured_types": "人群",
    "valid_from": "生效",
    "valid_to": "失效",
    "source": "来源",
    "verified": "核对",
}
"""Field of a fact to the Chinese header of its column."""

REQUIRED = ("name", "value", "valid_from")

_NAMES = {name: field for field, name in COLUMNS.items()} | {field: field for field in COLUMNS}
_REMARK = re.compile(r"[（(].*?[）)]|[*＊:：\s]")


def mapping(headers: Sequence[str]) -> dict[int, str] | None:
    """Column index to field, or None where these are not the headers of facts."""
    found: dict[int, str] = {}
    for index, header in enumerate(headers):
        name = _NAMES.get(_REMARK.sub("", unicodedata.normalize("NFKC", header)).lower())
        if name and name not in found.values():
            found[index] = name
    return found if set(REQUIRED) <= set(found.values()) else None


@dataclass
class FactReader:
    """Reads the facts of one file."""

    file: str
    region: str | None = None
    _seen: dict[tuple[str, str], str] = field(default_factory=dict)

    def read(
        self, fields: Mapping[str, object], row: int, sheet: str | None = None, done: float = 0.0
    ) -> FactRow | RowError:
        try:
            fact = self._fact(
                {name: usable(COLUMNS.get(name, name), value) for name, value in fields.items()}
            )
            where = f"「{sheet}」第{row}行" if sheet else f"第{row}行"
            key = (fact.name, str(fact.valid_from))
            if self._seen.setdefault(key, where) is not where:
                raise BadRowError(f"「{fact.name}」与{self._seen[key]}同名、同一天生效：请删去其中一行")
        except BadRowError as error:
            return RowError(self.file, sheet, row, str(error))
        return FactRow(fact, sheet, row, done)

    def _fact(self, values: Mapping[str, object]) -> Fact:
        region = cells.text(values.get("region"))
        source = cells.source(values.get("source"))
        record = {
            "name": cells.text(values.get("name")),
            "value": cells.text(values.get("value")).replace(",", ""),
            "unit": cells.text(values.get("unit")),
            "region": cells.region(region) if region else (self.region or ""),
            "insured_types": cells.insured_types(values.get("insured_types")),
            "valid_from": cells.day(values.get("valid_from"), COLUMNS["valid_from"]),
            "valid_to": cells.day(values.get("valid_to"), COLUMNS["valid_to"], last=True),
            "source": source,
            "verified": json_object(values.get("verified"), "核对", plain="against")
            or {"against": str((source or {}).get("title", ""))},
        }
        for name in (*REQUIRED, "source"):
            if not record[name]:
                raise BadRowError(f"「{COLUMNS[name]}」是空的：请补上，或删掉这一行")
        try:
            return Fact.model_validate(record)
        except ValidationError as error:
            raise BadRowError(reasons(error, COLUMNS)) from error
