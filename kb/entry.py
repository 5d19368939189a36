"""An entry: one question with its other wordings, its answer, where it holds and what it rests on."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from kb import regions
from kb.types import AREAS, InsuredType, Period, ReviewState

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_HTTP = re.compile(r"https?://\S+")


def looks_like_another_kind(entry_id: str) -> bool:
    """Whether an id is one that passages, rows, facts or documents have: an entry must not stand in their place."""
    return "#" in entry_id or entry_id.startswith(("fact:", "document:"))


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """What an entry or a fact rests on."""

    title: Line
    number: str | None = None
    """文号, only where it is known."""
    locator: str | None = None
    """第X条 or a page."""
    issuer: str | None = None
    date: datetime.date | None = None
    url: str | None = None

    @field_validator("url")
    @classmethod
    def _only_web_addresses(cls, value: str | None) -> str | None:
        if value and not _HTTP.fullmatch(value):
            raise ValueError(f"网址「{value}」不是 http(s) 开头：请改正或留空")
        return value or None


class Verified(Record):
    """How the statement was checked: against a document at hand, or from general knowledge."""

    basis: Literal["document", "general"] = "document"
    against: str | None = None
    """Which document and article was read, for basis "document"."""
    confirm: str | None = None
    """The channel that confirms it, for basis "general"; the answer must name it."""

    @field_validator("confirm", mode="before")
    @classmethod
    def _a_number_is_a_channel(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @model_validator(mode="after")
    def _says_how(self) -> Verified:
        if self.basis == "document" and not self.against:
            raise ValueError("verified.against 没写核对的是哪份文件哪一条")
        if self.basis == "general" and not self.confirm:
            raise ValueError("verified.confirm 没写去哪个渠道确认")
        return self


class Review(Record):
    """Where the entry stands, and who looked at it last."""

    state: ReviewState = "published"
    checked_by: str = "model"
    """"model" until a person of an office has reviewed it."""


class Entry(Record):
    """One reviewed question and answer."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    question: Line
    similar: tuple[Line, ...] = ()
    answer: Line
    """May refer to facts as ``{{name}}``."""
    area: str = ""
    insured_types: tuple[InsuredType, ...] = ()
    """Empty: holds for all."""
    region: str = ""
    """GB/T 2260 code; empty is nationwide."""
    source: Source | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    """Last day on which it holds."""
    verified: Verified | None = None
    review: Review = Field(default_factory=Review)

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        regions.require(value)
        return value

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Entry:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"失效日期 {self.valid_to} 早于生效日期 {self.valid_from}：请改正其中一个")
        return self

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_to)

    def in_force(self, on: datetime.date) -> bool:
        return self.period.contains(on)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question and its similar questions, without repeats."""
        return tuple(dict.fromkeys((self.question, *self.similar)))


class StarterEntry(Entry):
    """The stricter form our own knowledge is held to."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    similar: Annotated[tuple[Line, ...], Field(min_length=4)]
    source: Source
    valid_from: datetime.date
    verified: Verified

    @field_validator("area")
    @classmethod
    def _known_area(cls, value: str) -> str:
        if value not in AREAS:
            raise ValueError(f"业务「{value}」不在清单里：{'、'.join(AREAS)}")
        return value

    @model_validator(mode="after")
    def _general_knowledge_names_its_channel(self) -> StarterEntry:
        if self.verified.confirm and self.verified.confirm not in self.answer.splitlines()[-1]:
            raise ValueError(f"一般知识的答案，最后一句要写明到「{self.verified.confirm}」确认")
        return self
