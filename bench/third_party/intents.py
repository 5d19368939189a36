"""sz-gov-intents: what citizens of another city typed. Small talk should be met as such, and matters of other
offices should not be answered as if they were medical or social insurance."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence

from bench.third_party.shared import Figure, drawn, rows
from eval.golden import GoldenScope
from serve import settings
from serve.subject import opened

SET = "sz-gov-intents"
_OURS = re.compile(
    r"社保|医保|公积金|少儿医|生育|养老|失业|补贴|工伤|参保|报销|社會|保險|保险|退休|就业|劳动|居住证|积分|人才"
)


def run(limit: int) -> Iterator[Figure]:
    utterances = rows("sz-gov-intents/utterances.jsonl")
    outside = drawn([r["text"] for r in utterances if not _OURS.search(r["text"])], limit)
    inside = drawn([r["text"] for r in utterances if _OURS.search(r["text"])], limit)
    small = drawn([r["text"] for r in rows("sz-gov-intents/chitchat.jsonl")], limit)
    yield from asyncio.run(_run(outside, inside, small))


async def _run(outside: Sequence[str], inside: Sequence[str], small: Sequence[str]) -> list[Figure]:
    config = settings.load().model_copy(update={"answerer": "extractive"})
    async with opened(config) as subject:

        async def outcomes(texts: Sequence[str]) -> list[str]:
            return [(await subject.answer([text], GoldenScope())).reply.outcome for text in texts]

        other, own, chat = [await outcomes(texts) for texts in (outside, inside, small)]
    ours = "京晓保（不用模型）"
    answered = ("answer", "partial")
    return [
        Figure(SET, "与本业务无关的没有乱答", ours, len(other), sum(o not in answered for o in other)),
        Figure(SET, "与本业务有关的给了答案或追问", ours, len(own), sum(o in (*answered, "clarify") for o in own),
               "深圳的问法，未判答案对错"),
        Figure(SET, "寒暄没有当业务问题回答", ours, len(chat), sum(o not in answered for o in chat)),
        Figure(SET, "寒暄按寒暄回应", ours, len(chat), sum(o == "chitchat" for o in chat)),
    ]  # fmt: skip
