"""ragas as the judge, through any OpenAI-compatible endpoint.

Faithfulness, answer relevancy, context precision and context recall as ragas defines them (Es et al., EACL 2024).
ragas is an extra with pins of its own (`constraints-eval.txt`): it needs older clients than the service runs with.
"""

from __future__ import annotations

import asyncio
import importlib
import os
from typing import Any

from eval.errors import JudgeError
from eval.judging import Asked
from models.chat import ChatSettings
from models.embedder import Embedder

_INSTALL = (
    "没有安装 ragas：请另建环境 python -m venv .venv-eval && "
    ".venv-eval/bin/pip install -c constraints-eval.txt -e '.[eval]'，再用 .venv-eval/bin/jxb eval judge"
)


class RagasJudge:
    """Scores with ragas' own metrics; raises JudgeError where ragas cannot be loaded."""

    def __init__(self, chat: ChatSettings, embedder: Embedder) -> None:
        os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")  # nothing leaves the premises
        try:
            metrics: Any = importlib.import_module("ragas.metrics.collections")
            llms: Any = importlib.import_module("ragas.llms.base")
            embeddings: Any = importlib.import_module("ragas.embeddings.base")
            version = str(importlib.import_module("ragas").__version__)
        except ImportError as error:
            raise JudgeError(f"{_INSTALL}（{error}）") from error
        from openai import AsyncOpenAI

        client = AsyncOpenAI(
            base_url=chat.base_url, api_key=chat.api_key or "none", timeout=chat.timeout, max_retries=1
        )
        llm = llms.llm_factory(chat.model, client=client, temperature=0, max_tokens=2048)
        self.name = f"ragas {version} / {chat.model}"
        self._metrics = {
            "faithfulness": metrics.Faithfulness(llm=llm),
            "answer_relevancy": metrics.AnswerRelevancy(
                llm=llm, embeddings=_embedding(embeddings.BaseRagasEmbedding, embedder), strictness=1
            ),
            "context_precision": metrics.ContextPrecision(llm=llm),
            "context_recall": metrics.ContextRecall(llm=llm),
        }

    async def score(self, metric: str, asked: Asked) -> float:
        said: dict[str, Any] = {"user_input": asked.question}
        if metric in ("faithfulness", "answer_relevancy"):
            said["response"] = asked.answer
        if metric != "answer_relevancy":
            said["retrieved_contexts"] = list(asked.contexts)
        if metric in ("context_precision", "context_recall"):
            said["reference"] = asked.reference
        result = await self._metrics[metric].ascore(**said)
        return float(result.value)


def _embedding(base: Any, embedder: Embedder) -> Any:
    """Our embedder in ragas' form."""

    class Ours(base):  # type: ignore[misc]
        def embed_text(self, text: str, **_: Any) -> list[float]:
            return [float(value) for value in embedder.encode([text], "query")[0]]

        async def aembed_text(self, text: str, **_: Any) -> list[float]:
            return await asyncio.to_thread(self.embed_text, text)

    return Ours()
