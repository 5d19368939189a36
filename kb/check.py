"""`jxb kb check`: what is wrong or doubtful in the knowledge, found without a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from kb import contradictions, expiry
from kb.contradictions import Contradiction
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import FactTable, references
from kb.item import Item
from kb.near import NearQuestions
from kb.starter import Starter
from kb.text import fold
from kb.types import Document, Period

Severity = Literal["error", "warning", "notice"]

SOON = timedelta(days=expiry.SOON)
_JOINED = " - "
ANSWER_LENGTH = 500
"""Characters above which an answer is no longer read to its end."""


@dataclass(frozen=True)
class Finding:
    """One thing somebody should look at."""

    severity: Severity
    code: str
    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def check(starter: Starter, on: date) -> list[Finding]:
    """Every finding on a day, errors first."""
    findings = [
        *(Finding("error", "schema", f"{p.file} {p.record}", p.reason) for p in starter.problems),
        *_facts(starter.facts),
        *check_entries(starter.entries, starter.facts, on),
    ]
    rank = {"error": 0, "warning": 1, "notice": 2}
    return sorted(findings, key=lambda finding: rank[finding.severity])


def check_entries(entries: Sequence[Entry], facts: FactTable, on: date) -> Iterator[Finding]:
    yield from _ids(entries)
    yield from _wordings(entries)
    yield from _run_together(entries)
    yield from _near(entries)
    yield from _answers(entries, facts, on)
    yield from _validity(entries, on)
    yield from _contradictions(entries, facts, on)


def _facts(facts: FactTable) -> Iterator[Finding]:
    for earlier, later in facts.overlapping():
        yield Finding("error", "fact-overlap", earlier.name, f"{earlier.text} 与 {later.text} 的有效期重叠")


def _ids(entries: Iterable[Entry]) -> Iterator[Finding]:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            yield Finding("error", "duplicate-id", entry.id, "编号重复：请给其中一条换一个编号")
        seen.add(entry.id)


def _wordings(entries: Iterable[Entry]) -> Iterator[Finding]:
    owners: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for wording in entry.wordings:
            owners[fold(wording)].append(entry)
    for wording, owning in owners.items():
        for one, other in combinations({entry.id: entry for entry in owning}.values(), 2):
            if not contradictions.same_scope(one, other):
                continue
            yield Finding("error", "duplicate-question", f"{one.id} {other.id}", f"两条都有问法「{wording}」")


def _run_together(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Wordings that a line indented too far in YAML has joined: "怎么交 - 怎么补"."""
    for entry in entries:
        for wording in entry.similar:
            if _JOINED in wording:
                words = f"相似问「{wording}」像是两句连在了一起：YAML 里后一句多缩进了，请对齐"
                yield Finding("warning", "run-together", entry.id, words)


def _near(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Questions that differ in filler words or order only; equal ones are errors already."""
    by_id = {entry.id: entry for entry in entries}
    held = NearQuestions()
    for entry in entries:
        for near in held.take(entry.id, entry.region, (entry.question,)):
            if not near.exact and contradictions.same_scope(entry, by_id[near.other]):
                other = by_id[near.other].question
                words = f"「{near.question}」与「{other}」差不多是一个问题：请合并，或改得分得清"
                yield Finding("notice", "near-question", f"{near.other} {entry.id}", words)


def _answers(entries: Iterable[Entry], facts: FactTable, on: date) -> Iterator[Finding]:
    for entry in entries:
        day = on if entry.in_force(on) else entry.valid_to or entry.valid_from or on
        try:
            text = facts.render(entry.answer, day).text
        except KnowledgeError as error:
            yield Finding("error", "fact", entry.id, str(error))
            continue
        if len(text) > ANSWER_LENGTH:
            yield Finding(
                "warning", "long-answer", entry.id, f"答案 {len(text)} 字，超过 {ANSWER_LENGTH} 字：请拆分"
            )


def _validity(entries: Iterable[Entry], on: date) -> Iterator[Finding]:
    for entry in entries:
        if entry.valid_to is None:
            continue
        if entry.valid_to < on:
            yield Finding("notice", "expired", entry.id, f"已于 {entry.valid_to} 失效，不再引用")
        elif Period(on, on + SOON).contains(entry.valid_to):
            yield Finding("warning", "expires-soon", entry.id, f"将于 {entry.valid_to} 失效：请准备新的条目")


def _contradictions(entries: Sequence[Entry], facts: FactTable, on: date) -> Iterator[Finding]:
    for one, other, words in contradictions.between_entries(entries):
        yield Finding("notice", "figures", f"{one.id} {other.id}", words)
    for entry, found in contradictions.with_facts(entries, facts, on):
        yield Finding("warning", "fact-figure", entry.id, f"答案{_disagrees(found)}")


def check_documents(passages: Iterable[Item], facts: FactTable, on: date) -> Iterator[Finding]:
    """Figures of documents that no longer fit the facts."""
    for item, found in contradictions.in_documents(passages, facts, on):
        yield Finding("warning", "fact-document", item.id, f"原文{_disagrees(found)}")


def check_endings(facts: FactTable, documents: Iterable[Document], on: date) -> Iterator[Finding]:
    """Facts and documents that end within SOON and that nothing follows; entries are checked on their own."""
    for one in expiry.ending((), facts, documents, on, SOON.days):
        name = "事实" if one.kind == "fact" else "文件"
        if one.over:
            message = f"事实已于 {one.last_day} 到期，没有新的数值：请查当年公布的补上"
            yield Finding("warning", "fact-over", one.id, message)
            continue
        then = f"由《{one.followed_by}》代替" if one.followed_by else "请准备新的"
        yield Finding(
            "warning", f"{one.kind}-expires-soon", one.id, f"{name}将于 {one.last_day} 到期：{then}"
        )


def _disagrees(found: Contradiction) -> str:
    figure, fact = found.figure, found.fact
    return f"写「{figure.shown}」，事实「{fact.name}」记的是 {fact.text}：请核对哪个对，改正其中一处"


def unused_facts(entries: Iterable[Entry], facts: FactTable) -> list[str]:
    used = {name for entry in entries for name in references(entry.answer)}
    return sorted({fact.name for fact in facts} - used)
