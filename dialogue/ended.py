"""What is over is not answered from, and said to be over: a figure without a value that day, an entry past its end."""

from __future__ import annotations

from datetime import date

from dialogue import channels
from dialogue.state import Ask, Step
from dialogue.wording import say
from kb.errors import FactNotInForceError, KnowledgeError
from kb.fact import FactTable, references
from kb.item import Item
from retrieval.search import Ranking


def last_day(item: Item, facts: FactTable, on: date) -> date | None:
    """The last day on which an entry's figures all had values; None where they have them still, or had none
    before."""
    if item.kind != "entry":
        return None
    ended = []
    for name in references(item.body):
        try:
            facts.at(name, on)
        except FactNotInForceError:
            ends = [fact.valid_to for fact in facts.history(name) if fact.valid_to and fact.valid_to < on]
            if not ends:
                return None
            ended.append(max(ends))
        except KnowledgeError:
            return None
    return min(ended, default=None)


def entry_over(ranking: Ranking, on: date) -> Item | None:
    """The first hit of a search over every day, where it is an entry that had ended."""
    item = ranking.hits[0].item if ranking.hits else None
    over = item is not None and item.kind == "entry" and item.period.end is not None and item.period.end < on
    return item if over else None


def step(ask: Ask, last: date, confidence: float) -> Step:
    """Says until when the rule held, and who knows the one in force."""
    hotline = channels.hotline(ask.text) or "12345"
    until = f"{last.year}年{last.month}月{last.day}日"
    return Step("unknown", say("expired", until=until, hotline=hotline), ask.text, (), confidence)
