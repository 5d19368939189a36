"""What there is to learn from: wordings, answers and articles of a home, and what people say of other matters.

A passage that we wrote questions for (`kb.article_questions`) is taught as an entry is: they are its wordings, its text is
its answer.
One wording in eight, by a hash of its text, teaches nothing: the ranker and the confidence are learned on those
(`bench.material.taught`), and recall is reported on them.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench import questions
from bench.material import OUT_OF_SCOPE, UNSEEN, digest, rests_on
from kb.item import Item
from kb.store import Store
from models.embedder import Role

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Text = tuple[str, Role]

GOLDEN = Path("golden")
UTTERANCES = (Path("bench/data/openings.txt"), Path("bench/data/no_openings.txt"), OUT_OF_SCOPE)
"""One a line, our own words."""
_HELD_OUT_OF = 8


class NothingToLearnError(Exception):
    """The home lacks what is learned from; the message says what to do, in Chinese."""


@dataclass(frozen=True)
class Asked:
    """A development question whose entries, or asked passages, are known."""

    text: int
    entries: frozenset[int]


@dataclass(frozen=True)
class Material:
    """Entries, wordings and passages are meant by their places below; texts by theirs in `texts`. Passages that are
    asked come behind the entries."""

    texts: Sequence[Text]
    """All that gets a vector, each once."""
    wordings: Ints
    """Shape (wordings,): the text of each; one of two entries is there twice."""
    entry_of: Ints
    """Shape (wordings,)."""
    held_out: Bools
    """Shape (wordings,): teaches nothing."""
    answers: Ints
    """Shape (entries + asked passages,): the text of each one's answer."""
    passages: Ints
    """Shape (passages,): the text of each, as they follow each other in their documents."""
    asked_passages: Ints
    """Shape (asked passages,): those that are taught as entries, in the order in which they come behind them."""
    articles: Mapping[int, Ints]
    """Entry to the passages it was verified against; entries without are not there."""
    utterances: Ints
    """Shape (utterances,): texts of what people say, of this and other matters; nobody tells what they mean."""
    asked: Sequence[Asked]

    @classmethod
    def of(
        cls,
        store: Store,
        most: int | None = None,
        golden: Path = GOLDEN,
        utterances: Sequence[Path] = UTTERANCES,
    ) -> Material:
        """All of a home, or at most so many entries, utterances and passages beside those that entries rest on.

        Raises NothingToLearnError where there are no entries, or none that rests on an article the home holds.
        """
        entries, passages, said = _read(store, most)
        written = [said[passage.row, "passage"][0] for passage in passages]
        cited = {
            place: [written[number] for number in rests]
            for place, rests in enumerate(_resting(entries, passages))
            if rests
        }
        if not cited:
            raise NothingToLearnError(
                "这个知识库里没有条目，或没有条目核对过的法规条文：请用带起步知识和法规文件的知识库"
            )
        needed = {*chain.from_iterable(cited.values()), *written[:most]}
        held = list(dict.fromkeys(passage for passage in written if passage in needed))
        place_of = {passage: place for place, passage in enumerate(held)}
        asked = {
            place_of[text]: theirs
            for passage, text in zip(passages, written, strict=True)
            if text in place_of and (theirs := said[passage.row, "asked"])
        }
        texts = _Numbered()
        worded = [
            *((*said[item.row, "question"], *said[item.row, "similar"]) for item in entries),
            *asked.values(),
        ]
        wordings = [
            (texts.number(text, "query"), place) for place, mine in enumerate(worded) for text in mine
        ]
        answers = [*(said[item.row, "answer"][0] for item in entries), *(held[passage] for passage in asked)]
        taught = {held[passage]: place for place, passage in enumerate(asked, start=len(entries))}
        uttered = list(dict.fromkeys(_utterances(utterances, golden)))[:most]
        return cls(
            texts=texts.held,
            wordings=np.array([text for text, _ in wordings]),
            entry_of=np.array([entry for _, entry in wordings]),
            held_out=np.array([_is_held_out(texts.held[text][0]) for text, _ in wordings]),
            answers=np.array([texts.number(answer, "passage") for answer in answers]),
            passages=np.array([texts.number(passage, "passage") for passage in held]),
            asked_passages=np.array(list(asked), dtype=np.int64),
            articles={entry: np.array([place_of[one] for one in found]) for entry, found in cited.items()},
            utterances=np.array([texts.number(text, "query") for text in uttered]),
            asked=[
                *_asked(golden, texts, {item.id: place for place, item in enumerate(entries)}),
                *_asked_of_articles(golden, texts, passages, [taught.get(text) for text in written]),
            ],
        )

    @property
    def entries(self) -> int:
        """Without the passages that are taught as such."""
        return len(self.answers) - len(self.asked_passages)

    def also_right(self) -> Iterator[tuple[int, int]]:
        """Entries and asked passages that they rest on: what asks for one may be answered by the other."""
        place_of = {
            int(passage): place for place, passage in enumerate(self.asked_passages, start=self.entries)
        }
        for entry, passages in self.articles.items():
            yield from ((entry, place_of[passage]) for passage in passages.tolist() if passage in place_of)

    def unseen(self) -> npt.NDArray[np.uint64]:
        """As `bench.material.UNSEEN` holds them: digests of the wordings held out, ascending."""
        held = {digest(self.texts[text][0]) for text in self.wordings[self.held_out]}
        return np.array(sorted(held), dtype=np.uint64)

    def write_unseen(self) -> Path:
        np.save(UNSEEN, self.unseen())
        return UNSEEN


