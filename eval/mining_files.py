"""The files of the loop: cases and topics to go on with, drafts for review, and before and after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from pydantic import ValidationError

from eval.errors import ReportError
from eval.mining import CAUSES, STATES, Again, Failed, Topic, as_golden, proposed
from eval.report.excel import safe
from eval.score import OUTCOME_NAMES
from kb.entry import Entry

CASES, TOPICS, GOLDEN, DRAFTS, AGAIN = (
    "cases.json", "topics.json", "golden.jsonl", "drafts.xlsx", "before-after.json",
)  # fmt: skip
_COLUMNS = {
    "编号": 24, "问题": 36, "相似问": 50, "答案": 60, "业务": 14, "地区": 10, "来源": 30,
    "做法": 14, "影响市民": 10, "原因": 24, "参考": 60,
}  # fmt: skip
"""The first seven are what `jxb ingest` reads; the rest is for the reviewer."""


def write(
    folder: Path, failed: Sequence[Failed], topics: Sequence[Topic], entries: Mapping[str, Entry]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _json(folder / CASES, [one.model_dump(mode="json") for one in failed])
    _json(folder / TOPICS, [one.model_dump(mode="json") for one in topics])
    lines = "".join(f"{as_golden(one).to_line()}\n" for one in failed)
    (folder / GOLDEN).write_text(lines, encoding="utf-8")
    _drafts(folder / DRAFTS, topics, entries)


def read(folder: Path) -> tuple[list[Failed], list[Topic]]:
    """What `write` wrote; raises ReportError."""
    try:
        failed = [Failed.model_validate(row) for row in _read(folder / CASES)]
        topics = [Topic.model_validate(row) for row in _read(folder / TOPICS)]
    except (OSError, ValueError, ValidationError) as error:
        raise ReportError(f"{folder} 里没有可用的挖掘结果：先运行 jxb eval mine -o {folder}") from error
    return failed, topics


def write_again(folder: Path, results: Sequence[Again], topics: Sequence[Topic], day: str) -> Path:
    """Before and after as a page, and as JSON beside it."""
    _json(folder / AGAIN, [one.model_dump(mode="json") for one in results])
    by_topic = {topic.question: [r for r in results if r.topic == topic.question] for topic in topics}
    environment = Environment(
        loader=PackageLoader("eval.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("before_after.html").render(
        day=day,
        counts=Counter(one.state for one in results),
        states=STATES,
        outcomes=OUTCOME_NAMES,
        causes=CAUSES,
        topics=[(topic, by_topic[topic.question]) for topic in topics],
        total=len(results),
    )
    path = folder / "before-after.html"
    path.write_text(page, encoding="utf-8")
    return path


def _drafts(path: Path, topics: Sequence[Topic], entries: Mapping[str, Entry]) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "待审条目"
    sheet.append(list(_COLUMNS))
    for topic in topics:
        sheet.append([safe(value) for value in _draft(topic, entries)])
    sheet.freeze_panes = "C2"
    for cell, width in zip(sheet[1], _COLUMNS.values(), strict=True):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="E8EEF4")
        sheet.column_dimensions[cell.column_letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    book.save(path)


def _draft(topic: Topic, entries: Mapping[str, Entry]) -> Sequence[object]:
    """A row: an entry with the wordings added, or a new one whose answer is still to be written."""
    near = topic.nearest
    causes = "、".join(f"{CAUSES[name]} {number}" for name, number in topic.causes.items())  # type: ignore[index]
    hint = f"{near.title}（{near.id}）\n{near.text}" if near else ""
    entry = entries.get(near.id) if near and topic.action == "similar" else None
    if entry is not None:
        similar = [*entry.similar, *proposed(topic, entry.wordings)]
        source = entry.source.title if entry.source else ""
        held = (entry.id, entry.question, "\n".join(similar), entry.answer, entry.area, entry.region, source)
        return (*held, "补相似问", topic.citizens, causes, hint)
    wordings = "\n".join(proposed(topic, [topic.question]))
    return ("", topic.question, wordings, "", "", "", "", "写新条目", topic.citizens, causes, hint)


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read(path: Path) -> list[Any]:
    rows: list[Any] = json.loads(path.read_text(encoding="utf-8"))
    return rows
