"""Golden questions: what they are, and reading them without letting a fault through."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from dialogue.types import Outcome
from eval import contradictions, sealed
from eval.errors import GoldenFileError, SealedError
from eval.matching import canonical
from kb import faults, regions
from kb.errors import UnknownRegionError
from kb.types import INSURED_NAMES, INSURED_TYPES, InsuredType

Expect = Literal["answer", "abstain", "clarify", "refuse", "handoff"]
"""What should happen; "abstain" is every outcome but answer and partial."""

KINDS: dict[str, str] = {
    "answerable": "可以回答",
    "multi_intent": "一句多问",
    "follow_up": "接着追问",
    "unanswerable": "不该回答",
    "expired_trap": "过期陷阱",
    "region_trap": "地区陷阱",
    "insured_trap": "人群陷阱",
    "drug": "药品",
    "vague": "问得含糊",
    "chitchat": "寒暄",
    "handoff": "要求人工",
    "refuse": "应当拒绝",
    "correction": "中途改口",
    "switch": "换了话题",
    "computed": "替人算数",
    "calculator": "计算题",
    "table": "查表",
    "adversarial": "对抗",
}
"""Kinds we write, and their names for staff; other kinds are accepted with a warning."""

OUTCOMES: tuple[str, ...] = (*get_args(Outcome), "abstain")
_ENDS = "？?。！!.，,、～~…"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_EXPECTS: tuple[str, ...] = get_args(Expect)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else () if value is None else value


def _none_is_empty(value: object) -> object:
    return () if value is None else value


def _object(value: object) -> object:
    return {} if value is None else value


def _insured(value: object) -> object:
    return INSURED_NAMES.get(value, value) if isinstance(value, str) else value


def _region(value: object) -> object:
    try:
        return regions.parse(value) if isinstance(value, str) else value
    except UnknownRegionError as error:
        raise ValueError(str(error)) from error


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldenSource(Record):
    """What the right answer rests on."""

    file: Line
    """Name of the file or title of the document, e.g. "社会保险法(2018-12-29).md"."""
    locator: str | None = None
    """第X条."""


class GoldenScope(Record):
    """What the page knows of the citizen before they speak."""

    region: Annotated[str | None, BeforeValidator(_region)] = None
    """GB/T 2260 code."""
    insured_type: Annotated[InsuredType | None, BeforeValidator(_insured)] = None
    today: date | None = None
    """The day on which it is asked; None is the day of the run."""


class Golden(Record):
    """One question with what a right answer holds."""

    id: Line
    kind: Line
    turns: Annotated[tuple[Line, ...], Field(min_length=1)]
    """What the citizen says, turn by turn; the last is scored."""
    must: Annotated[
        tuple[Annotated[tuple[Line, ...], Field(min_length=1)], ...], BeforeValidator(_none_is_empty)
    ] = ()
    """Of every group one alternative has to be in the answer."""
    must_not: Annotated[tuple[Line, ...], BeforeValidator(_none_is_empty)] = ()
    source: GoldenSource | None = None
    expect: Expect
    also_accept: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """Further outcomes that are right."""
    scope: Annotated[GoldenScope, BeforeValidator(_object)] = GoldenScope()
    note: str | None = None
    area: str = ""
    """Business area (业务)."""
    difficulty: str = ""
    part: str = ""
    """"dev" may be read when tuning, "sealed" never."""
    entries: tuple[str, ...] = ()
    """Ids of entries that hold the answer, where staff know them."""
    provenance: str = ""
    """Where the question comes from, e.g. "written", "conversation"; free text."""

    @property
    def question(self) -> str:
        """The turn that is scored."""
        return self.turns[-1]

    def to_line(self) -> str:
        """The question as a line of a golden file, without what was left open."""
        row = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps({"must": [], "must_not": [], "source": None, **row}, ensure_ascii=False)


@dataclass(frozen=True)
class GoldenSet:
    """The questions of one run, in their order."""

    questions: tuple[Golden, ...]
    warnings: tuple[str, ...] = ()
    """What is odd but can be run, in Chinese."""
    files: tuple[tuple[str, str], ...] = ()
    """(name of a file, hash of its questions): its version."""
    sealed_in: tuple[Path, ...] = ()
    """Folders of the files that hold sealed questions."""

    @property
    def hash(self) -> str:
        """Changes when any question does; the order of files does not matter."""
        return hash_of(self.questions)

    def without(self, ids: Collection[str]) -> GoldenSet:
        return replace(self, questions=tuple(q for q in self.questions if q.id not in ids))


def hash_of(questions: Sequence[Golden]) -> str:
    """Changes when any question does; their order does not matter."""
    rows = sorted(question.model_dump_json(exclude_defaults=True) for question in questions)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def load(paths: Sequence[Path], *, allow_sealed: bool = False) -> GoldenSet:
    """Read JSONL files; raises GoldenFileError that lists every fault with its file and line.

    `allow_sealed`: for who withholds what is seen of a single question; SealedError for all others.
    """
    check = Checker()
    folders: dict[Path, None] = {}
    for path in paths:
        if not path.is_file():
            check.problems.append(f"{path}：找不到这个文件，请检查路径")
            continue
        if path.suffix.lower() in _WORKBOOKS:
            check.problems.append(
                f"{path}：是 Excel 文件，请先转成 JSONL：jxb eval import {path} -o {path.stem}.jsonl"
            )
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            check.problems.append(f"{path}：不是 UTF-8 编码，请另存为 UTF-8 后再试")
            continue
        shut = sealed.is_sealed(path)
        # Not splitlines(): a question may hold U+2028 and the like.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                check.line(f"{path.name} 第 {number} 行", line, shut)
        if check.end_of(path.name):
            folders[path.absolute().parent] = None
    if folders and not allow_sealed:
        raise SealedError("题里有封存题，只能用 jxb eval run 或发布门槛整套考，只给总数；这里请改用开发题")
    return replace(check.finished(), sealed_in=tuple(folders))


class Checker:
    """Gathers questions and everything that is wrong with them, across files."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._warnings: list[str] = []
        self._questions: list[Golden] = []
        self._seen: dict[str, str] = {}
        self._asked: dict[tuple[tuple[str, ...], GoldenScope], tuple[str, Golden]] = {}
        self._kinds: dict[str, str] = {}
        self._files: list[tuple[str, str]] = []
        self._read = 0

    def line(self, where: str, line: str, shut: bool = False) -> None:
        """`shut`: the file is sealed."""
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            self.problems.append(f"{where}：不是合法的 JSON（{error}）")
            return
        if not isinstance(row, dict):
            self.problems.append(f"{where}：应是一个 JSON 对象，用花括号包住")
            return
        if shut or row.get("part") == sealed.SEALED:
            self._shut(where, {**row, "part": sealed.SEALED})
        else:
            self.row(where, row)

    def _shut(self, where: str, row: dict[str, Any]) -> None:
        """A sealed question: what is wrong with it is said without a word of it."""
        before, odd = len(self.problems), len(self._warnings)
        self.row(where, row)
        if len(self.problems) > before:
            self.problems[before:] = [f"{where}：这道封存题写得不对（不显示内容），请出题人核对"]
        del self._warnings[odd:]

    def row(self, where: str, row: dict[str, Any]) -> None:
        try:
            question = Golden.model_validate(row)
        except ValidationError as error:
            self.problems += (f"{where}：{said}" for said in _said(error))
            return
        wrong = [
            *self._repeated(where, question),
            *_unknown_outcomes(question),
            *contradictions.found(question),
        ]
        self.problems += (f"{where}（{question.id}）：{one}" for one in wrong)
        self._warnings += (f"{where}（{question.id}）：{odd}" for odd in _odd(question, row))
        if question.part != sealed.SEALED:
            self._same_again(where, question)
        self._kinds.setdefault(question.kind, where)
        self._questions.append(question)

    def end_of(self, name: str) -> bool:
        """Close a file: what was read since the last one is its version. Whether it holds sealed questions."""
        read = self._questions[self._read :]
        self._files.append((name, hash_of(read)[:12]))
        self._read = len(self._questions)
        return any(question.part == sealed.SEALED for question in read)

    def finished(self) -> GoldenSet:
        if not self.problems and not self._questions:
            self.problems.append("一道题也没有：请检查文件内容")
        if self.problems:
            raise GoldenFileError(self.problems)
        new = (
            f"{where}：类型「{kind}」不在常用清单里（{'、'.join(KINDS)}），按单独一类统计"
            for kind, where in self._kinds.items()
            if kind not in KINDS
        )
        return GoldenSet(tuple(self._questions), (*self._warnings, *new), tuple(self._files))

    def _same_again(self, where: str, question: Golden) -> None:
        """Whether the same was asked before under another id."""
        asked = (tuple(canonical(turn).rstrip(_ENDS) for turn in question.turns), question.scope)
        other_where, other = self._asked.setdefault(asked, (where, question))
        if other.id != question.id:
            said = contradictions.between(other, question)
            self._warnings.append(f"{where}（{question.id}）：与{other_where}（{other.id}）{said}")

    def _repeated(self, where: str, question: Golden) -> Iterable[str]:
        if question.id in self._seen:
            yield f"编号与{self._seen[question.id]}重复，请换一个"
        self._seen.setdefault(question.id, where)


