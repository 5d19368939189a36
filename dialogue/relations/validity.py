"""Whether a document is still in force, and by what it was replaced: 这个文件还有效吗, 现在按哪个文件."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dialogue.grounds import document_citation
from dialogue.state import Ask, Step, Turn
from dialogue.types import Citation, Memory
from dialogue.wording import say
from kb.graph import Graph
from kb.graph.titles import named, title_of
from kb.text import fold
from kb.types import Document

_ASKS = re.compile(
    r"(?:还|现在|如今|到现在|目前)(?:是不是)?(?:有效|管用|有用|算数|作数|能用|好使|执行|适用|在用)|作废|废止|失效|过期|"
    r"代替|替代|取代|替换|换成(?:哪|什么|啥)|"
    r"(?:现在|如今|目前)(?:是|要|该|都|又)?(?:按|看|用|执行|照|依)(?:的是|的)?哪|(?:现在|如今)(?:是|叫)(?:哪|什么|啥)|"
    r"现行(?:的|有效)?(?:是|版)|(?:哪|几)(?:一)?(?:年|个版|版)|最新(?:的)?(?:版|是)|新版"
)
_THIS = re.compile(r"(?:这|那|该|上面|刚才|你说的|您说的)(?:个|份|部|条)?(?:文件|条例|规定|办法|法律|通知)")
_YEAR = re.compile(r"(19\d{2}|20[0-2]\d)\s*年?")
_REST = 20
"""Characters a question may have beside the title: a longer one asks something of the document's matter."""
_ENTRY_INTO_FORCE = re.compile(r"施行|废止|执行")


def step(ask: Ask, turn: Turn, memory: Memory) -> Step | None:
    """What the graph says of the document named, or of the one the last answer rested on; None for other questions."""
    if not _ASKS.search(ask.said):
        return None
    graph = turn.graph()
    node = _asked(ask, turn, memory, graph)
    if node is None:
        return None
    document = _edition(node, ask.said, graph)
    text = _of_held(document, ask.today, graph) if document else _of_unheld(node, graph)
    if text is None:
        return None
    shown = document or next(filter(None, map(graph.edition, graph.successors(node))), None)
    return Step(
        "answer",
        f"{text}\n{say('graph_confirm')}",
        ask.text,
        confidence=1.0,
        citations=_citations(node, shown, turn, graph),
    )


def _asked(ask: Ask, turn: Turn, memory: Memory, graph: Graph) -> str | None:
    found = named(ask.said, graph)
    if found is not None:
        return found.node if len(fold(ask.said)) - found.length <= _REST else None
    if not _THIS.search(ask.said):
        return None
    for item_id in memory.answered:
        item = turn.store.item(item_id)
        if item is None:
            continue
        if item.document:
            return f"document:{item.document}"
        source = item.entry.source
        if source and (node := graph.document_node(source.title)).startswith("document:"):
            return node
    return None


def _edition(node: str, said: str, graph: Graph) -> Document | None:
    """The edition of the year named, else the newest held."""
    document = graph.edition(node)
    year = _YEAR.search(said)
    if document and year:
        for one in graph.editions(document.title):
            if int(year[1]) in {day.year for day in (one.issued, one.period.start) if day}:
                return one
    return document


def _of_held(document: Document, today: date, graph: Graph) -> str:
    node = f"document:{document.name}"
    chain = graph.successors(node)
    number = f"（{_edition_name(document)}）"
    if document.period.contains(today):
        return say(
            "graph_in_force",
            title=document.title,
            number=number,
            start=_day(document.period.start or document.issued),
        )
    if not chain:
        return say(
            "graph_ended", title=document.title, number=number, end=_day(document.period.end),
            by="新的规定", last="现行规定",
        )  # fmt: skip
    return say(
        "graph_ended", title=document.title, number=number, end=_day(document.period.end),
        by=_called(chain[0], document, graph), last=_called(chain[-1], document, graph),
    )  # fmt: skip


def _of_unheld(node: str, graph: Graph) -> str | None:
    chain = graph.successors(node)
    if not chain:
        return None
    first = graph.edition(chain[0])
    called = [_called(one, None, graph) for one in chain]
    if len(chain) > 1:
        return say(
            "graph_repealed_chain", title=title_of(node, graph), chain="、".join(called), last=called[-1]
        )
    since = f"自{_day(first.period.start)}起" if first and first.period.start else ""
    return say("graph_repealed", title=title_of(node, graph), since=since, by=called[0])


def _called(node: str, before: Document | None, graph: Graph) -> str:
    """A document with the day from which it holds."""
    title, document = title_of(node, graph), graph.edition(node)
    since = document.period.start if document else None
    if (
        since is None
        and before is not None
        and before.period.end
        and node in graph.successors(f"document:{before.name}")[:1]
    ):
        since = before.period.end + timedelta(days=1)
    name = f"《{title}》"
    if document and before and document.title == before.title:
        name = f"{_edition_name(document)}的{name}"
    return f"{name}（自{_day(since)}起施行）" if since else name


def _edition_name(document: Document) -> str:
    year = document.issued or document.period.start
    return "，".join(filter(None, (document.number, f"{year.year}年版" if year else "")))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "公布之日"


def _citations(node: str, shown: Document | None, turn: Turn, graph: Graph) -> tuple[Citation, ...]:
    """The clause on coming into force, or the one that repeals."""
    if shown is None:
        return ()
    title = title_of(node, graph)
    passages = turn.store.passages_of(shown.name)
    telling = [p for p in passages if _ENTRY_INTO_FORCE.search(p.body) and title in p.body]
    telling = telling or [p for p in passages if _ENTRY_INTO_FORCE.search(p.body)] or passages
    return tuple(document_citation(passage, shown) for passage in telling[-1:])
