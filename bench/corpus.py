"""A knowledge base of any size from our own words: wordings recombined, answers reused, vectors mixed.

Only times, memory and agreement are measured on it, never quality. A vector is the mean of those of the two
wordings a text is made of, with a little noise: so 100,000 of them need no hour of embedding.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlalchemy import insert

from kb import starter
from kb import tables as t
from kb.database import now, transaction
from kb.entry import Entry
from kb.item import ItemDraft, from_entry, from_passages, text_hash
from kb.rows import _columns
from kb.store import Store
from kb.text import fold
from kb.types import Document, Passage
from kb.vectors import dequantise, pack

SEED = 20261125
PASSAGES = 5
"""Every fifth item is a passage."""
_STEP = 5_000


@dataclass
class Words:
    """Wordings and answers of the starter knowledge that have a shipped vector."""

    wordings: list[str]
    answers: list[str]
    vector: dict[str, np.ndarray]

    @classmethod
    def load(cls) -> Words:
        with np.load(starter.STARTER / "vectors.npz") as data:
            matrix = dequantise(data["vectors"])
            vector = {bytes(row).hex(): v for row, v in zip(data["hashes"], matrix, strict=True)}
        entries = starter.load().entries
        wordings = [w for entry in entries for w in entry.wordings if text_hash(w) in vector]
        answers = [entry.answer for entry in entries if text_hash(entry.answer) in vector]
        return cls(wordings, answers, vector)

    def of(self, text: str) -> np.ndarray:
        return self.vector[text_hash(text)]


Made = tuple[ItemDraft, tuple[str, str]]
"""An item, and the two wordings or answers whose vectors are mixed for the first of its texts."""


def fill(store: Store, embedder: str, size: int) -> None:
    """Items, texts and vectors of `size` items, written in bulk."""
    words = Words.load()
    write(store, embedder, words, _drafts(words, random.Random(SEED), size))


def write(store: Store, embedder: str, words: Words, made: Iterator[Made]) -> None:
    noise, row = np.random.default_rng(SEED), 0
    while batch := list(islice(made, _STEP)):
        items, texts, vectors = [], [], {}
        for draft, mixed in batch:
            row += 1
            items.append({"row": row, **_columns(draft, draft.hash), "version": 1})
            for number, (field, text) in enumerate(draft.texts):
                key = text_hash(text)
                texts.append(
                    {"item": row, "field": field, "text": text, "folded": fold(text)[:80], "hash": key}
                )
                if number == 0:
                    vectors[key] = np.mean([words.of(part) for part in mixed], axis=0)
                else:
                    vectors[key] = words.of(text)
        matrix = np.array(list(vectors.values()))
        matrix += noise.normal(0, 0.008, matrix.shape)
        store.put_vectors(embedder, list(vectors), pack(matrix.astype(np.float32)))
        with transaction(store.engine) as connection:
            connection.execute(insert(t.items), items)
            connection.execute(insert(t.texts), texts)
            connection.execute(insert(t.changes), [{"item": row, "at": now()}])


def _drafts(words: Words, rng: random.Random, size: int) -> Iterator[Made]:
    for number in range(size):
        one, two = rng.choice(words.wordings), rng.choice(words.wordings)
        answer = rng.choice(words.answers)
        if number % PASSAGES:
            question = f"{one[: len(one) * 2 // 3]}{two[len(two) // 2 :]}"
            entry = Entry(id=f"entry-{number}", question=question, answer=answer, region="110000")
            yield from_entry(entry), (one, two)
        else:
            other = rng.choice(words.answers)
            document = Document(f"文件{number // 100}.md", f"关于{one}的通知", region="110000")
            passage = Passage(
                document.name, number, (), f"{answer[: len(answer) // 2]}{other[len(other) // 2 :]}"
            )
            yield from_passages(document, [passage])[0], (answer, other)