def _unknown_outcomes(question: Golden) -> Iterable[str]:
    for outcome in question.also_accept:
        if outcome not in OUTCOMES:
            yield f"also_accept 里的「{outcome}」不认识：可用 {'、'.join(OUTCOMES)}"


def _odd(question: Golden, row: dict[str, Any]) -> Iterable[str]:
    if strange := [name for name in row if name not in Golden.model_fields]:
        yield f"不认识的字段 {'、'.join(strange)}，没有使用：是不是写错了名字"
    if question.expect == "answer" and not question.must:
        yield "期望回答却没写 must，只看结果类型，答错数字也算对"
    yield from contradictions.odd(question)
    if question.must and (others := [o for o in question.also_accept if o not in ("answer", "partial")]):
        yield f"也接受 {'、'.join(others)}，但那样的回复里也要有 must 才算对"


_FAULTS = {
    "missing": "缺少 {name}",
    "too_short": "{name} 是空的",
    "string_too_short": "{name} 里有空白内容",
    "string_type": "{name} 应是文字",
    "tuple_type": "{name} 应是列表",
    "model_type": "{name} 应是对象",
    "model_attributes_type": "{name} 应是对象",
    "date_from_datetime_parsing": "{name} 应写成 2025-06-01",
}


def _said(error: ValidationError) -> Iterable[str]:
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"]) or "整行"
        if fault["loc"][:1] == ("expect",) and fault["type"] == "literal_error":
            yield f"expect「{fault['input']}」不认识：可用 {'、'.join(_EXPECTS)}"
        elif fault["loc"][-1:] == ("insured_type",) and fault["type"] == "literal_error":
            yield f"{name}「{fault['input']}」不认识：可用 {'、'.join(INSURED_TYPES)}"
        elif fault["loc"][:1] == ("must",) and len(fault["loc"]) == 2 and fault["type"] == "tuple_type":
            yield f'{name} 应是一组备选，写成 [["24个月", "两年"], ["60%"]]'
        else:
            message = str(fault.get("ctx", {}).get("error") or faults.reason(fault))
            yield _FAULTS.get(fault["type"], "{name}：" + message).format(name=name)
