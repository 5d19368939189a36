"""Everything of a home that can change an answer, as hashes: what is left out here is answered from a stale cache."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, select

from dialogue.guard import StaffWords
from kb import tables as t
from kb.store import Store
from retrieval.prototypes import kept_under
from serve.settings import Settings

_SHORT = 16


def contents(store: Store, embedder: str) -> str:
    """A hash over all that is published and what was learned of it: the same knowledge has the same one."""
    digest = hashlib.sha256()
    with store.engine.connect() as connection:
        for query in _published():
            digest.update(_of(map(tuple, connection.execute(query))).encode())
    learned = sorted(store.vectors(kept_under(embedder)))
    digest.update(_of((name, vector.hex()) for name, vector in learned).encode())
    return digest.hexdigest()[:_SHORT]


def words(folder: Path, staff: StaffWords) -> str:
    """A hash over the guard's words: those that staff keep, and lists that still act as files of the folder.

    What is merely remarked of a word does not count.
    """
    kept = ((name, w.category, w.action, w.grave, w.by_sound, w.disabled) for name, w in staff.all().items())
    files = ((str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.txt")))
    return _of([*kept, *files])[:_SHORT]


def settings(config: Settings, embedder: str) -> dict[str, str]:
    """Settings that change answers, no secrets; those of a model only where one answers."""
    found = {"embedder": embedder, "starter": config.starter}
    if config.vector_store:
        found["vector_store"] = "on"  # searched approximately; where it is makes no difference
    if config.chat is not None:
        found["llm"] = _address(config.chat.base_url)
        found["llm_first_sentence"] = f"{config.llm_first_sentence:g}"
    return found


def prompts(folder: Path) -> str:
    """A hash over the prompts below a folder."""
    return _of(path.read_bytes() for path in sorted(folder.rglob("prompts/*.md")))[:12]


def _published() -> Iterator[Select[Any]]:
    """What answers are read from, in an order that stays."""
    items, documents, facts, fixed = t.items.c, t.documents.c, t.facts.c, t.graph_corrections.c
    yield select(items.id, items.hash, items.document).where(items.state == "published").order_by(items.id)
    yield select(*(c for c in documents if c.name != "hash")).order_by(documents.name)
    yield select(*(c for c in facts if c.name != "row")).order_by(facts.name, facts.valid_from)
    # what staff corrected of the relations, as far as it stands; all else is read from the items
    standing = select(fixed.action, fixed.head, fixed.kind, fixed.tail).where(fixed.undone_at.is_(None))
    yield standing.order_by(fixed.row)


def _of(parts: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part!r}\n".encode())
    return digest.hexdigest()


def _address(url: str) -> str:
    """Where an endpoint is, without the name and password that may stand in front of it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
