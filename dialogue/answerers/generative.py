"""A model's words, grounded: every sentence names the passages it rests on."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dialogue import sentences
from dialogue.answerers.ahead import Ahead
from dialogue.answerers.base import Draft
from dialogue.answerers.breaker import Breaker
from dialogue.errors import EndpointError, GenerationError
from dialogue.grounds import Ground

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

UNREACHABLE = ("模型端点接连出错", "模型端点出错")
"""How the reasons begin that say the endpoint is not there at all, as against late or wordless."""
_RESTING, _FAILED = UNREACHABLE

_MARK = re.compile(r"\s*[\[【［](\d+(?:[,，、]\s*\d+)*)[\]】］]")
_CANNOT = "无法回答"

_GROUNDS = 4
"""Passages in the prompt: more of them make small models mix rules."""

_SENTENCE = 400
_ANSWER = 1200
"""Characters above which a sentence or an answer is no answer but a model that runs on."""


@cache
def _prompt() -> str:
    return files("dialogue").joinpath("prompts/answer.md").read_text(encoding="utf-8")


class Generative:
    """Asks an OpenAI-compatible endpoint, and gives up early rather than late."""

    name = "generative"

    def __init__(
        self,
        model: BaseChatModel,
        model_name: str,
        *,
        first: float = 2.5,
        between: float = 2.5,
        whole: float = 15.0,
    ) -> None:
        """Seconds: `first` from the start of the turn to the first whole sentence, `between` from one
        sentence to the next, `whole` from the start of the turn to the end of the answer."""
        self._model = model
        self._first, self._between, self._whole = first, between, whole
        self._breaker = Breaker()
        self.version = f"{model_name}/{hashlib.sha256(_prompt().encode()).hexdigest()[:8]}"

    def drafts(self, question: str, grounds: Sequence[Ground], spent: float = 0.0) -> Ahead:
        return Ahead(self._drafts(question, list(grounds[:_GROUNDS]), time.monotonic() - spent))

    async def _drafts(self, question: str, used: list[Ground], began: float) -> AsyncGenerator[Draft, None]:
        if self._breaker.open:
            raise EndpointError(f"{_RESTING}，暂时不再尝试，稍后自动恢复")
        passages = "\n\n".join(f"[{i}] {g.evidence}" for i, g in enumerate(used, start=1))
        prompt = _prompt().format(passages=passages, question=question)
        silent = True
        try:
            async with aclosing(self._sentences(prompt)) as stream:
                async for sentence in self._in_time(stream, began):
                    draft = _draft(sentence, used)
                    self._breaker.worked()
                    silent = silent and not draft.grounds
                    yield draft
            if silent:
                raise EndpointError("模型端点没有写出任何内容")
        except EndpointError:
            self._breaker.failed()
            raise

    async def _in_time(self, stream: AsyncGenerator[str, None], began: float) -> AsyncGenerator[str, None]:
        """The sentences, each before its time is up; raises EndpointError otherwise."""
        until, length = began + self._first, 0
        while True:
            try:
                async with asyncio.timeout(max(0.0, until - time.monotonic())):
                    sentence = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                waited = time.monotonic() - began
                raise EndpointError(f"模型端点没有按时给出下一句（本轮已过 {waited:.1f} 秒）") from error
            length += len(sentence)
            if length > _ANSWER:
                raise EndpointError(f"模型端点写了 {length} 个字还没有写完")
            yield sentence
            until = min(time.monotonic() + self._between, began + self._whole)

    async def _sentences(self, prompt: str) -> AsyncGenerator[str, None]:
        """Whole sentences with their marks, as the model writes them."""
        buffer, ended = "", None
        try:
            async for chunk in self._model.astream(prompt):
                buffer += str(chunk.text)
                ended = chunk.response_metadata.get("finish_reason") or ended
                finished, buffer = _complete(buffer)
                for sentence in finished:
                    yield sentence
                if len(buffer) > _SENTENCE:
                    raise EndpointError(f"模型端点写了 {len(buffer)} 个字还不成一句")
        except GenerationError:
            raise
        except Exception as error:  # the client library raises its own tree for every kind of failure
            raise EndpointError(f"{_FAILED}：{type(error).__name__}：{error}"[:300]) from error
        if ended != "stop":
            raise EndpointError(f"模型端点没有写完回答（finish_reason：{ended}）")
        if buffer.strip():
            yield buffer


def _complete(buffer: str) -> tuple[list[str], str]:
    """Finished sentences; a mark that follows the full stop belongs to the sentence before it."""
    finished, rest = _whole(*sentences.complete(buffer))
    if finished and not rest:
        return finished[:-1], finished[-1]  # a mark may still follow
    if finished and (mark := _MARK.match(rest)):
        finished[-1] += mark[0]
        rest = rest[mark.end() :]
    elif finished and rest.lstrip()[:1] in "[【［":
        return finished[:-1], finished[-1] + rest
    return finished, rest


def _whole(finished: list[str], rest: str) -> tuple[list[str], str]:
    """Parts that end in a semicolon go with what follows: the mark stands at the end of them all."""
    joined: list[str] = []
    for part in finished:
        if joined and joined[-1].rstrip().endswith(("；", ";")):
            joined[-1] += part
        else:
            joined.append(part)
    if joined and joined[-1].rstrip().endswith(("；", ";")):
        rest = joined.pop() + rest
    return joined, rest


def _draft(sentence: str, grounds: Sequence[Ground]) -> Draft:
    """A sentence without its marks; raises GenerationError when it rests on nothing given."""
    numbers = [int(n) for marks in _MARK.findall(sentence) for n in re.findall(r"\d+", marks)]
    text = _MARK.sub("", sentence)
    if _CANNOT in text:
        raise GenerationError("模型认为资料不能回答")
    if not numbers and not re.search(r"\w", text):
        return Draft("", ())
    if text.rstrip().endswith(("？", "?")):
        # Word for word in the passages, whose titles are questions, so nothing else would stop it.
        raise GenerationError(f"模型写的是问句，不是回答：{text.strip()[:40]}")
    if not numbers or any(not 1 <= n <= len(grounds) for n in numbers):
        raise GenerationError(f"句子缺少依据（没有标出给定的资料）：{text.strip()[:40]}")
    return Draft(text, tuple(grounds[n - 1] for n in dict.fromkeys(numbers)))
