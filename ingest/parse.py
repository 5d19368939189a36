"""One file of any kind becomes what it holds: entries, table rows, a document, and what was wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest import documents, headers
from ingest.entries import EntryReader
from ingest.errors import BadRowError, UnreadableFileError
from ingest.facts import FactReader, mapping
from ingest.readers import csv_rows, jsonl, xlsx, yaml
from ingest.sheets import SheetParser
from ingest.tables import Declaration, load
from ingest.types import Parsed, RowError

_log = logging.getLogger("jxb.ingest")

SHEETS = {".csv": csv_rows.read, ".tsv": csv_rows.read, ".xlsx": xlsx.read, ".xlsm": xlsx.read}
RECORDS = {
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": yaml.read,
    ".yaml": yaml.read,
    ".yml": yaml.read,
}
DOCUMENTS = documents.READERS
KNOWN = {*SHEETS, *RECORDS, *DOCUMENTS}

SAVE_AS = {
    ".xls": "Excel 打开后另存为 .xlsx", ".et": "WPS 打开后另存为 .xlsx", ".ods": "表格软件打开后另存为 .xlsx",
    ".xlsb": "Excel 打开后另存为 .xlsx", ".doc": "Word 打开后另存为 .docx", ".wps": "WPS 打开后另存为 .docx",
    ".odt": "文字软件打开后另存为 .docx", ".rtf": "Word 打开后另存为 .docx", ".ofd": "阅读器打开后另存为 PDF",
    ".ppt": "把文字复制到 Word，存为 .docx", ".pptx": "把文字复制到 Word，存为 .docx",
    ".mht": "浏览器打开后另存为 .html",
    ".zip": "解压后导入里面的文件", ".rar": "解压后导入里面的文件", ".7z": "解压后导入里面的文件",
}  # fmt: skip
"""Files that look like documents and cannot be read as they are, and what to do with them."""


@dataclass(frozen=True)
class Options:
    region: str | None = None
    draft: bool = False
    declarations: Sequence[Declaration] = field(default_factory=load)


def parse(path: Path, *, shown: str, folders: Sequence[str], options: Options) -> Iterator[Parsed]:
    """Everything in a file, in order. Never raises for what is wrong with the file: that is yielded.

    `shown` names the file in errors; `folders` are the names above it, nearest first.
    """
    try:
        yield from _parse(path, shown, folders, options)
    except UnreadableFileError as error:
        yield RowError(shown, None, None, str(error))
    except OSError as error:
        yield RowError(shown, None, None, f"文件读不了（{error.strerror}）：请检查文件是否还在、是否有权限")
    except Exception as error:  # a file that a library chokes on must not keep the others out
        _log.error("file not readable", exc_info=error, extra={"file": shown})
        reason = (
            f"读取时出错（{type(error).__name__}），没有读完：请打开后另存一份再导入，仍不行请交给运维人员"
        )
        yield RowError(shown, None, None, reason)


def _parse(path: Path, shown: str, folders: Sequence[str], options: Options) -> Iterator[Parsed]:
    suffix = path.suffix.lower()
    entries = EntryReader(path.name, options.region, options.draft)
    facts = FactReader(path.name, options.region)
    if suffix in SHEETS:
        parser = SheetParser(path.name, entries, facts, options.declarations, [path.name, *folders])
        for found in parser.parse(SHEETS[suffix](path, shown)):
            yield _named(found, shown)
    elif suffix in RECORDS:
        for row in RECORDS[suffix](path, shown):
            if isinstance(row, RowError):
                yield row
                continue
            try:
                if mapping(list(row.record)) and not headers.is_entry_header(list(row.record)):
                    parsed: Parsed = facts.read(_named_fact(row.record), row.row, None, row.done)
                else:
                    parsed = entries.read(headers.fields_of(row.record), row.row, None, row.done)
            except BadRowError as error:
                parsed = RowError(shown, None, row.row, str(error))
            yield _named(parsed, shown)
    elif suffix in DOCUMENTS:
        yield documents.parse(path, region=options.region, folders=folders)
    else:
        raise UnreadableFileError(unknown_type(suffix))


def _named_fact(record: Mapping[str, object]) -> dict[str, object]:
    names = mapping(list(record)) or {}
    return {names[at]: value for at, value in enumerate(record.values()) if at in names}


def unknown_type(suffix: str) -> str:
    if suffix in SAVE_AS:
        return f"不能直接读 {suffix} 文件：请用 {SAVE_AS[suffix]}，再导入"
    return f"不认识的文件类型「{suffix or '无扩展名'}」：可以导入 {' '.join(sorted(KNOWN))}"


def _named(parsed: Parsed, shown: str) -> Parsed:
    if isinstance(parsed, RowError) and parsed.file != shown:
        return RowError(shown, parsed.sheet, parsed.row, parsed.reason)
    return parsed
