"""`jxb kb graph`: what is linked with an entry, a document, a fact, a material or a channel."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from kb import graph
from kb.graph import NAMES, Graph
from kb.store import Store
from serve import home, settings
from serve.commands.kb_review import Json
from serve.commands.output import print_json
from serve.errors import NotFoundError

_KINDS = ("entry", "document", "fact", "material", "channel", "group", "title")
_SHOWN = 50


def built(store: Store) -> Graph:
    return graph.build(store.entries(), store.documents(), store.iter_items("passage"))


def show_graph(
    node: Annotated[str, typer.Argument(help="条目编号、文件名、事实名称、材料或渠道，如 身份证、12333")],
    as_json: Json = False,
) -> None:
    """Relations of a node; of an entry also its neighbours by article, of a document what replaced it."""
    whole = built(home.open_store(settings.load()))
    found = _node(whole, node)
    relations = whole.of(found)
    related = whole.related(node) if found.startswith("entry:") else []
    chain = whole.successors(found)
    if as_json:
        listed = [{"head": r.head, "kind": r.kind, "tail": r.tail, "because": r.because} for r in relations]
        print_json({"node": found, "relations": listed, "related": related, "replaced_by": chain})
        return
    console = Console()
    for relation in relations[:_SHOWN]:
        because = f"（{relation.because}）" if relation.because else ""
        console.print(f"{relation.head} —{NAMES[relation.kind]}→ {relation.tail}{because}", markup=False)
    if len(relations) > _SHOWN:
        console.print(f"……另有 {len(relations) - _SHOWN} 条，加 --json 查看全部")
    if related:
        console.print(f"同一条款的条目：{'、'.join(related)}", markup=False)
    if chain:
        console.print(f"先后被代替：{' → '.join(chain)}", markup=False)


def _node(whole: Graph, name: str) -> str:
    for candidate in (name, *(f"{kind}:{name}" for kind in _KINDS)):
        if whole.of(candidate):
            return candidate
    raise NotFoundError(f"图谱里没有「{name}」：写条目编号、已导入的文件名、事实名称，或材料、渠道的名称")
