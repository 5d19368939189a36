"""The assistant: a request in, checked sentences and a record out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from dialogue import graph, remembered
from dialogue.answerers import Answerer, Extractive
from dialogue.carrier import Carrier
from dialogue.drugs import HeldCatalogue
from dialogue.grounds import Ground
from dialogue.guard import Guard, mask_pii
from dialogue.record import AnswerRecord, Records, citation_json
from dialogue.state import State, Turn
from dialogue.types import Done, Event, Memory, Reply, Request, Token
from kb import releases
from kb.fact import FactTable
from kb.graph.held import HeldGraph
from kb.replaced import Replacements
from kb.store import Store
from kb.todo import Todos
from kb.types import Document
from retrieval import Searcher

_log = logging.getLogger("jxb.turn")


@dataclass(frozen=True)
class _Knowledge:
    """What an answer needs beside the index, read once per change."""

    seq: int
    facts: FactTable
    documents: dict[str, Document]
    replacements: Replacements
    release: str | None
    """Name of the release in force; single edits may have followed it."""


@dataclass
class Assistant:
    """Answers requests; turns of one session follow each other, sessions run side by side."""

    store: Store
    searcher: Searcher
    guard: Guard
    records: Records
    pool: Executor
    """Threads for embedding and search, sized to the cores."""
    answerer: Answerer = field(default_factory=Extractive)
    checkpointer: BaseCheckpointSaver[Any] | None = None

    def __post_init__(self) -> None:
        self._graph = graph.build(self.checkpointer)
        self._fallback = Extractive()
        self._drugs = HeldCatalogue(self.store)
        self.relations = HeldGraph(self.store)
        self._sessions: dict[str, tuple[asyncio.Lock, int]] = {}
        self._held: _Knowledge | None = None
        self._carrier: Carrier[Event] = Carrier()

    @property
    def release(self) -> str | None:
        """Name of the release in force; answer records hold it."""
        return self._knowledge().release

    async def ask(self, request: Request) -> AsyncIterator[Event]:
        """Sentences as they pass the checks, then `Done`; the record is stored before `Done`.

        A turn goes on when whoever asked is gone: its record, and the alert that may go with it, are kept.
        """
        async for event in self._carrier.carry(self._in_order(request)):
            yield event

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until no turn is under way; those that take longer are cut off."""
        await self._carrier.settle(seconds)

    async def _in_order(self, request: Request) -> AsyncIterator[Event]:
        began = time.monotonic()
        try:
            with self._in_line(request.session_id) as lock:
                async with lock:
                    async for event in self._turn(request, began):
                        yield event
        except Exception as error:
            _log.error("turn failed", exc_info=error, extra={"turn_id": request.turn_id})
            raise

    async def reply(self, request: Request) -> Done:
        """The whole turn at once."""
        done = [event async for event in self.ask(request) if isinstance(event, Done)]
        return done[-1]

    async def remembered(self, session_id: str) -> Memory:
        """What the session remembers; empty where it remembers nothing."""
        if self.checkpointer is None:
            return Memory()
        kept = await self._graph.aget_state(_thread(session_id))
        return Memory(**kept.values.get("memory", {}))

    async def unremember(self, session_id: str, today: date, name: str = "") -> Memory:
        """Forget one thing that is remembered of the citizen, or all of it; what was said stays on record."""
        with self._in_line(session_id) as lock:
            async with lock:
                memory = await self.remembered(session_id)
                if memory != Memory():  # else no conversation is begun by forgetting
                    memory = remembered.forget(memory, today, name)
                    changed = {"memory": asdict(memory)}
                    await self._graph.aupdate_state(_thread(session_id), changed, as_node="close")
                return memory

    async def forget(
        self, session_id: str, erase: Callable[[str, int], dict[str, int]] | None = None
    ) -> dict[str, int]:
        """Delete what was said in the session and what it remembers; a turn under way is finished first.

        `erase` deletes what others keep of it too, instead of the records alone; it is told how many memories went.
        """
        with self._in_line(session_id) as lock:
            async with lock:
                memories = await self._forget_memory(session_id)
                loop = asyncio.get_running_loop()
                if erase is None:
                    return await loop.run_in_executor(self.pool, self.records.forget, session_id)
                return await loop.run_in_executor(self.pool, erase, session_id, memories)

    async def _forget_memory(self, session_id: str) -> int:
        if self.checkpointer is None:
            return 0
        held = 0
        async for _ in self.checkpointer.alist(_thread(session_id)):
            held += 1
        await self.checkpointer.adelete_thread(session_id)
        return held

    @contextmanager
    def _in_line(self, session_id: str) -> Iterator[asyncio.Lock]:
        """A lock for the session, dropped when nobody waits for it any more."""
        lock, waiting = self._sessions.get(session_id, (asyncio.Lock(), 0))
        self._sessions[session_id] = (lock, waiting + 1)
        try:
            yield lock
        finally:
            waiting = self._sessions[session_id][1] - 1
            if waiting:
                self._sessions[session_id] = (lock, waiting)
            else:
                del self._sessions[session_id]

    async def _turn(self, request: Request, began: float) -> AsyncIterator[Event]:
        started = time.perf_counter()
        turn, release = self._turn_context(began), self.release
        start: State = {"request": request, "at": 0, "sent": (), "asks": ()}
        stream = self._graph.astream(
            start,
            _thread(request.session_id),
            context=turn,
            stream_mode="custom",
            durability="exit" if self.checkpointer else None,
        )
        try:
            async for token in cast(AsyncIterator[Token], stream):
                turn.times.setdefault("first_sentence", _since(started))
                yield token
        finally:
            await turn.stop_writing()
        assert turn.end is not None
        reply, last = turn.end.reply, turn.end.state
        turn.times["total"] = _since(started)
        record = _record(request, reply, last, turn, release)
        guard = last["guard"]
        alert = (guard.categories[0], guard.level) if guard.action == "escalate" else None
        await asyncio.get_running_loop().run_in_executor(self.pool, self.records.save, record, alert)
        yield Done(reply, request.turn_id, request.session_id, turn.end.memory)

    def _turn_context(self, began: float) -> Turn:
        knowledge = self._knowledge()
        return Turn(
            store=self.store,
            searcher=self.searcher,
            guard=self.guard,
            facts=knowledge.facts,
            documents=knowledge.documents,
            replacements=knowledge.replacements,
            drugs=lambda: self._drugs.at(knowledge.seq),
            graph=lambda: self.relations.at(knowledge.seq),
            answerer=self._fallback if isinstance(self.answerer, Extractive) else self.answerer,
            fallback=self._fallback,
            pool=self.pool,
            began=began,
            tried=self.answerer.version,
        )

    def _knowledge(self) -> _Knowledge:
        seq = self.searcher.index.seq
        if self._held is None or self._held.seq != seq:
            documents = {document.name: document for document in self.store.documents()}
            replacements = Todos(self.store).replacements(documents.values())
            self._held = _Knowledge(
                seq, self.store.facts(), documents, replacements, releases.current(self.store)
            )
        return self._held


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1e3, 2)


