"""Whether names from the graph find better: `python -m bench.graph_expansion [SET…]`, on the home of JXB_HOME.

A question that has a spoken form (alias) is searched as it is, with the name beside it as one text, with the name as
a second form (as follow-ups are), and with the name's words alone added. Counted over the questions that have one:
of golden questions whether the first hit, or the first five, hold all that the answer must say; of the sets whether
they are what should be found. Questions without an alias are the same in all and only counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import retrieval_sets
from bench.cached import CachedEmbedder
from bench.retrieval_sets import QUICK, Set
from eval.matching import missing
from kb import database
from kb.graph.words import Names, found_in_answers, matter_names
from kb.item import Item
from kb.store import Store
from kb.types import Scope
from models import SocialE5
from retrieval import Index, Searcher
from retrieval.features import Query
from serve import home, settings

_GOLDEN = Path(__file__).resolve().parents[1] / "golden"
_FILES = ("smoke", "general", "documents", "scope")
_K = 5
_SIZES = replace(QUICK, folds=10)


@dataclass(frozen=True)
class Asked:
    text: str
    right: Callable[[Item], bool]


def expansion(question: str) -> list[str]:
    """Names that spoken forms in a question stand for and that it does not have itself."""
    lists: tuple[Names, ...] = (matter_names(), *map(found_in_answers, ("materials", "channels", "offices")))
    names = (names.names[match[0]] for names in lists for match in names.pattern.finditer(question))
    return [name for name in dict.fromkeys(names) if name not in question]


def forms(searcher: Searcher, question: str, names: Sequence[str]) -> dict[str, list[Query]]:
    """The question in every way that is compared."""

    def query(text: str, weight: float = 1.0) -> Query:
        return Query.of(text, searcher.embed(text), weight)

    with_names = f"{question} {' '.join(names)}"
    plain, longer = query(question), query(with_names)
    words_alone = Query(plain.text, plain.vector, longer.words, longer.characters, longer.sounds, plain.terms)
    return {
        "不扩展": [plain],
        "接在问题后面": [longer],
        "作第二种问法": [query(question, 2.0), longer],
        "只加字词": [words_alone],
    }


def measure(searcher: Searcher, scope: Scope, questions: Iterator[Asked]) -> tuple[int, dict[str, list[int]]]:
    """(questions in all, hits of the first and of the first five for every way, over those that have an alias)."""
    total, counts = 0, dict[str, list[int]]()
    for asked in questions:
        total += 1
        names = expansion(asked.text)
        if not names:
            continue
        for way, queries in forms(searcher, asked.text, names).items():
            found = [asked.right(hit.item) for hit in searcher.rank(queries, scope, _K).hits]
            tally = counts.setdefault(way, [0, 0, 0])
            tally[0] += any(found[:1])
            tally[1] += any(found)
            tally[2] += 1
    return total, counts


def golden(facts: Callable[[Item], str]) -> Iterator[Asked]:
    for name in _FILES:
        for line in (_GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if one["expect"] == "answer" and len(one["turns"]) == 1 and one["must"] and not one.get("scope"):
                must = one["must"]
                yield Asked(one["turns"][0], lambda item, must=must: not missing(facts(item), must))  # type: ignore[misc]


def _of_set(one: Set) -> Iterator[Asked]:
    for question in one.questions:
        gold = question.gold

        def right(item: Item, gold: str = gold) -> bool:
            return gold == (item.document if one.by_document else item.id)

        yield Asked(question.text, right)


def main(arguments: Sequence[str]) -> None:
    console = Console(width=110)
    config = settings.load()
    rows: list[tuple[str, int, dict[str, list[int]]]] = []
    if not arguments or "golden" in arguments:
        opened = home.open_home(config)
        table, day = opened.store.facts(), config.day()

        def text_of(item: Item) -> str:
            return f"{item.title}\n{table.render(item.body, day).text if item.kind == 'entry' else item.body}"

        scope = Scope("110000", None, day)
        rows.append(("golden", *measure(opened.searcher, scope, golden(text_of))))
    for make in retrieval_sets.ALL:
        if make.__name__ in arguments or (not arguments and make.__name__ != "paraphrases"):
            rows.append((make.__name__, *_added(_measured(one) for one in make(_SIZES))))
    shown = Table("题集", "做法", "recall@1", "recall@5", "有叫法的题", "全部题")
    for name, total, counts in rows:
        for way, (first, five, asked) in counts.items():
            shown.add_row(name, way, f"{first / asked:.3f}", f"{five / asked:.3f}", str(asked), str(total))
        if not counts:
            shown.add_row(name, "（没有一题用到）", "", "", "0", str(total))
    console.print(shown)


def _added(parts: Iterable[tuple[int, dict[str, list[int]]]]) -> tuple[int, dict[str, list[int]]]:
    """Counts of several folds as one."""
    total, counts = 0, dict[str, list[int]]()
    for number, counted in parts:
        total += number
        for way, tally in counted.items():
            counts[way] = [a + b for a, b in zip(counts.get(way, [0, 0, 0]), tally, strict=True)]
    return total, counts


def _measured(one: Set) -> tuple[int, dict[str, list[int]]]:
    """A set is only read into an index where a question of it has an alias."""
    if not any(expansion(question.text) for question in one.questions):
        return len(one.questions), {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(database.connect(database.sqlite_url(Path(folder))))
        store.create()
        one.save(store)
        index = Index(store, CachedEmbedder(SocialE5()))
        index.build()
        return measure(Searcher(index), retrieval_sets.ANYWHERE, _of_set(one))


if __name__ == "__main__":
    main(sys.argv[1:])
