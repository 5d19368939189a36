"""Text lists of one word a line as rows of the library, and the lists of a home taken in when it starts."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from dialogue.guard import StaffWord, StaffWords, WordListError
from dialogue.guard.imported import ACTIONS, ALLOWED_FILE, is_word_list, read_allowed, read_list
from dialogue.guard.listings import CORE, Word, by_word, listed
from dialogue.guard.protected import protected
from dialogue.guard.staff_words import Action, checked
from dialogue.guard.types import Severity

_log = logging.getLogger("jxb.words")

ACTION_OF: dict[Severity, Action] = {severity: action for action, severity in ACTIONS.items()}  # type: ignore[misc]
TAKEN = ".imported"
"""Added to the name of a file whose words are in the database: it is kept, and acts no more."""
WHO, WHY = "系统", "启动时把数据目录里的词表 {name} 移入词库"
_RANK: dict[Action, int] = {"note": 0, "context": 1, "escalate": 2, "refuse": 3}


def rows(path: Path, category: str | None = None, action: Action | None = None) -> list[StaffWord]:
    """Every line of a list as a word; without `action` its subject, length and script decide (imported.py)."""
    return [
        StaffWord(
            one.text,
            category or one.category,
            action or ACTION_OF[one.severity],
            # what a list does not say of itself never counts by sound: it would hit ordinary language
            by_sound=action is not None or one.said,
            list=path.stem[:120],
        )
        for one in read_list(path)
    ]


def outranked(new: StaffWord, held: StaffWord | None) -> bool:
    """Whether a list of others has nothing to say of a word: staff wrote it themselves, or another list says more."""
    if held is None or held.list == new.list:
        return False
    return not held.list or held.disabled or _RANK[held.action] >= _RANK[new.action]


def take_in(folder: Path, staff: StaffWords) -> None:
    """Move the lists of a folder into the database, each one edit, and rename its file.

    What staff already said of a word stays. The words acted before: they are not tried again. A process that
    stops between the two finds nothing to change next time.
    """
    said_before = staff.all()
    for path in sorted(path for path in folder.rglob("*.txt") if is_word_list(path)):
        held = staff.all()
        good = [word for word in _usable(rows(path)) if not outranked(word, held.get(word.word))]
        _move(path, good, staff)
    if (folder / ALLOWED_FILE).exists():
        allowed = [word for word in _silenced(read_allowed(folder), staff) if word.word not in said_before]
        _move(folder / ALLOWED_FILE, allowed, staff)


def _usable(words: Iterable[StaffWord]) -> list[StaffWord]:
    """The words that the library may hold, once each; those of everyday business never acted in a file either."""
    found: dict[str, StaffWord] = {}
    for word in words:
        if word.word in protected():
            continue
        try:
            found.setdefault(word.word, checked(word))
        except WordListError as error:
            _log.warning("word of a list not taken in", extra={"list": word.list, "reason": str(error)})
    return list(found.values())


def _silenced(allowed: Iterable[str], staff: StaffWords) -> list[StaffWord]:
    """Rows that keep allowed words from acting, whoever lists them."""
    core: Mapping[str, list[Word]] = by_word(listed((CORE,)))
    held = staff.all()
    silenced = []
    for word in sorted(allowed):
        known = held.get(word)
        if known is None and (shipped := core.get(word)):
            known = StaffWord(word, shipped[0].category, ACTION_OF[shipped[0].severity])
        silenced.append(replace(known or StaffWord(word), disabled=True))
    return silenced


def _move(path: Path, words: list[StaffWord], staff: StaffWords) -> None:
    edit = staff.put(words, WHO, WHY.format(name=path.name), kind="import")
    try:
        path.rename(path.with_name(path.name + TAKEN))
    except FileNotFoundError:
        pass  # another process was first
    except OSError as error:
        _log.warning("list taken in but not renamed", extra={"list": path.name, "reason": str(error)})
    _log.info("list taken in", extra={"list": path.name, "words": edit.words if edit else 0})
