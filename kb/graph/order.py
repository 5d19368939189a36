"""Which matter comes before which, read off the sentences of an answer.

A rule fires only where the sentence says so ("先…再…", "…后再…", "…才能…", numbered steps); of what stands far apart or
after "不用" nothing is read. What a rule reads wrongly staff take out, see `kb.graph.corrections`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kb.entry import Entry
from kb.graph.words import done_or_named, matter_names

Pair = tuple[str, str]
Place = tuple[int, int, str]

_SENTENCE = re.compile(r"[。；;！？\n]")
_STEP = re.compile(r"(?:^|[\n；：:。])\s*(?:[1-9一二三四五六][.．、]|[①②③④⑤])\s*([^\n；。]+)")
_FIRST = re.compile(r"先(?:[^，、]{0,10})$")
_THEN = re.compile(r"[，、].{0,12}(?:再|才|然后|接着|之后)|(?:再|才能|→)|，凭")
_AFTER = re.compile(r"^[^，]{0,8}(?<!先)(?<!最)(?<!然)(?:后|完|下来)[，,：:再]?")
_ONLY_THEN = re.compile(r"才能|才可以|方可")
_NOT = re.compile(r"不用|无需|不必|不需要|不能|不要|而不是|不是|不影响|或者?|同步|的同时")
_DONE = re.compile(r"^[^，？]{2,16}(?:后|完|下来了?)，")
"""A question on what follows when something is done: 认定为就业困难人员后，能享受哪些援助？"""
_STEPS = re.compile(r"步骤|流程|[一二三四五两几]步")
_BEFORE = re.compile(r"(?:前|要|须|应当|得|前提是)[^，、]{0,4}先[^，、]{0,4}$")
_FIRST_NEEDS = re.compile(r"^(?:之?前|的|，)?(?:要|须|必须|得|应当?|前)?[^，、]{0,4}先[^，、]{0,4}$")
"""Between what is done later and what it needs first: 补卡要先挂失."""
_NEED_NOT = re.compile(r"(?:不用|无需|不必|不需要|不要|不是)[^，]{0,4}$")
_UNDONE = re.compile(r"退回|停发|停领|取消")
_SHORT = 4
"""Characters between a matter and the comma after what says that it is done."""
_NEAR, _FAR = 24, 32
"""Characters between two matters that a sentence may still link."""


def pairs(entry: Entry, about: str | None) -> Iterator[Pair]:
    """(earlier, later) as an entry's answer says; `about` is the matter that the entry is on."""
    first = _done(entry.question)
    for sentence in _SENTENCE.split(entry.answer):
        places = done_or_named().places(sentence)
        yield from _linked(sentence, places)
        if about and len(places) == 1 and _said_first(sentence, places[0], about):
            yield places[0][2], about
        if first and not _NOT.search(sentence):
            yield from ((first, then) for _, _, then in places if then != first)
    yield from _steps(entry.answer)


def _done(question: str) -> str | None:
    """The matter that a question takes as done, right before it says so."""
    asked = _DONE.search(question)
    if asked is None or "没" in asked[0]:
        return None
    named = matter_names().places(asked[0])
    return named[-1][2] if named and len(asked[0]) - named[-1][1] <= _SHORT else None


def _linked(sentence: str, places: list[Place]) -> Iterator[Pair]:
    heads: list[str] = []
    """Matters after which the rest of the sentence comes: 改完名后，尽快办：A，B."""
    for (start, end, first), (other, _, then) in pairwise(places):
        between, before = sentence[end:other], sentence[max(0, start - 12) : start]
        far = len(between) > _FAR or _NOT.search(between) or _UNDONE.search(before)
        for head in heads:
            if not far and head != then:
                yield head, then
        if first == then or far or _NEED_NOT.search(before):
            continue
        if _FIRST_NEEDS.search(between) and not _NEED_NOT.search(between):
            yield then, first
            continue
        near = len(between) <= _NEAR
        if near and _AFTER.search(between) and not _FIRST.search(before):
            heads.append(first)
            yield first, then
        elif (_FIRST.search(before) and _THEN.search(between)) or (near and _ONLY_THEN.search(between)):
            yield first, then


def _said_first(sentence: str, place: Place, about: str) -> bool:
    """Whether an answer about one matter says that another is done first: 丢失补卡要先挂失."""
    start, _, name = place
    before = sentence[:start]
    return name != about and bool(_BEFORE.search(before)) and not _NOT.search(before)


def _steps(answer: str) -> Iterator[Pair]:
    """Numbered steps in their order; a list that is not of steps seldom names a matter in each."""
    if not re.search(r"步骤|流程|[一二三四五]步|先", answer):
        return
    named = [matter_names().first(step) for step in _STEP.findall(answer)]
    for first, then in pairwise(named):
        if first and then and first != then:
            yield first, then
