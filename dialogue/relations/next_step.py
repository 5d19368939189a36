"""What comes next when a matter is done: 办完这个接着办什么."""

from __future__ import annotations

import re
from collections import Counter

from dialogue import grounds
from dialogue.grounds import Ground, cited
from dialogue.state import Ask, Step, Turn
from dialogue.wording import say
from kb.graph import Graph
from kb.graph.types import name_of
from kb.graph.words import done_or_named, matter_names
from retrieval.search import Evidence

_ASKS = re.compile(
    r"(?:下一步|接下来|接着|然后呢|后面|之后|下面|随后|再往下|(?:办|做|弄|填|评|登记|挂失|申请|上|改)(?:完|好)了?(?:以后|后)?)"
    r"[^，。？?]{0,14}?(?:干[嘛啥什]|办[啥什]|做[啥什]|弄[啥什]|(?:该|要|得|能|还)(?:办|干|做|弄|跑|走|领)|怎么[走弄办]|哪些手续|交给谁|领[啥什]|是[啥什]|呢|吗|$)"
)
_OTHER = re.compile(
    r"多久|几天|多少|什么时候|啥时候|几点|多长时间|在哪|去哪|上哪|材料|要带|能不能|可不可以|影响"
)
_NOT_DONE = re.compile(r"不予|没通过|不通过|没批|退回|驳回|不服|被拒|没办成")
_SAID = 0.6
"""Confidence of what an entry says in so many words."""
_SHOWN = 2


def step(ask: Ask, turn: Turn) -> Step | None:
    """The matters that answers say come after the one named; None where nothing is known of it."""
    asked = _ASKS.search(ask.said)
    if asked is None or _OTHER.search(ask.said) or _NOT_DONE.search(ask.said):
        return None
    done = _done(ask, asked)
    if done is None:
        return None
    graph = turn.graph()
    following = _following(done, graph)
    wanted = matter_names().first(ask.said[asked.start() :])
    if wanted in following and wanted != done:
        following = {wanted: following[wanted]}
    if not following:
        return None
    return _step(ask, done, following, turn)


def _done(ask: Ask, asked: re.Match[str]) -> str | None:
    """The matter that is done: the last one named before what asks, else the last of what was said before."""
    for text in (ask.said[: asked.start()], ask.said, ask.text, *ask.otherwise):
        if named := done_or_named().found(text):
            return named[-1] if text != ask.said else named[0]
    return None


def _following(matter: str, graph: Graph) -> dict[str, list[str]]:
    """Matters after one, those that most answers name first, with the entries that say so; not those before it too."""
    node = f"matter:{matter}"
    earlier = {relation.head for relation in graph.back(node, "before")}
    said: dict[str, list[str]] = {}
    for relation in graph.follow(node, "before"):
        if relation.tail not in earlier:
            said.setdefault(name_of(relation.tail), []).append(relation.because)
    support = Counter({name: len(entries) for name, entries in said.items()})
    most = max(support.values(), default=0)
    return {name: said[name] for name, times in support.most_common(_SHOWN + 1) if 2 * times >= most}


def _step(ask: Ask, done: str, following: dict[str, list[str]], turn: Turn) -> Step | None:
    """How the next matter is done, and beside it the entry that says it comes next."""
    first = next(iter(following))
    says = _saying(following[first], turn, ask)
    if not says and all(one.startswith("entry:") for one in following[first]):
        return None
    about = {r.head.removeprefix("entry:") for r in turn.graph().back(f"matter:{first}", "about")}
    ranking = turn.searcher.search(f"{first}怎么办理？{ask.said}", ask.scope, k=8, kind="entry")
    assert ask.scope.on is not None
    hits = [hit for hit in ranking.hits if hit.item.id in about]
    found = (*grounds.prepare(hits, turn.facts, turn.documents, ask.scope.on, turn.replacements), *says)
    if not found:
        return None
    then = "、".join(list(following)[:_SHOWN])
    lead = say("graph_next", matter=done, then=then)
    return Step(
        "answer", question=ask.text, grounds=found, confidence=max(ranking.confidence, _SAID), lead=f"{lead}\n",
        related=tuple(dict.fromkeys(g.item.title for g in found[1:4])), citations=cited(says[:1]),
    )  # fmt: skip


def _saying(because: list[str], turn: Turn, ask: Ask) -> list[Ground]:
    """Entries in force that say what comes next; a relation that staff added stands on their word instead."""
    assert ask.scope.on is not None
    items = (turn.store.item(one.removeprefix("entry:")) for one in because if one.startswith("entry:"))
    hits = [Evidence(item, _SAID) for item in items if item and item.in_force(ask.scope.on)]
    return grounds.prepare(hits, turn.facts, turn.documents, ask.scope.on, turn.replacements)
