"""A home: the database and index of one installation, made complete before anything is asked of it."""

from __future__ import annotations

import hashlib
import logging
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine
from threadpoolctl import threadpool_limits

from dialogue.answerers import Answerer, Extractive, Generative
from dialogue.assistant import Assistant
from dialogue.guard import Guard, Meaning, StaffWords
from dialogue.record import Records
from kb import database, starter, starter_upgrade, vectors
from kb.starter_upgrade import Upgrade
from kb.store import Store
from models import ChatSettings, Embedder, chat_model, open_embedder
from retrieval import Index, Searcher
from retrieval.centres import Centres
from retrieval.far import Far
from retrieval.milvus import Address, Milvus
from serve import migrate, word_lists
from serve.settings import WORDS, Settings

Progress = Callable[[str, int, int], None]

_log = logging.getLogger("jxb.home")

_NAME = "vector_store"
"""What the home is called in a vector store that others may use as well."""
_SOON = 500
"""Vectors that a start waits for: about ten seconds of work."""
_WORDS_ONLY = "还有 {missing} 段文字没有算好向量，先按字词检索；服务运行时会在后台补上，也可以运行 jxb kb rebuild 一次补齐"


@dataclass
class Home:
    """Everything a verb or the server works with."""

    settings: Settings
    store: Store
    records: Records
    index: Index
    searcher: Searcher


def open_store(settings: Settings, progress: Progress = lambda *_: None) -> Store:
    """The store of the home, with the starter knowledge in it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(database.connect(settings.url))
    migrate.upgrade(store.engine)
    if settings.starter == "on":
        load_starter(store, progress)
    return store


def open_index(settings: Settings, store: Store) -> Index:
    """The index of the home, nothing of it read yet; raises RetrievalError where its settings make no sense."""
    embedder = open_embedder(settings.embedder)
    return Index(store, embedder, _elsewhere(settings, store, embedder))


def _elsewhere(settings: Settings, store: Store, embedder: Embedder) -> Far | None:
    """Where the home keeps its vectors instead of in this process."""
    if not settings.vector_store:
        return None
    address = Address.parse(settings.vector_store)
    if not (name := store.meta(_NAME)):
        store.set_meta(_NAME, name := secrets.token_hex(4))
    space = Centres.of(embedder.id, embedder.dim).fingerprint(embedder.id)
    return Far(Milvus(address, name, space, embedder.dim, token=settings.vector_store_token))


def open_home(settings: Settings, progress: Progress = lambda *_: None) -> Home:
    """The home, its index complete with every vector."""
    store = open_store(settings, progress)
    index = open_index(settings, store)
    index.build(progress)
    return Home(settings, store, Records(store.engine), index, Searcher(index))


def open_now(settings: Settings, progress: Progress = lambda *_: None) -> Home:
    """The home as it stands: many missing vectors are not waited for, words find until they are there."""
    store = open_store(settings, progress)
    index = open_index(settings, store)
    index.open()
    if 0 < index.lacking() <= _SOON:
        index.build(progress)
    elif missing := index.lacking():
        print(_WORDS_ONLY.format(missing=missing), file=sys.stderr)
    return Home(settings, store, Records(store.engine), index, Searcher(index))


def assistant(home: Home, checkpointer: object | None = None, answerer: Answerer | None = None) -> Assistant:
    """The assistant of a home, with the answerer that its settings name."""
    settings = home.settings
    # Questions come many at once and their products are small: one thread each. BLAS threads that wait by
    # spinning took a third of all the processor time of an evaluation.
    threadpool_limits(1, user_api="blas")
    chat = settings.chat
    if answerer is None:
        answerer = _generative(chat, settings.llm_first_sentence) if chat else Extractive()
    return Assistant(
        store=home.store,
        searcher=home.searcher,
        guard=guard(settings, home.store.engine, Meaning.of(home.searcher.embed, home.searcher.space)),
        records=home.records,
        pool=ThreadPoolExecutor(settings.threads, thread_name_prefix="jxb"),
        answerer=answerer,
        checkpointer=checkpointer,  # type: ignore[arg-type]
    )


def guard(settings: Settings, engine: Engine, meaning: Meaning | None = None) -> Guard:
    """The guard of a home: the shipped core, and what staff keep in the database; with `meaning` it hears twice.

    Lists that lie in its folder are taken into the database first; one laid there later acts at once as a file.
    """
    folder, staff = settings.home / WORDS, StaffWords(engine)
    word_lists.take_in(folder, staff)
    return Guard.load(folder, staff, meaning)


_WHOLE = 6.0
"""A whole answer may take as many times as long as its first sentence."""


def _generative(chat: ChatSettings, first: float) -> Generative:
    whole = _WHOLE * first
    model = chat_model(replace(chat, timeout=whole))
    return Generative(model, chat.model, first=first, between=first, whole=whole)


def load_starter(store: Store, progress: Progress, folder: Path = starter.STARTER) -> Upgrade:
    """Bring the shipped knowledge into the home, once per version of it, and say what it took out."""
    fingerprint = _fingerprint(folder)
    if starter_upgrade.held_version(store) == fingerprint:
        return Upgrade()
    shipped = starter.load(folder)
    _load_vectors(store, folder / "vectors.npz")
    _load_prototypes(store, folder / "prototypes.npz")
    upgrade = starter_upgrade.bring_in(store, shipped, fingerprint, progress)
    for line in starter_upgrade.tell(upgrade):
        print(line, file=sys.stderr)
    if upgrade.release:
        numbers = {"retired": len(upgrade.retired), "to_review": len(upgrade.to_review)}
        _log.info("starter knowledge upgraded", extra={"release": upgrade.release, **numbers})
    return upgrade


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".jsonl", ".npz"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _load_prototypes(store: Store, path: Path) -> None:
    """Learned in the space that ships: older ones are of another and go."""
    if path.exists():
        store.replace_vectors(*vectors.load(path))


def _load_vectors(store: Store, path: Path) -> None:
    """Vectors computed before shipping; they depend on the text and the embedder alone."""
    if path.exists():
        embedder, packed = vectors.load(path)
        store.put_vectors(embedder, list(packed), list(packed.values()))
