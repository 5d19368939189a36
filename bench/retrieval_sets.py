"""The question sets that retrieval is measured on: a corpus of items, and questions that should find one of them.

Read from ../shared/data (see each folder's SOURCE.md); nothing of it is kept here, and nothing is trained on it.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest import documents
from ingest.types import ParsedDocument
from kb import starter
from kb.entry import Entry
from kb.item import from_passages
from kb.store import Store
from kb.types import Scope

_ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("JXB_SHARED", _ROOT.parent / "shared")) / "data"
GOLDEN = _ROOT / "golden" / "smoke.jsonl"

SEED = 20261125


@dataclass(frozen=True)
class Sizes:
    """How much is measured; everything is drawn with one seed, so the same sizes give the same questions."""

    folds: int = 10
    """Of FOLDS ways to leave utterances out, so many."""
    distractors: int = 20_000
    asked: int = 1000
    """Questions asked of a large set."""
    documents: int = 250
    """Policy documents: all of them take an hour to embed on two cores."""
    laws: int = 15
    """National social laws beside them."""


FOLDS = 10
FULL = Sizes()
QUICK = Sizes(folds=1, distractors=1_000, asked=200, documents=40, laws=2)
"""Some minutes on two cores, for `make bench`."""


@dataclass(frozen=True)
class Question:
    """A question and what should be found: an item's id, or a document's name."""

    text: str
    gold: str


@dataclass(frozen=True)
class Set:
    """One corpus and its questions. Hits are folded to `by` before they are counted."""

    name: str
    questions: list[Question]
    entries: list[Entry] = field(default_factory=list)
    documents: list[ParsedDocument] = field(default_factory=list)

    @property
    def by_document(self) -> bool:
        """Whether hits are folded to their document before they are counted."""
        return bool(self.documents)

    def texts(self) -> list[tuple[str, str]]:
        """What a pipeline without fields would index: every wording and passage, beside its gold name."""
        worded = [(text, entry.id) for entry in self.entries for text in entry.wordings]
        drafts = [draft for one in self.documents for draft in from_passages(one.document, one.passages)]
        return worded + [(draft.texts[0][1], draft.document or "") for draft in drafts]

    def save(self, store: Store) -> None:
        with store.writing("bench") as writer:
            for entry in self.entries:
                writer.put_entry(entry)
            for one in self.documents:
                writer.put_document(one.document, one.passages, one.content_hash)


def intents(sizes: Sizes = FULL) -> Iterator[Set]:
    """Leave some out: an utterance of each intent at most, so that every question still has an intent to find."""
    groups: dict[str, list[str]] = {}
    for row in _rows("sz-gov-intents/utterances.jsonl"):
        if row["text"] not in groups.setdefault(row["intent"], []):
            groups[row["intent"]].append(row["text"])
    for fold in range(min(sizes.folds, FOLDS)):
        entries, questions = [], []
        for number, (intent, texts) in enumerate(groups.items()):
            asked = {texts[at] for at in range(len(texts)) if (at + number) % max(FOLDS, len(texts)) == fold}
            kept = [text for text in texts if text not in asked]
            if not kept:
                kept, asked = texts, set()
            entries.append(Entry(id=intent, question=kept[0], similar=tuple(kept[1:]), answer=intent))
            questions += [Question(text, intent) for text in asked]
        yield Set("intents", questions, entries)


def policy_documents(sizes: Sizes = FULL) -> Iterator[Set]:
    """A question finds its document among all passages, laws beside them."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        held = random.Random(SEED).sample(list(_rows("gov-covid-qa/passages.jsonl")), sizes.documents)
        names = {row["docid"] for row in held}
        for row in held:
            files.append(Path(folder) / f"{row['docid']}.txt")
            files[-1].write_text(row["text"], encoding="utf-8")
        laws = sorted((SHARED / "laws" / "社会法").glob("*.md"))[: sizes.laws]
        parsed = [documents.parse(file) for file in (*files, *laws)]
    questions = [
        Question(row["question"], f"{row['docid']}.txt")
        for row in _rows("gov-covid-qa/qa.jsonl")
        if row["docid"] in names
    ]
    yield Set("documents", questions, documents=parsed)


def paraphrases(sizes: Sizes = FULL) -> Iterator[Set]:
    """A question finds the other wording of it among many others."""
    rng = random.Random(SEED)
    pairs = [row for name in ("lcqmc_test", "afqmc_dev") for row in _rows(f"paraphrase-pairs/{name}.jsonl")]
    positive = [row for row in pairs if row["label"] == 1 and row["a"] != row["b"]]
    asked = rng.sample(positive, sizes.asked)
    wanted = dict.fromkeys(row["b"] for row in asked)
    queries = {row["a"] for row in asked}
    others = [text for row in pairs for text in (row["a"], row["b"])]
    others = [text for text in dict.fromkeys(others) if text not in wanted and text not in queries]
    # A question with several right wordings would call the other ones wrong.
    same = {
        text
        for row in positive
        for text in (row["a"], row["b"])
        if row["a"] in queries or row["b"] in queries
    }
    others = [text for text in others if text not in same]
    texts = [*wanted, *rng.sample(others, min(sizes.distractors, len(others)))]
    entries = [Entry(id=str(at), question=text, answer="略") for at, text in enumerate(texts)]
    number = {text: str(at) for at, text in enumerate(texts)}
    yield Set("paraphrases", [Question(row["a"], number[row["b"]]) for row in asked], entries)


def golden(sizes: Sizes = FULL) -> Iterator[Set]:
    """Our own development questions find the entry they were written for."""
    entries = list(starter.load().entries)
    known = {entry.id for entry in entries}
    questions = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = (row.get("note") or "").removeprefix("entry: ").split()[:1]
        if len(row["turns"]) == 1 and row["expect"] == "answer" and name and name[0] in known:
            questions.append(Question(row["turns"][0], name[0]))
    yield Set("golden", questions, entries)


ALL = (intents, policy_documents, paraphrases, golden)


def _rows(name: str) -> Iterator[dict]:
    for line in (SHARED / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


ANYWHERE = Scope()
