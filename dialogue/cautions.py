"""An answer whose basis has been replaced is never given as if it were in force: the new document's own words go before it,
or else it says first since when and by what, and who knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogue import channels
from dialogue.grounds import Ground, prepare
from dialogue.state import Ask, Step, Turn
from dialogue.understand import scope
from dialogue.wording import say
from kb.entry import Entry
from kb.errors import UnknownFactError
from kb.item import Item
from kb.replaced import Replaced
from kb.text import fold, folded_title
from retrieval.search import Evidence

_SAME_ARTICLE = 0.5
"""Share of pairs of characters from which two articles of two editions are one; others of a law share a fifth."""


def newest_first(grounds: tuple[Ground, ...], ask: Ask, turn: Turn) -> tuple[Ground, ...]:
    """Where the first ground rests on what is replaced: before it what the new document says in the same place."""
    if not grounds or grounds[0].replaced is None:
        return grounds
    new = _article_now(grounds[0], ask, turn)
    return (new, *(g for g in grounds if g.item.id != new.item.id)) if new else grounds


def _article_now(ground: Ground, ask: Ask, turn: Turn) -> Ground | None:
    """The article of the new document that took the place of the one an entry cites."""
    assert ground.replaced is not None
    assert ask.scope.on is not None
    title = folded_title(ground.replaced.by)
    new = [
        d
        for d in turn.documents.values()
        if folded_title(d.title) == title and d.period.contains(ask.scope.on)
    ]
    old = _article(ground, turn)
    if not new or old is None:
        return None
    likest = max(turn.store.passages_of(new[0].name), key=lambda p: _alike(p.body, old.body), default=None)
    if likest is None or _alike(likest.body, old.body) < _SAME_ARTICLE:
        return None
    hit = Evidence(likest, ground.score)
    return next(iter(prepare([hit], turn.facts, turn.documents, ask.scope.on)), None)


def _article(ground: Ground, turn: Turn) -> Item | None:
    """The passage of the old document that an entry says it rests on."""
    entry: Entry = ground.item.entry
    locator = (entry.source.locator if entry.source else None) or ""
    if ground.replaced is None or ground.replaced.name is None or not locator:
        return None
    for passage in turn.store.passages_of(ground.replaced.name):
        article = passage.payload.get("locator")
        if article and locator.startswith(article):
            return passage
    return None


def _alike(one: str, other: str) -> float:
    """Dice's measure over pairs of characters."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (fold(one), fold(other))]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))


def warned(steps: Sequence[Step], asks: Sequence[Ask], turn: Turn) -> list[Step]:
    """The steps, those that rest on something replaced with a line that says so; the same line once."""
    said: set[str] = set()
    found = []
    for number, step in enumerate(steps):
        ask = asks[min(number, len(asks) - 1)]
        replaced = _of_step(step, ask.scope.on, turn)
        line = _line(replaced, ask) if replaced else ""
        found.append(replace(step, lead=f"{step.lead}{line}\n") if line and line not in said else step)
        said.add(line)
    return found


def _of_step(step: Step, on: date | None, turn: Turn) -> Replaced | None:
    if step.grounds:
        return step.grounds[0].replaced
    for citation in step.citations:
        if citation.kind == "fact" and on and (found := _of_figure(citation.id, citation.valid_from, turn)):
            return found if found.since <= on else None
    return None


def _of_figure(item_id: str, start: str | None, turn: Turn) -> Replaced | None:
    try:
        history = turn.facts.history(item_id.removeprefix("fact:"))
    except UnknownFactError:
        return None
    value = next((fact for fact in history if fact.valid_from.isoformat() == start), None)
    return turn.replacements.of_fact(value) if value else None


def _line(replaced: Replaced, ask: Ask) -> str:
    since = scope.spoken(replaced.since.isoformat())
    hotline = channels.line(ask.text, replaced.title)
    return say("basis_replaced", title=replaced.title, since=since, by=replaced.by, hotline=hotline)
