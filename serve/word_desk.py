"""What staff do with the word library, whichever door they come by: tried first, then kept with author and reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from dialogue.guard import Guard, StaffWord, StaffWords, Trial, WordListError
from dialogue.guard.imported import ACTIONS, clean_word
from dialogue.guard.listings import Word
from dialogue.guard.staff_words import Action, Edit
from ingest.types import RowError
from kb.store import Store
from serve import word_lists, word_sheets, word_trial
from serve.word_trial import OverBlockingError


@dataclass(slots=True)
class Imported:
    """What became of a file."""

    file: str
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    protected: int = 0
    errors: list[RowError] = field(default_factory=list)
    edit: Edit | None = None


class WordDesk:
    """The library of one home, with the guard that it belongs to."""

    def __init__(self, store: Store, guard: Guard) -> None:
        self.words = StaffWords(store.engine)
        self._store = store
        self._guard = guard

    def trial(self, words: Iterable[StaffWord]) -> Trial:
        """What the words would stop of what gets through today."""
        return word_trial.tried(self._guard, words, self._store)

    def save(
        self, words: Sequence[StaffWord], who: str, why: str, *, accept: bool = False
    ) -> tuple[Edit | None, Trial]:
        """Keep words; raises OverBlockingError where harmless questions would be stopped and nobody accepts that."""
        made = self.trial(words)
        if made.stopped and not accept:
            raise OverBlockingError(made)
        edit = self.words.put(words, who, why)
        self._read_again()
        return edit, made

    def switch(
        self, names: Sequence[str], who: str, why: str, *, disabled: bool, accept: bool = False
    ) -> Edit | None:
        """Silence words or let them act again; what acts again is tried like a new word."""
        listed = {name: _as_staff(word) for name, word in self._known(names).items()}
        if not disabled:
            held = self.words.all()
            woken = [replace(held[name], disabled=False) for name in map(clean_word, names) if name in held]
            made = self.trial(woken)
            if made.stopped and not accept:
                raise OverBlockingError(made)
        edit = self.words.switch(names, listed, who, why, disabled=disabled)
        self._read_again()
        return edit

    def remove(self, names: Sequence[str], who: str, why: str) -> Edit | None:
        edit = self.words.remove(names, who, why)
        self._read_again()
        return edit

    def undo(self, number: int, who: str, why: str) -> Edit | None:
        edit = self.words.undo(number, who, why)
        self._read_again()
        return edit

    def import_sheet(
        self, content: bytes, name: str, who: str, why: str, *, accept: bool = False, dry: bool = False
    ) -> Imported:
        """A workbook; rows that cannot be used or would stop harmless questions are named, the rest goes in."""
        sheet = word_sheets.read(content, name)
        found = Imported(name, read=sheet.read, errors=sheet.errors)
        return self._take(found, sheet.words, who, why, accept=accept, dry=dry)

    def import_list(
        self,
        path: Path,
        who: str,
        why: str,
        *,
        category: str | None = None,
        action: str | None = None,
        accept: bool = False,
    ) -> Imported:
        """A text of one word a line. The same name again replaces the list.

        Without `action` its subject, length and script decide how much a word may do (imported.py).
        """
        if action is not None and action not in ACTIONS:
            raise WordListError(f"没有动作「{action}」：可用 {'、'.join(ACTIONS)}")
        try:
            listed = word_lists.rows(path, category, cast(Action | None, action))
        except OSError as error:
            raise WordListError(
                f"{path.name} 读不出来（{error}）：请存成 UTF-8 的文本，一行一个词"
            ) from error
        if not listed:
            raise WordListError(f"{path.name} 里没有词：请检查是否一行一个词")
        found = Imported(path.name, read=len(listed))
        rows: dict[str, tuple[StaffWord, str | None, int]] = {}
        for line, word in enumerate(listed, start=1):
            rows.setdefault(word.word, (word, None, line))
        found.duplicates = len(listed) - len(rows)
        return self._take(found, list(rows.values()), who, why, accept=accept, replaces=path.stem[:120])

    def _take(
        self,
        found: Imported,
        rows: list[tuple[StaffWord, str | None, int]],
        who: str,
        why: str,
        *,
        accept: bool,
        dry: bool = False,
        replaces: str = "",
    ) -> Imported:
        good = self._usable(found, rows, quiet=bool(replaces))
        if not accept:
            stopped = self.trial(one for one, _, _ in good).by_word()
            for one, sheet, row in good:
                if one.word in stopped:
                    reason = word_trial.reason(one.word, stopped[one.word])
                    found.errors.append(RowError(found.file, sheet, row, f"{reason}：没有收"))
            good = [row for row in good if row[0].word not in stopped]
        held = self.words.all()
        if replaces:
            good = [row for row in good if not word_lists.outranked(row[0], held.get(row[0].word))]
        found.added = sum(one.word not in held for one, _, _ in good)
        found.unchanged = sum(held.get(one.word) == one for one, _, _ in good)
        found.updated = len(good) - found.added - found.unchanged
        found.errors.sort(key=lambda error: (error.sheet or "", error.row or 0))
        if good and not dry:
            kept = [one for one, _, _ in good]
            found.edit = self.words.put(kept, who, why, kind="import", replaces=replaces)
            self._read_again()
        return found

    def _usable(
        self, found: Imported, rows: list[tuple[StaffWord, str | None, int]], *, quiet: bool
    ) -> list[tuple[StaffWord, str | None, int]]:
        from dialogue.guard.protected import protected
        from dialogue.guard.staff_words import checked

        good = []
        for one, sheet, row in rows:
            if quiet and one.word in protected():
                found.protected += 1
                continue
            try:
                good.append((checked(one), sheet, row))
            except WordListError as error:
                found.errors.append(RowError(found.file, sheet, row, str(error)))
        return good

    def _known(self, names: Iterable[str]) -> dict[str, Word]:
        return self._guard.words.listed(clean_word(name) for name in names)

    def _read_again(self) -> None:
        """This process at once; the others look by themselves."""
        self._guard.words.catch_up()


def _as_staff(word: Word) -> StaffWord:
    return StaffWord(word.text, word.category, word_lists.ACTION_OF[word.severity], word.grave, word.by_sound)
