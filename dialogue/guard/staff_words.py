"""The words of one installation as staff keep them: in the database, every change with its author, reason and way back.

A row says of one word what it may do here, whatever the shipped core or an imported file says of it. The number
of the last edit is the version of the library; every process looks at it, so that all follow within two seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)

from dialogue.guard.errors import WordListError
from dialogue.guard.imported import ACTIONS, clean_word
from dialogue.guard.normalise import fold
from dialogue.guard.protected import protected
from dialogue.guard.types import ALARMS, Severity
from kb.database import metadata, now, transaction
from kb.tables import RowId

words = Table(
    "guard_words",
    metadata,
    Column("word", String(120), primary_key=True),
    Column("category", String(40), nullable=False),
    Column("action", String(10), nullable=False),
    Column("grave", Boolean, nullable=False),
    Column("by_sound", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("list", String(120), nullable=False),
    Column("note", Text, nullable=False),
)

edits = Table(
    "guard_word_edits",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(100), nullable=False),
    Column("why", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("undoes", Integer),
)

changes = Table(
    "guard_word_changes",
    metadata,
    Column("edit", Integer, primary_key=True, autoincrement=False),
    Column("word", String(120), primary_key=True, index=True),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
)

Action = Literal["refuse", "context", "note", "escalate"]
Kind = Literal["edit", "disable", "enable", "remove", "import", "undo"]
KIND_NAMES: dict[str, str] = {
    "edit": "增改", "disable": "停用", "enable": "启用", "remove": "删除", "import": "导入", "undo": "撤销",
}  # fmt: skip

_CATEGORY = re.compile(r"[\w一-龥-]{1,40}")
_LONGEST = 60
_BY_SOUND_FROM = 3
"""Characters from which a homophone counts, unless staff say otherwise."""
_AT_ONCE = 400
"""Words in one question to the database."""


@dataclass(frozen=True, slots=True)
class StaffWord:
    """One word and what it may do."""

    word: str
    category: str = "other"
    action: Action = "context"
    grave: bool = False
    """Acts even inside a letter of complaint or beside a policy word; an alert it raises is serious."""
    by_sound: bool = True
    """Whether homophones and pinyin of it count."""
    disabled: bool = False
    """Never acts, whoever lists it: the way to silence a word of the core."""
    list: str = ""
    """Name of the list it came with; empty where somebody wrote it here."""
    note: str = ""

    @property
    def severity(self) -> Severity:
        return ACTIONS[self.action]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the library, of one word or of many."""

    number: int
    at: datetime
    who: str
    why: str
    kind: str
    undoes: int | None
    words: int


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit did to one word; None where the word was not there."""

    edit: int
    word: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def checked(given: StaffWord) -> StaffWord:
    """The word as it is kept; raises WordListError naming what is wrong and what to do."""
    word = clean_word(given.word)
    if not word:
        raise WordListError("词是空的：请填写要管的词")
    if len(word) > _LONGEST:
        raise WordListError(f"「{word[:20]}…」有 {len(word)} 个字，最多 {_LONGEST} 个：请只填关键的几个字")
    if not fold(word):
        raise WordListError(f"「{word}」只有符号，匹配不到任何话：请填文字")
    if given.action not in ACTIONS:
        raise WordListError(f"没有动作「{given.action}」：可用 {'、'.join(ACTIONS)}")
    if not _CATEGORY.fullmatch(given.category):
        raise WordListError(f"类别「{given.category[:40]}」不能用：写 1 到 40 个字，不要空格和标点")
    if not given.disabled and given.action != "note":
        if len(fold(word)) < 2:
            raise WordListError(
                f"「{word}」只有一个字，会误拦大量正常的话：请用更具体的说法，或只收录（note）"
            )
        if word in protected():
            raise WordListError(f"「{word}」是办事常用词，不能设为敏感词：请用更具体的说法")
        if given.category in ALARMS and given.action != "escalate":
            raise WordListError(f"类别 {given.category} 是提醒人工的：动作只能是 escalate，或换一个类别")
    return replace(
        given, word=word, note=given.note.strip(), by_sound=given.by_sound and len(word) >= _BY_SOUND_FROM
    )


class StaffWords:
    """The rows and their history."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def version(self) -> int:
        """Number of the last edit; 0 before the first."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(edits.c.row))) or 0

    def all(self) -> dict[str, StaffWord]:
        with self._engine.connect() as connection:
            return {row.word: _word(row) for row in connection.execute(select(words).order_by(words.c.word))}

    def changed_since(self, version: int, most: int) -> dict[str, StaffWord | None] | None:
        """Words that later edits touched, as they are now; None where there are more than `most`."""
        query = select(changes.c.word).where(changes.c.edit > version).distinct().limit(most + 1)
        with self._engine.connect() as connection:
            names = list(connection.scalars(query))
            if len(names) > most:
                return None
            held = _of(connection, names)
        return {name: held.get(name) for name in names}

    def put(
        self, given: Iterable[StaffWord], who: str, why: str, *, kind: Kind = "edit", replaces: str = ""
    ) -> Edit | None:
        """Keep the words as given, in one edit; None where nothing changes.

        With `replaces` every other word of the list of that name goes. Raises WordListError for a word that
        cannot be kept, and nothing is changed then.
        """
        wanted = {one.word: one for one in map(checked, given)}
        with transaction(self._engine, serialised=True) as connection:
            held = _of(connection, wanted)
            after: dict[str, StaffWord | None] = {
                word: one for word, one in wanted.items() if held.get(word) != one
            }
            if replaces:
                gone = _of_list(connection, replaces)
                held |= gone
                after |= {word: None for word in gone if word not in wanted}
            return _write(connection, held, after, who, why, kind)

    def switch(
        self, names: Iterable[str], listed: Mapping[str, StaffWord], who: str, why: str, *, disabled: bool
    ) -> Edit | None:
        """Silence words, or let them act again; `listed` says what the core and files hold of them."""
        names = [clean_word(name) for name in names]
        with transaction(self._engine, serialised=True) as connection:
            held = _of(connection, names)
            known = {**listed, **held}
            if unknown := [name for name in names if name not in known]:
                raise WordListError(
                    f"词库里没有「{'、'.join(unknown[:5])}」：请用 jxb guard words find 查一查写法"
                )
            after: dict[str, StaffWord | None] = {}
            for name in names:
                switched = checked(replace(known[name], disabled=disabled))
                if switched.disabled != known[name].disabled:
                    after[name] = switched
            return _write(connection, held, after, who, why, "disable" if disabled else "enable")

    def remove(self, names: Iterable[str], who: str, why: str) -> Edit | None:
        """Take rows away; a word that the core lists too acts again as the core says."""
        names = [clean_word(name) for name in names]
        with transaction(self._engine, serialised=True) as connection:
            held = _of(connection, names)
            if unknown := [name for name in names if name not in held]:
                raise WordListError(
                    f"「{'、'.join(unknown[:5])}」不是本单位加的词，不能删除：不想让它起作用请停用（disable）"
                )
            return _write(connection, held, dict.fromkeys(held), who, why, "remove")

    def undo(self, number: int, who: str, why: str) -> Edit | None:
        """Bring every word of an edit back to what it was before; an undo can be undone.

        Raises WordListError where a later edit changed one of them again.
        """
        with transaction(self._engine, serialised=True) as connection:
            found = _changes(connection, changes.c.edit == number)
            if not found:
                raise WordListError(f"没有第 {number} 次改动：用 jxb guard words history 查看有哪些")
            held = _of(connection, [one.word for one in found])
            now_held = {word: _json(one) for word, one in held.items()}
            if later := [one.word for one in found if now_held.get(one.word) != one.after]:
                raise WordListError(
                    f"「{'、'.join(later[:5])}」在第 {number} 次改动之后又改过：请先撤销后面的改动，或直接改成要的样子"
                )
            before = {one.word: _from_json(one.word, one.before) for one in found}
            return _write(connection, held, before, who, why, "undo", undoes=number)

    def history(self, word: str = "", limit: int = 50) -> list[Edit]:
        """Edits, newest first; of one word where it is named."""
        number = func.count(changes.c.word).label("words")
        query = (
            select(edits, number)
            .join(changes, changes.c.edit == edits.c.row)
            .group_by(*edits.c)
            .order_by(edits.c.row.desc())
            .limit(limit)
        )
        if word:
            of_word = select(changes.c.edit).where(changes.c.word == clean_word(word))
            query = query.where(edits.c.row.in_(of_word))
        with self._engine.connect() as connection:
            return [
                Edit(row.row, row.at, row.who, row.why, row.kind, row.undoes, row.words)
                for row in connection.execute(query)
            ]

    def changes(self, number: int, limit: int = 200) -> list[Changed]:
        """What an edit did, word by word."""
        with self._engine.connect() as connection:
            return _changes(connection, changes.c.edit == number)[:limit]


def _write(
    connection: Connection,
    held: Mapping[str, StaffWord],
    after: Mapping[str, StaffWord | None],
    who: str,
    why: str,
    kind: Kind,
    undoes: int | None = None,
) -> Edit | None:
    """The rows as they shall be, and the edit that says so, in one transaction."""
    if not after:
        return None
    at = now()
    made = connection.execute(
        insert(edits).values(at=at, who=who[:100], why=why.strip(), kind=kind, undoes=undoes)
    ).inserted_primary_key
    assert made is not None
    number = int(made[0])
    for names in _portions(list(after)):
        connection.execute(delete(words).where(words.c.word.in_(names)))
    if kept := [asdict(one) for one in after.values() if one is not None]:
        connection.execute(insert(words), kept)
    connection.execute(
        insert(changes),
        [
            {"edit": number, "word": word, "before": _json(held.get(word)), "after": _json(one)}
            for word, one in after.items()
        ],
    )
    return Edit(number, at, who[:100], why.strip(), kind, undoes, len(after))


def _of(connection: Connection, names: Iterable[str]) -> dict[str, StaffWord]:
    found: dict[str, StaffWord] = {}
    for some in _portions(list(names)):
        rows = connection.execute(select(words).where(words.c.word.in_(some)))
        found |= {row.word: _word(row) for row in rows}
    return found


def _of_list(connection: Connection, name: str) -> dict[str, StaffWord]:
    rows = connection.execute(select(words).where(words.c.list == name))
    return {row.word: _word(row) for row in rows}


def _changes(connection: Connection, condition: Any) -> list[Changed]:
    rows = connection.execute(select(changes).where(condition).order_by(changes.c.word))
    return [Changed(row.edit, row.word, row.before, row.after) for row in rows]


def _portions(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def _word(row: Any) -> StaffWord:
    return StaffWord(
        row.word, row.category, row.action, row.grave, row.by_sound, row.disabled, row.list, row.note
    )


def _json(one: StaffWord | None) -> dict[str, Any] | None:
    if one is None:
        return None
    values = asdict(one)
    del values["word"]
    return values


def _from_json(word: str, values: Mapping[str, Any] | None) -> StaffWord | None:
    return StaffWord(word, **values) if values is not None else None
