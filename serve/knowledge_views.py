"""Versions, releases, changes and facts as JSON: the same on the command line and over HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from kb import differences, expiry, history
from kb.entry import Entry
from kb.errors import UnknownFactError
from kb.fact import Fact, FactTable, references
from kb.history import Version
from kb.releases import Change, Release
from kb.store import Store
from kb.todo import Todos
from serve.errors import NotFoundError
from serve.going_back import Outlook


def told(store: Store, item_id: str) -> list[tuple[Version, list[str]]]:
    """All versions of an item, with what each changes of the one published before it; raises NotFoundError."""
    with store.engine.connect() as connection:
        versions = history.versions(connection, item_id)
    if not versions:
        raise NotFoundError(f"没有「{item_id}」的历史：请检查编号；文件写 document:文件名，事实写 fact:名称")
    found, in_force = [], None
    for version in versions:
        found.append((version, differences.lines(in_force, version.payload)))
        if version.state == "published":
            in_force = version.payload
    return found


def version(one: Version, changes: Sequence[str]) -> dict[str, object]:
    return {
        "version": one.version, "state": one.state, "who": one.who, "why": one.why,
        "at": one.at.isoformat(timespec="seconds"), "changes": list(changes),
    }  # fmt: skip


def release(one: Release, current: str | None) -> dict[str, object]:
    return {
        "name": one.name, "at": one.at.isoformat(timespec="seconds"), "who": one.who, "why": one.why,
        "counts": one.counts, "gate": one.gate, "current": one.name == current,
    }  # fmt: skip


def releases(found: Iterable[Release], current: str | None) -> dict[str, object]:
    return {"current": current, "releases": [release(one, current) for one in found]}


def rolled_back(name: str, counts: Counter[str], outlook: Outlook | None) -> dict[str, object]:
    """With a gate `evaluation` says which questions would go wrong and right."""
    found = {"release": name, "restored": counts["restored"], "retired": counts["retired"]}
    return found | ({"evaluation": asdict(outlook)} if outlook else {})


def changes(before: str, after: str | None, found: Sequence[Change]) -> dict[str, object]:
    """What differs between two releases, after how many of it were added, changed and retired."""
    counts: Counter[str] = Counter(one.change for one in found)
    numbers = {kind: counts[kind] for kind in ("added", "changed", "retired")}
    return {"from": before, "to": after, **numbers, "changes": [change(one) for one in found]}


def change(one: Change) -> dict[str, object]:
    return {
        "id": one.item_id, "kind": one.kind, "title": one.title, "change": one.change,
        "who": one.who, "at": one.at.isoformat(timespec="seconds"), "why": one.why,
        "lines": list(one.lines),
    }  # fmt: skip


def fact(one: Fact) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_none=True)


def facts(table: FactTable, like: str, on: date) -> list[tuple[str, Fact | None]]:
    """Names that hold the given characters, with the value in force on a day."""
    names = sorted({one.name for one in table if like in one.name})
    return [(name, next((f for f in table.history(name) if f.period.contains(on)), None)) for name in names]


def values(table: FactTable, name: str) -> list[Fact]:
    """Every value of a fact, oldest first; raises NotFoundError."""
    try:
        return table.history(name)
    except UnknownFactError as error:
        raise NotFoundError(f"没有名为「{name}」的事实：用 jxb kb fact list --like 几个字 查名称") from error


def using(entries: Iterable[Entry], name: str) -> list[dict[str, str]]:
    """Answers that refer to a fact."""
    return [{"id": e.id, "question": e.question} for e in entries if name in references(e.answer)]


def ending(store: Store, on: date, days: int) -> list[expiry.Ending]:
    """What ends soon, by its own last day or with the document it rests on."""
    documents = store.documents()
    replacements = Todos(store).replacements(documents)
    return expiry.ending(store.entries(), store.facts(), documents, on, days, replacements)


def expiring(store: Store, on: date, days: int) -> dict[str, object]:
    """What ends soon, with the day it was asked on."""
    found = ending(store, on, days)
    return {"on": on.isoformat(), "days": days, "ending": [one.to_json() for one in found]}
