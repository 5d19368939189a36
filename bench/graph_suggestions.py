"""Whether the graph offers better next questions: `python -m bench.graph_suggestions`, on the home of JXB_HOME.

Of our development conversations: the question before the last is searched, three questions are offered, and counted
is how often one of their entries holds all that the answer to the last question must say. Offered are the next hits
(as they ship), entries on the same article, entries on the same matter, and hits with those of the matter first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.matching import missing
from kb.graph import Graph
from kb.graph.held import HeldGraph
from kb.types import Scope
from serve import home, settings

_GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "conversations.jsonl"
_OFFERED = 3


def offered(graph: Graph, hits: Sequence[str]) -> dict[str, list[str]]:
    """Ids of entries offered after the first hit, in every way that is compared."""
    first, others = hits[0], list(hits[1:])
    matters = [relation.tail for relation in graph.follow(f"entry:{first}", "about")]
    about = [r.head.removeprefix("entry:") for matter in matters for r in graph.back(matter, "about")]
    about = [one for one in about if one != first]
    near = [one for one in others if one in about]
    return {
        "检索的后几条": others[:_OFFERED],
        "同一条款的条目": graph.related(first)[:_OFFERED],
        "同一事项的条目": about[:_OFFERED],
        "后几条里同一事项的在前": list(dict.fromkeys([*near, *others]))[:_OFFERED],
    }


def main() -> None:
    config = settings.load()
    opened = home.open_home(config)
    graph, day, facts = HeldGraph(opened.store).now(), config.day(), opened.store.facts()
    scope, counts, total = Scope("110000", None, day), dict[str, list[int]](), 0
    for line in _GOLDEN.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if len(one["turns"]) < 2 or one["expect"] != "answer" or not one["must"]:
            continue
        hits = [hit.item for hit in opened.searcher.search(one["turns"][-2], scope, 10, "entry").hits]
        if not hits:
            continue
        total += 1
        for way, ids in offered(graph, [item.id for item in hits]).items():
            items = [item for item in map(opened.store.item, ids) if item]
            texts = [facts.render(item.body, day).text for item in items]
            tally = counts.setdefault(way, [0, 0])
            tally[0] += any(not missing(text, one["must"]) for text in texts)
            tally[1] += len(ids)
    table = Table("给出的问题", "含下一问答案", "平均给出几个", title=f"{total} 段对话")
    for way, (found, given) in counts.items():
        table.add_row(way, f"{found}/{total}（{found / total:.3f}）", f"{given / total:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
