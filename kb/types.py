"""The records of knowledge that every other folder speaks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal, NewType, get_args

InsuredType = Literal["employee", "resident", "flexible", "retired"]
"""Who is insured: 职工, 居民, 灵活就业, 退休."""

INSURED_TYPES: tuple[InsuredType, ...] = get_args(InsuredType)

INSURED_NAMES: dict[str, InsuredType] = {
    "职工": "employee",
    "在职": "employee",
    "在职职工": "employee",
    "居民": "resident",
    "城乡居民": "resident",
    "灵活就业": "flexible",
    "灵活就业人员": "flexible",
    "退休": "retired",
    "退休人员": "retired",
}
"""Names that staff write in a cell, and the types they mean."""

ItemKind = Literal["entry", "passage", "table"]
ItemId = NewType("ItemId", str)
"""Stable public id of what can be found and cited, e.g. "unemployment-benefit-months"."""

ReviewState = Literal["draft", "in_review", "published", "retired"]

AREAS: tuple[str, ...] = (
    "参保登记", "缴费", "手工报销", "直接结算", "异地就医", "转移接续", "个人账户", "生育保险",
    "门诊慢特病", "药品目录", "经办指南", "热点问题", "养老保险", "失业保险", "工伤保险", "就业创业",
    "劳动关系", "人事人才", "社保卡", "个人权益记录", "其他部门",
)  # fmt: skip
"""Business areas (业务) of the scope, in the order pages show them."""


class Authority(IntEnum):
    """How much a source weighs; the higher wins where similarity alone would not."""

    UNOFFICIAL = 0
    """Nobody official issued it: may help to find a rule, is never cited as one."""
    CASE = 1
    """A typical case: an example, not a rule."""
    OFFICIAL_QA = 2
    """Questions and answers or news published by an office."""
    ENTRY = 3
    """A reviewed entry, resting on its own source."""
    RULE = 4
    """A law, regulation or notice."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something holds; both ends belong to it, None is open."""

    start: date | None = None
    end: date | None = None

    def contains(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    def overlaps(self, other: Period) -> bool:
        latest_start = max(self.start or date.min, other.start or date.min)
        earliest_end = min(self.end or date.max, other.end or date.max)
        return latest_start <= earliest_end


@dataclass(frozen=True, slots=True)
class Scope:
    """Where, for whom and on which day a question is asked; None means not said."""

    region: str | None = None
    """GB/T 2260 code ("110106" is 丰台区); rules of it and of everything above it hold there."""
    insured_type: InsuredType | None = None
    on: date | None = None
    """The day the rule must be in force; None searches every period."""


@dataclass(frozen=True, slots=True)
class Document:
    """One ingested policy document."""

    name: str
    """The file's name, as citations show it."""
    title: str
    region: str = ""
    """GB/T 2260 code, empty is nationwide."""
    number: str | None = None
    """文号, e.g. "京人社发〔2025〕9号"."""
    issuer: str | None = None
    issued: date | None = None
    period: Period = Period()
    authority: Authority = Authority.RULE
    url: str | None = None
    superseded_by: str | None = None
    """Title of what replaced it, where known."""
    repeals: tuple[str, ...] = ()
    """Titles that its text repeals (同时废止)."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that can be read alone."""

    document: str
    """Name of its document."""
    position: int
    """0-based place in the document."""
    heading: tuple[str, ...]
    """Headings above it, outermost first."""
    text: str
    locator: str | None = None
    """第X条 where the document has articles."""
    table: bool = False

    @property
    def id(self) -> ItemId:
        return ItemId(f"{self.document}#{self.position}")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a declared sheet, as knowledge: what it is about, and its cells."""

    document: str
    """Name of the file it came from."""
    table: str
    """Name of the declaration, e.g. "drug-catalogue"."""
    key: str
    """What makes the row unique in its table and edition."""
    title: str
    """What the row is about, e.g. the drug's name."""
    text: str
    """The row as a sentence, to search and to answer with."""
    cells: Mapping[str, str]
    """Column name (English) to value."""

    @property
    def id(self) -> ItemId:
        return ItemId(f"{self.table}#{self.document}#{self.key}")
