"""A model's words, grounded: every sentence names the passages it rests on."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dialogue import sentences
from dialogue.answerers.base import Draft
from dialogue.errors import GenerationError
from dialogue.grounds import Ground

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MARK = re.compile(r"\s*[\[【［](\d+(?:[,，、]\s*\d+)*)[\]】］]")
_CANNOT = "无法回答"

_GROUNDS = 4
"""Passages in the prompt: more of them make small models mix rules."""


@cache
def _prompt() -> str:
    return files("dialogue").joinpath("prompts/answer.md").read_text(encoding="utf-8")


class Generative:
    """Asks an OpenAI-compatible endpoint, and gives up early rather than late."""

    name = "generative"

    def __init__(
        self, model: BaseChatModel, model_name: str, *, first: float = 2.5, between: float = 5.0
    ) -> None:
        """`first`: seconds until the first whole sentence; `between`: seconds between sentences."""
        self._model = model
        self._first = first
        self._between = between
        self.version = f"{model_name}/{hashlib.sha256(_prompt().encode()).hexdigest()[:8]}"

    async def drafts(self, question: str, grounds: Sequence[Ground]) -> AsyncIterator[Draft]:
        used = list(grounds[:_GROUNDS])
        passages = "\n\n".join(f"[{i}] {g.evidence}" for i, g in enumerate(used, start=1))
        stream = self._sentences(_prompt().format(passages=passages, question=question))
        wait = self._first
        try:
            while True:
                try:
                    sentence = await asyncio.wait_for(anext(stream), wait)
                except StopAsyncIteration:
                    return
                except TimeoutError as error:
                    raise GenerationError(f"模型 {wait} 秒内没有给出一句完整的话") from error
                wait = self._between
                yield _draft(sentence, used)
        finally:
            await stream.aclose()

    async def _sentences(self, prompt: str) -> AsyncGenerator[str, None]:
        """Whole sentences with their marks, as the model writes them."""
        buffer = ""
        try:
            async for chunk in self._model.astream(prompt):
                buffer += str(chunk.text)
                finished, buffer = _complete(buffer)
                for sentence in finished:
                    yield sentence
        except GenerationError:
            raise
        except Exception as error:  # the client library raises its own tree for every kind of failure
            raise GenerationError(f"模型端点出错：{type(error).__name__}：{error}") from error
        if buffer.strip():
            yield buffer


def _complete(buffer: str) -> tuple[list[str], str]:
    """Finished sentences; a mark that follows the full stop belongs to the sentence before it."""
    finished, rest = sentences.complete(buffer)
    if finished and not rest:
        return finished[:-1], finished[-1]  # a mark may still follow
    if finished and (mark := _MARK.match(rest)):
        finished[-1] += mark[0]
        rest = rest[mark.end() :]
    elif finished and rest.lstrip()[:1] in "[【［":
        return finished[:-1], finished[-1] + rest
    return finished, rest


def _draft(sentence: str, grounds: Sequence[Ground]) -> Draft:
    """A sentence without its marks; raises GenerationError when it rests on nothing given."""
    numbers = [int(n) for marks in _MARK.findall(sentence) for n in re.findall(r"\d+", marks)]
    text = _MARK.sub("", sentence)
    if _CANNOT in text:
        raise GenerationError("模型认为资料不能回答")
    if not numbers and fold_is_empty(text):
        return Draft("", ())
    if not numbers or any(not 1 <= n <= len(grounds) for n in numbers):
        raise GenerationError(f"句子没有标出给定的资料：{text.strip()[:40]}")
    return Draft(text, tuple(grounds[n - 1] for n in dict.fromkeys(numbers)))


def fold_is_empty(text: str) -> bool:
    return not re.search(r"\w", text)
