"""Articles that a citizen asks for by document and number: answered with that article, or said not to be held."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue import found as found_for
from dialogue import readings
from dialogue.asking_back import offer
from dialogue.grounds import document_citation
from dialogue.state import Ask, Step, Turn
from dialogue.types import Memory
from dialogue.wording import say
from kb import articles
from kb.articles import Asked, in_words
from kb.item import Item
from kb.types import Document

_CHOICES = 3


def step(ask: Ask, turn: Turn, memory: Memory) -> Step | None:
    """The article of the document held; None where none is asked for, and where no document goes by that name."""
    asked = _asked(ask, memory)
    if asked is None:
        return None
    called = articles.called(asked.title, turn.documents.values())
    if not called:
        return None
    if len(called) > 1:
        titles = [editions[-1].title for editions in called[:_CHOICES]]
        choices = tuple(f"《{title}》{articles.locators(asked)}" for title in titles)
        return Step("clarify", offer(choices), ask.text, confidence=1.0, choices=choices)
    assert ask.scope.on is not None
    return _told(asked, articles.edition(called[0], asked.year, ask.scope.on), ask, turn)


def unheld(ask: Ask, turn: Turn, memory: Memory) -> str | None:
    """The document that an article is asked of, as the citizen calls it, where it is not held and nothing that is found
    has the article."""
    asked = _asked(ask, memory)
    if asked is None or not asked.names_a_law or articles.called(asked.title, turn.documents.values()):
        return None
    title, wanted = asked.title.strip("《》"), articles.locators(asked)
    found = found_for.citable(readings.search(ask, turn), ask, turn)
    if any(wanted in ground.evidence and f"《{title}》" in _in_short(ground.evidence) for ground in found):
        return None
    return title


def _asked(ask: Ask, memory: Memory) -> Asked | None:
    if ask.text in memory.choices:
        return articles.asked(ask.text)
    earlier = ask.previous or (memory.questions[-1] if memory.questions else "")
    return articles.asked(ask.said, earlier)


def _in_short(evidence: str) -> str:
    return evidence.replace("《中华人民共和国", "《")


def _told(asked: Asked, document: Document, ask: Ask, turn: Turn) -> Step:
    held = turn.store.passages_of(document.name)
    found = {one: passages for one in asked.articles if (passages := articles.passages(held, one))}
    if not found:
        last = articles.last(held)
        text = say(
            "no_such_article", title=document.title, locator=articles.locators(asked),
            last=f"，最后一条是{last}" if last else "",
        )  # fmt: skip
        return Step("unknown", text, ask.text, confidence=1.0)
    lines = [_article(asked, one, passages, document) for one, passages in found.items()]
    lines += [
        say("no_such_article", title=document.title, locator=articles.locator(one), last="")
        for one in asked.articles
        if one not in found
    ]
    citations = tuple(document_citation(passages[0], document) for passages in found.values())
    text = "\n".join((*lines, *_over(document, ask)))
    return Step("answer", text, ask.text, confidence=1.0, citations=citations)


def _article(asked: Asked, number: tuple[int, int], passages: Sequence[Item], document: Document) -> str:
    """The whole article, or the paragraph that is asked for."""
    whole, locator = articles.text(passages), articles.locator(number)
    if asked.paragraph is None:
        return say("passage_lead", title=document.title, locator=locator) + whole
    parts = articles.paragraphs(whole)
    if 0 < asked.paragraph <= len(parts):
        lead = say("passage_lead", title=document.title, locator=f"{locator}第{in_words(asked.paragraph)}款")
        return lead + parts[asked.paragraph - 1]
    lead = say("no_such_paragraph", locator=locator, asked=in_words(asked.paragraph), number=str(len(parts)))
    return f"{lead}\n{say('passage_lead', title=document.title, locator=locator)}{whole}"


def _over(document: Document, ask: Ask) -> tuple[str, ...]:
    """What is said of an edition that has ended."""
    end, by = document.period.end, document.superseded_by
    if end is None or end >= ask.today:
        return ()
    replaced = f"，由《{by}》替代" if by else ""
    return (say("superseded", title=f"《{document.title}》", until=end.isoformat(), by=replaced),)
