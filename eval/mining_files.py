"""The files of the loop: cases and topics to go on with, drafts for review, and before and after."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from pydantic import ValidationError

from eval.errors import ReportError
from eval.mining import ACTIONS, CAUSES, STATES, Again, Failed, Topic, as_golden, proposed
from eval.report.excel import safe
from eval.score import OUTCOME_NAMES
from ingest.export import entry_cells
from ingest.headers import COLUMNS
from kb.entry import Entry

CASES, TOPICS, GOLDEN, DRAFTS, AGAIN = (
    "cases.json", "topics.json", "golden.jsonl", "drafts.xlsx", "before-after.json",
)  # fmt: skip
_WIDTHS = {
    "影响市民": 10, "做法": 12, "原因": 20, "参考": 50,
    "问题": 36, "相似问": 44, "答案": 60, "来源": 30, "编号": 24,
}  # fmt: skip
_FOR_REVIEWER = ("影响市民", "做法", "原因", "参考")
_FIELDS = [field for field in COLUMNS if field != "review"]
"""All that an entry holds, as `jxb ingest` reads it; where it stands in review is for `--draft` to say."""


def write(
    folder: Path, failed: Sequence[Failed], topics: Sequence[Topic], entries: Mapping[str, Entry]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _json(folder / CASES, [one.model_dump(mode="json") for one in failed])
    _json(folder / TOPICS, [one.model_dump(mode="json") for one in topics])
    lines = "".join(f"{as_golden(one).to_line()}\n" for one in failed)
    (folder / GOLDEN).write_text(lines, encoding="utf-8")
    _drafts(folder / DRAFTS, topics, {one.id: one for one in failed}, entries)


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


def _drafts(
    path: Path, topics: Sequence[Topic], failed: Mapping[str, Failed], entries: Mapping[str, Entry]
) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "待审条目"
    sheet.append([*_FOR_REVIEWER, *(COLUMNS[field] for field in _FIELDS)])
    for topic in topics:
        draft = _draft(topic, failed, entries)
        row = (*_for_reviewer(topic), *(draft.get(field, "") for field in _FIELDS))
        sheet.append([safe(value) for value in row])
    sheet.freeze_panes = "C2"
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="E8EEF4")
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(cell.value, 12)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    book.save(path)


def _for_reviewer(topic: Topic) -> tuple[object, ...]:
    near = topic.nearest
    causes = "、".join(f"{CAUSES[name]} {number}" for name, number in topic.causes.items())  # type: ignore[index]
    hint = f"{near.title}（{near.id}）\n{near.text}" if near else ""
    return (topic.citizens, ACTIONS[topic.action], causes, hint)


def _draft(topic: Topic, failed: Mapping[str, Failed], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Cells by field: an entry with the wordings added, one to be rewritten, or a new one without its answer."""
    near = entries.get(topic.nearest.id) if topic.nearest and topic.action != "entry" else None
    if near is None:
        return {
            "question": topic.question,
            "similar": "\n".join(proposed(topic, [topic.question])),
            "region": _place(failed[name].region for name in topic.cases),
        }
    if topic.action == "revise":
        return entry_cells(
            near
        )  # its answer is what did not help: no wording is led to it before it is rewritten
    added = (*near.similar, *proposed(topic, near.wordings))
    return entry_cells(near.model_copy(update={"similar": added}))


def _place(regions: Iterable[str | None]) -> str:
    """The province asked from most: a district's citizens ask for what holds in all of it."""
    provinces = Counter(f"{region[:2]}0000" for region in regions if region)
    return provinces.most_common(1)[0][0] if provinces else ""


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read(path: Path) -> list[Any]:
    rows: list[Any] = json.loads(path.read_text(encoding="utf-8"))
    return rows
