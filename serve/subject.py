"""What an evaluation asks: the assistant of a home, leaving no trace in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from langchain_core.callbacks import get_usage_metadata_callback

from dialogue import grounds
from dialogue.answerers import Extractive
from dialogue.answerers.generative import UNREACHABLE
from dialogue.assistant import Assistant
from dialogue.guard import StaffWords
from dialogue.record import AnswerRecord, Records
from dialogue.types import Done, Reply, Request, SessionId, TurnId
from eval.citing import articles
from eval.errors import EndpointDownError
from eval.fingerprint import Fingerprint, code_version
from eval.golden import GoldenScope, GoldenSet
from eval.leakage import Known
from eval.types import Answered, Hit, System
from kb import article_questions, regions
from kb.fact import FactTable
from kb.item import Item
from kb.types import Document, ItemKind, Period, Scope
from retrieval.search import Evidence, Ranking, Searcher
from serve import conditions, home
from serve.progress import bar
from serve.settings import WORDS, Settings

CODE = ("models", "kb", "ingest", "retrieval", "dialogue", "eval")
"""Packages whose code decides what is answered and how it is judged."""
_ROOT = Path(__file__).parents[1]
_KEPT = 10
"""Hits kept of every search of the assistant, so that retrieval is measured without searching twice."""

_THREADS = 16
"""Searches under way: their questions wait for the embedder together, and it takes them in one batch."""

_ANYWHERE = Scope()


class _Kept(Records):
    """Answer records kept in memory: an evaluation must not fill the statistics or raise alarms."""

    def __init__(self) -> None:
        self._held: dict[str, AnswerRecord] = {}

    def save(self, record: AnswerRecord, alert: tuple[str, str | None] | None = None) -> None:
        self._held[record.turn_id] = record

    def forget(self, session_id: str) -> dict[str, int]:
        return {}  # `take` drops each record; there is nothing else to forget

    def take(self, turn_id: str) -> AnswerRecord:
        return self._held.pop(turn_id)


@dataclass
class _Watched(Searcher):
    """A searcher that remembers what it found for a question, and for which scope."""

    remembered: dict[str, dict[Scope, Ranking]] = field(default_factory=dict)

    def search(
        self,
        question: str,
        scope: Scope = _ANYWHERE,
        k: int = 10,
        kind: ItemKind | None = None,
        without: frozenset[str] = frozenset(),
        said: str = "",
    ) -> Ranking:
        ranking = super().search(question, scope, max(k, _KEPT), kind, without, said)
        # A search over every period, or without what was answered, is a second thought.
        if scope.on is not None and kind is None and not without:
            self.remembered.setdefault(question, {})[scope] = ranking
        return replace(ranking, hits=ranking.hits[:k])

    def recalled(self, question: str, asked: Scope, named: bool) -> tuple[Scope, Ranking | None]:
        """What was found for the question, and for which scope: the dialogue may have read another out of it.

        `named`: the insured type is given with the question, so what others were told does not count.
        """
        held = self.remembered.get(question, {})
        fitting = [s for s in held if not named or s.insured_type == asked.insured_type]
        scope = asked if asked in held else fitting[-1] if fitting else asked
        return scope, held.get(scope)


@asynccontextmanager
async def opened(config: Settings) -> AsyncIterator[Subject]:
    """The assistant of the home, leaving no trace in it: no session, no answer record, no alert."""
    from langgraph.checkpoint.memory import InMemorySaver

    config = config.model_copy(update={"threads": max(config.threads, _THREADS)})
    with bar() as progress:
        at_home = home.open_home(config, progress)
    records = _Kept()
    searcher = _Watched(at_home.searcher.index, at_home.searcher.weights)
    at_home = replace(at_home, records=records, searcher=searcher)
    extractive = Extractive() if config.answerer == "extractive" else None
    assistant = home.assistant(at_home, InMemorySaver(), extractive)
    documents = {document.name: document for document in at_home.store.documents()}
    yield Subject(config, at_home, assistant, records, searcher, at_home.store.facts(), documents)


@dataclass
class Subject:
    """What is evaluated: the assistant of a home, on the day that the settings name."""

    config: Settings
    home: home.Home
    assistant: Assistant
    records: _Kept
    searcher: _Watched
    facts: FactTable
    documents: dict[str, Document]
    _items: dict[str, Item | None] = field(default_factory=dict)
    """What was cited, by id: the knowledge stands still while it is evaluated."""
    _articles: dict[str, frozenset[str]] = field(default_factory=dict)

    def system(self) -> System:
        titles = {document.title for document in self.documents.values()}
        sources = {entry.source.title for entry in self.home.store.entries() if entry.source}
        return System(self.answer, self.search, frozenset({*self.documents, *titles, *sources}))

    def fingerprint(self, questions: GoldenSet) -> Fingerprint:
        answerer, embedder = self.assistant.answerer, self.home.index.embedder.id
        return Fingerprint(
            golden=questions.hash,
            data=dict(questions.files),
            release=self.assistant.release,
            knowledge=conditions.contents(self.home.store, embedder),
            words=conditions.words(self.config.home / WORDS, StaffWords(self.home.store.engine)),
            settings=conditions.settings(self.config, embedder),
            answerer=answerer.name,
            model=answerer.version,
            prompts=conditions.prompts(_ROOT / "dialogue"),
            code=code_version([_ROOT / name for name in CODE]),
            day=self.config.day(),
        )

    async def answer(self, turns: Sequence[str], scope: GoldenScope) -> Answered:
        """The reply to the last turn of a conversation of its own."""
        session = SessionId(uuid4().hex)
        earlier: list[Reply] = []
        done: Done | None = None
        # Counting tokens watches every node of the graph: only where a model writes.
        counted = nullcontext() if self.config.chat is None else get_usage_metadata_callback()
        with counted as usage:
            for turn in turns:
                if done is not None:
                    self.records.take(done.turn_id)
                    earlier.append(done.reply)
                done = await self.assistant.reply(self._request(turn, session, scope))
        await self.assistant.forget(session)
        assert done is not None
        record = self.records.take(done.turn_id)
        if down := next((note for note in record.notes if note.startswith(UNREACHABLE)), None):
            raise EndpointDownError(down)
        used = usage.usage_metadata.values() if usage else ()
        return Answered(
            done.reply,
            questions=tuple(record.questions),
            times=record.times,
            cited_regions={c.id: self._region(c.id) for c in done.reply.citations},
            notes=tuple(record.notes),
            evidence=tuple(self._evidence(done.reply, scope)),
            earlier=tuple(earlier),
            answerer=record.answerer,
            tokens=(sum(u["input_tokens"] for u in used), sum(u["output_tokens"] for u in used)),
        )

    def known(self) -> Iterator[Known]:
        """Every wording of the knowledge that a golden question must not repeat."""
        for entry in self.home.store.entries():
            for wording in entry.wordings[1:]:
                yield Known(wording, entry.id)
        for article, questions in article_questions.shipped().items():
            for question in questions:
                yield Known(question, article, "asked")

    def periods(self) -> tuple[dict[str, list[Period]], dict[str, Period]]:
        """(names and titles of what is held to the periods in which it holds, ids of entries to theirs)."""
        named: dict[str, list[Period]] = {}
        for document in self.documents.values():
            for name in {document.name, document.title}:
                named.setdefault(name, []).append(document.period)
        entries = {}
        for entry in self.home.store.entries():
            entries[entry.id] = entry.period
            if entry.source:
                named.setdefault(entry.source.title, []).append(entry.period)
        return named, entries

    def articles(self, name: str) -> frozenset[str]:
        """The articles of the documents held under a name or title; none where nothing of it is in articles."""
        if name not in self._articles:
            held = [one.name for one in self.documents.values() if name in (one.name, one.title)]
            passages = (passage for one in held for passage in self.home.store.passages_of(one))
            found = (articles(passage.payload.get("locator")) for passage in passages)
            self._articles[name] = frozenset(article for some in found for article in some)
        return self._articles[name]

    async def search(self, question: str, scope: GoldenScope, k: int) -> list[Hit]:
        """What the assistant itself found for the question; searched again where more hits are wanted."""
        asked = Scope(scope.region or regions.BEIJING, scope.insured_type, scope.today or self.config.day())
        asked, ranking = self.searcher.recalled(question, asked, scope.insured_type is not None)
        if ranking is None or k > _KEPT:
            loop = asyncio.get_running_loop()
            ranking = await loop.run_in_executor(
                self.assistant.pool, Searcher.search, self.searcher, question, asked, k
            )
        assert asked.on is not None
        found = grounds.prepare(ranking.hits[:k], self.facts, self.documents, asked.on)
        return [_hit(ground) for ground in found]

    def _request(self, turn: str, session: SessionId, scope: GoldenScope) -> Request:
        today = scope.today or self.config.day()
        return Request(turn, session, TurnId(uuid4().hex), today, "eval", scope.region, scope.insured_type)

    def _evidence(self, reply: Reply, scope: GoldenScope) -> Iterator[str]:
        """The whole texts of what the reply cites."""
        on = scope.today or self.config.day()
        for citation in reply.citations:
            if item := self._item(citation.id):
                hit = Evidence(item, 0.0)
                for ground in grounds.prepare([hit], self.facts, self.documents, on):
                    yield ground.evidence
            elif citation.kind == "fact":
                yield f"{citation.title}：{citation.quote}（{_spelt(citation.valid_from)}至{_spelt(citation.valid_to)}）"

    def _region(self, item_id: str) -> str:
        """Where a cited item holds; empty is nationwide."""
        item = self._item(item_id)
        return item.region if item else ""

    def _item(self, item_id: str) -> Item | None:
        if item_id not in self._items:
            self._items[item_id] = self.home.store.item(item_id)
        return self._items[item_id]


def _spelt(day: str | None) -> str:
    """ "2024-07-01" as answers say it: "2024年7月"."""
    return f"{int(day[:4])}年{int(day[5:7])}月" if day else ""


def _hit(ground: grounds.Ground) -> Hit:
    citation = ground.citation
    return Hit(
        id=ground.item.id,
        kind=ground.item.kind,
        document=citation.document,
        title=citation.title,
        locator=citation.locator,
        text=ground.text,
        score=round(ground.score, 4),
    )