class _Numbered:
    """Texts in the order in which they first came."""

    def __init__(self) -> None:
        self.held: list[Text] = []
        self._numbers: dict[Text, int] = {}

    def number(self, text: str, role: Role) -> int:
        found = self._numbers.setdefault((text, role), len(self.held))
        if found == len(self.held):
            self.held.append((text, role))
        return found


def _is_held_out(text: str) -> bool:
    return zlib.crc32(text.encode()) % _HELD_OUT_OF == 0


def _read(
    store: Store, most: int | None
) -> tuple[list[Item], list[Item], Mapping[tuple[int, str], list[str]]]:
    """Entries, passages, and what they say by row and field."""
    items = [item for item in store.iter_items() if item.state == "published"]
    entries = [item for item in items if item.kind == "entry"]
    if most is not None:
        entries = entries[:: max(1, len(entries) // most)][
            :most
        ]  # of all areas: their order is that of areas
    passages = [item for item in items if item.kind == "passage"]
    said = defaultdict(list)
    for text in store.indexed_texts([item.row for item in (*entries, *passages)]):
        said[text.item, text.field].append(text.text)
    return entries, passages, said


def _resting(entries: Sequence[Item], passages: Sequence[Item]) -> Iterator[list[int]]:
    """For each entry the passages it rests on, of Beijing and of the whole country."""
    by_locator = defaultdict(list)
    for number, passage in enumerate(passages):
        if passage.region in ("", "110000") and (locator := passage.payload.get("locator")):
            by_locator[locator].append(number)
    for entry in (item.entry for item in entries):
        named = f"{entry.verified and entry.verified.against} {entry.source and entry.source.locator}"
        near = chain.from_iterable(numbers for locator, numbers in by_locator.items() if locator in named)
        yield [number for number in near if rests_on(entry, passages[number])]


def _utterances(files: Iterable[Path], golden: Path) -> Iterator[str]:
    for path in files:
        yield from filter(None, map(str.strip, path.read_text(encoding="utf-8").splitlines()))
    for row in questions.learnable(sorted(golden.rglob("*.jsonl"))):
        yield from row.get("turns", ())
        if isinstance(row.get("text"), str):
            yield row["text"]


def _asked(golden: Path, texts: _Numbered, entries: Mapping[str, int]) -> Iterator[Asked]:
    for row in _single(golden):
        if found := frozenset(entries[name] for name in questions.entries(row) if name in entries):
            yield Asked(texts.number(row["turns"][0], "query"), found)


def _asked_of_articles(
    golden: Path, texts: _Numbered, passages: Sequence[Item], taught: Sequence[int | None]
) -> Iterator[Asked]:
    places = defaultdict(set)
    for passage, place in zip(passages, taught, strict=True):
        if place is not None and (locator := passage.payload.get("locator")):
            places[_bare(passage.title.split(" ")[0]), locator].add(place)
    for row in _single(golden):
        source = row.get("source") or {}
        title = _bare(Path(source.get("file") or "").stem)
        if found := places.get((title, source.get("locator"))):
            yield Asked(texts.number(row["turns"][0], "query"), frozenset(found))


def _bare(title: str) -> str:
    """A law's name as laws cite each other."""
    return re.sub(r"^中华人民共和国|[(（]\d{4}.*", "", title)


def _single(golden: Path) -> Iterator[questions.Question]:
    """Questions of one turn that may be looked at."""
    files = sorted([*golden.glob("*.jsonl"), *(golden / "opened").glob("*.jsonl")])
    return (row for row in questions.learnable(files) if len(row.get("turns", ())) == 1)
