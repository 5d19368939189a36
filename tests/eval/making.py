"""Small golden questions, replies and systems for the tests of this folder."""

from collections.abc import Sequence
from datetime import date, datetime

from dialogue.types import Citation, Reply
from eval.fingerprint import Fingerprint
from eval.golden import Golden, GoldenScope
from eval.summary import Report, summarise
from eval.types import Answered, Case, Hit, System

DAY = date(2026, 11, 23)
LAW = "社会保险法(2018-12-29).md"


def golden(name="q", **changes) -> Golden:
    row = {"id": name, "kind": "answerable", "turns": ["失业金最多领几个月"], "expect": "answer"}
    return Golden.model_validate(row | {"must": [["24个月"]]} | changes)


def citation(**changes) -> Citation:
    fields = {
        "id": "unemployment-months",
        "kind": "entry",
        "title": "失业保险金最多领几个月？",
        "document": "中华人民共和国社会保险法",
        "document_no": None,
        "locator": "第四十六条",
        "valid_from": "2011-07-01",
        "valid_to": None,
        "url": None,
        "quote": "最长24个月",
    }
    return Citation(**(fields | changes))


def reply(text="最长24个月。", outcome="answer", confidence=0.9, citations=None) -> Reply:
    return Reply(text, outcome, confidence, (citation(),) if citations is None else tuple(citations))


def hit(name="unemployment-months", text="最长24个月。", **changes) -> Hit:
    fields = {"document": "中华人民共和国社会保险法", "locator": "第四十六条", "title": "失业金领几个月？"}
    return Hit(id=name, text=text, **(fields | changes))


def system(answer=None, hits: Sequence[Hit] = (), documents=()) -> System:
    """A system that gives `answer(question)` (a Reply) and always finds the same hits."""

    async def answering(turns: Sequence[str], scope: GoldenScope) -> Answered:
        return Answered(answer(turns[-1]) if answer else reply(), cited_regions={"unemployment-months": ""})

    async def searching(question: str, scope: GoldenScope, k: int) -> Sequence[Hit]:
        return list(hits)[:k]

    return System(answering, searching, frozenset(documents))


def case(name="q", *, right=True, gold=None, **changes) -> Case:
    fields = {
        "fits": right,
        "strict": "right" if right else "wrong",
        "why": "" if right else "缺少「24个月」",
        "outcome": "answer",
        "confidence": 0.9,
        "answer": "最长24个月。",
    }
    return Case(golden=gold or golden(name), right=right, **(fields | changes))


def fingerprint(**changes) -> Fingerprint:
    return Fingerprint(**({"golden": "g", "day": DAY, "answerer": "extractive"} | changes))


def report(cases: Sequence[Case], **changes) -> Report:
    when = datetime(2026, 11, 23, 9, 30)
    return summarise(cases, fingerprint(**changes), finished_at=when, seconds=1.0)
