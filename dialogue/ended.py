"""What is over is not answered from, and said to be over: a figure without a value that day, an entry past its end."""

from __future__ import annotations

from datetime import date

from dialogue import channels, dated_figures
from dialogue.state import Ask, Step
from dialogue.understand import scope
from dialogue.wording import say
from kb.errors import FactNotInForceError, KnowledgeError
from kb.fact import FactTable, references
from kb.item import Item


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


def step(ask: Ask, last: date, confidence: float) -> Step:
    """Says until when the rule held, and who knows the one in force."""
    hotline = channels.line(ask.text)
    until = scope.spoken(last.isoformat())
    return Step("unknown", say("expired", until=until, hotline=hotline), ask.text, (), confidence)


def tells_of(ask: Ask, item: Item) -> bool:
    """Whether an item names the year that is asked about."""
    period = dated_figures.period(ask.said, ask.today)
    return period is not None and period[:4] in f"{item.title}{item.body}"


def not_begun(ask: Ask, item: Item, confidence: float) -> Step | None:
    """Of a figure that is held from a later day than the one asked about: from when, and who knows the one of then."""
    period = dated_figures.period(ask.said, ask.today) or dated_figures.period(ask.text, ask.today)
    of_then = dated_figures.asks_value(ask.said) and not dated_figures.says_now(ask.said)
    if period is None or item.period.start is None or not of_then:
        return None
    start = item.period.start
    text = say(
        "not_begun", period=period, title=item.title.rstrip("？?"), start=scope.spoken(start.isoformat()),
        hotline=channels.line(ask.text),
    )  # fmt: skip
    return Step("unknown", text, ask.text, (), confidence, related=(item.title,))
