"""The chat model behind the generative answerer: any OpenAI-compatible endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How the endpoint is reached."""

    base_url: str
    """E.g. "http://vllm:8000/v1"."""
    model: str
    api_key: str = "none"
    timeout: float = 20.0
    """Seconds for one whole answer."""
    max_tokens: int = 600


def chat_model(settings: ChatSettings) -> BaseChatModel:
    """A langchain chat model; nothing is contacted until it is called."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        base_url=settings.base_url,
        model=settings.model,
        api_key=SecretStr(settings.api_key or "none"),
        timeout=settings.timeout,
        max_completion_tokens=settings.max_tokens,
        temperature=0,
        max_retries=0,
        stream_usage=False,
    )
