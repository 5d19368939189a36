"""What an installation learned from letters its office had sorted: one file in its home."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from desk.extract import sorter
from desk.extract.learned import embedder
from serve.errors import ServeError
from serve.settings import Settings

FILE = "categories.npz"


def held(settings: Settings) -> sorter.Sorter | None:
    """None where nothing was learned here."""
    path = settings.home / FILE
    return _load(path, path.stat().st_mtime_ns) if path.exists() else None


def learn(settings: Settings, file: Path) -> sorter.Sorter:
    """From JSON Lines of {title?, text, label}; the letters themselves are not kept."""
    letters = [_letter(line, number) for number, line in _lines(file)]
    learned = sorter.train(letters, sorter.vectors(letters, embedder()), embedder().id)
    settings.home.mkdir(parents=True, exist_ok=True)
    learned.save(settings.home / FILE)
    return learned


def _lines(file: Path) -> list[tuple[int, str]]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ServeError(f"读不了 {file}：请给出 UTF-8 编码的 JSON Lines 文件") from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _letter(line: str, number: int) -> sorter.Letter:
    try:
        row = json.loads(line)
        label, text = row["label"], row.get("text", row.get("detail"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServeError(f"第 {number} 行读不懂：每行应当是 {{title, text, label}}，请改正后重试") from error
    if not isinstance(label, str) or not label.strip() or not isinstance(text, str):
        raise ServeError(f"第 {number} 行缺少 label（类别）或 text（正文）：请补上后重试")
    return sorter.Letter(str(row.get("title") or ""), text, label.strip())


@lru_cache(maxsize=2)
def _load(path: Path, changed: int) -> sorter.Sorter:
    return sorter.load(path)