def _record(request: Request, reply: Reply, state: State, turn: Turn, release: str | None) -> AnswerRecord:
    looked_at: dict[str, Ground] = {g.item.id: g for step in state["steps"] for g in step.grounds}
    asks = state.get("asks", ())
    scope = asks[0].scope if asks else None
    return AnswerRecord(
        turn_id=request.turn_id,
        session_id=request.session_id,
        today=request.today.isoformat(),
        channel=request.channel,
        message=state["guard"].masked_text,
        questions=[ask.text for ask in asks],
        scope={"region": scope.region, "insured_type": scope.insured_type, "on": str(scope.on)}
        if scope
        else {},
        evidence=[
            {"id": g.item.id, "version": g.item.version, "score": round(g.score, 4)}
            for g in looked_at.values()
        ],
        release=release,
        answerer=turn.answerer.name,
        answerer_version=turn.tried,
        outcome=reply.outcome,
        confidence=reply.confidence,
        text=reply.text,
        citations=citation_json(reply.citations),
        suggestions=list(reply.suggestions),
        guard=state["guard"].on_record,
        times=turn.times,
        notes=[mask_pii(note) for note in turn.notes],
    )


def _thread(session_id: str) -> RunnableConfig:
    """Where the checkpointer keeps a conversation."""
    return {"configurable": {"thread_id": session_id}}
