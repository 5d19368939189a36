"""The word lists of one installation as staff keep them: import a file, add, remove, allow.

Everything lies in one folder of plain text files, so a running service sees a change within two
seconds (words.py looks at the files' dates), and a backup of the folder is a backup of the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dialogue.guard.errors import WordListError
from dialogue.guard.imported import ACTIONS, ALLOWED_FILE, Imported, clean_word, read_allowed, read_list
from dialogue.guard.normalise import simplified
from dialogue.guard.protected import protected
from dialogue.guard.types import Severity

STAFF_FILE = "staff.txt"
_NAME = re.compile(r"[^\w一-龥-]+")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one list."""

    file: str
    read: int
    added: int
    duplicates: int
    protected: int
    """Words of policy, illness or complaint: kept in the file, never acted on."""


class WordLists:
    """Edits the lists in one folder; every write replaces the whole file at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def import_file(
        self, path: Path, *, category: str | None = None, action: str | None = None
    ) -> ImportReport:
        """Take over a list of others: one word a line. Importing the same name again replaces it.

        Without `action` its subject, length and script decide how much a word may do (imported.py).
        Raises WordListError where the file cannot be read or holds no word.
        """
        severity = _severity(action)
        try:
            words = list(read_list(path))
        except (OSError, UnicodeDecodeError) as error:
            raise WordListError(
                f"{path.name} 读不出来（{error}）：请存成 UTF-8 的文本，一行一个词"
            ) from error
        if not words:
            raise WordListError(f"{path.name} 里没有词：请检查是否一行一个词")
        distinct = dict.fromkeys(word.text for word in words)
        lines = [f"# 导入自 {path.name}"]
        if category:
            lines.append(f"[category {category}]")
        if severity:
            lines.append(f"[{severity}]")
            lines += distinct
        else:
            lines += _with_sections(words)
        self._write(self._folder / "imported" / f"{_NAME.sub('_', path.stem)}.txt", lines)
        untouchable = sum(text in protected() for text in distinct)
        return ImportReport(path.name, len(words), len(distinct), len(words) - len(distinct), untouchable)

    def add(self, words: Iterable[str], *, category: str, action: str) -> int:
        """Add staff's own words; a word already there gets the new category and action. Returns how many."""
        severity = _severity(action) or "medium"
        new = {clean_word(word): (category, severity) for word in words if clean_word(word)}
        if unusable := sorted(word for word in new if word in protected()):
            raise WordListError(f"「{'、'.join(unusable)}」是办事常用词，不能设为敏感词：请用更具体的说法")
        held = {word.text: (word.category, word.severity) for word in self._staff()}
        self._write_staff(held | new)
        return len(new)

    def remove(self, words: Iterable[str]) -> int:
        """Take words out of every list of this folder; words of the shipped core are allowed instead."""
        gone = {clean_word(word) for word in words}
        removed = 0
        for path in self._files():
            lines = path.read_text("utf-8").splitlines()
            kept = [line for line in lines if clean_word(line) not in gone]
            removed += len(lines) - len(kept)
            if len(kept) != len(lines):
                self._write(path, kept)
        return removed

    def allow(self, words: Iterable[str]) -> int:
        """Words that never act, wherever they are listed: the way to silence a word of the core."""
        path = self._folder / ALLOWED_FILE
        held = dict.fromkeys(sorted(read_allowed(self._folder)) + [clean_word(word) for word in words])
        self._write(path, ["# 放行词：无论在哪个词表里都不起作用", *(word for word in held if word)])
        return len(held)

    def _staff(self) -> list[Imported]:
        path = self._folder / STAFF_FILE
        return list(read_list(path)) if path.exists() else []

    def _files(self) -> list[Path]:
        return sorted(self._folder.rglob("*.txt")) if self._folder.exists() else []

    def _write_staff(self, held: dict[str, tuple[str, Severity]]) -> None:
        lines = ["# 本单位自编词"]
        for category, severity in sorted(set(held.values())):
            lines += [f"[category {category}]", f"[{severity}]"]
            lines += sorted(word for word, said in held.items() if said == (category, severity))
        self._write(self._folder / STAFF_FILE, lines)

    @staticmethod
    def _write(path: Path, lines: Iterable[str]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = path.with_suffix(".new")
        waiting.write_text("\n".join(lines) + "\n", "utf-8")
        waiting.replace(path)


def _with_sections(words: list[Imported]) -> list[str]:
    """The words as they are, with the sections they stood under kept."""
    lines: list[str] = []
    last: Severity | None = None
    for word in words:
        if word.said and word.severity != last:
            lines.append(f"[{word.severity}]")
            last = word.severity
        lines.append(simplified(word.text))
    return list(dict.fromkeys(lines)) if last is None else lines


def _severity(action: str | None) -> Severity | None:
    if action is None:
        return None
    if action not in ACTIONS:
        raise WordListError(f"没有动作「{action}」：可用 {'、'.join(ACTIONS)}")
    return ACTIONS[action]
