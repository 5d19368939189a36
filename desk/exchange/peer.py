"""The other platform as we reach it: a list of orders to fetch, and a place to send answers to.

`GET {base}/orders` returns `{"orders": [{id, title, content, name?, phone?, district?, type?, due?}]}`;
`POST {base}/orders/{id}/reply` takes `{id, number, reply, department}` with an `Idempotency-Key` header.
A platform with other names gets a peer of its own; nothing else changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import ExchangeError
from kb import faults


class PeerOrder(BaseModel):
    """One order of the other platform."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1, max_length=100)
    content: str = Field(min_length=1, max_length=5000)
    title: str = ""
    name: str = ""
    phone: str = ""
    district: str = ""
    """Code or name."""
    type: str = ""
    """咨询, 求助 … as we name them; empty where the platform does not say."""
    due: datetime.date | None = None


class Peer(Protocol):
    def orders(self) -> list[PeerOrder]:
        """What waits for us; the same order may come again. Raises ExchangeError."""

    def reply(self, key: str, payload: Mapping[str, Any]) -> None:
        """Deliver an answer; raises ExchangeError where it was not taken."""


class HttpPeer:
    """The platform over HTTP with a bearer token."""

    def __init__(self, base: str, token: str = "", timeout: float = 10.0) -> None:
        self._base = base.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(timeout=timeout, headers=headers)

    def orders(self) -> list[PeerOrder]:
        rows = self._send("GET", f"{self._base}/orders")
        try:
            return [PeerOrder.model_validate(row) for row in rows["orders"]]
        except (KeyError, TypeError, ValidationError) as error:
            raise ExchangeError(
                f"对方平台 {self._base} 返回的工单读不懂：请核对接口约定（{faults.told(error)}）"
            ) from error

    def reply(self, key: str, payload: Mapping[str, Any]) -> None:
        self._send("POST", f"{self._base}/orders/{payload['id']}/reply", key=key, body=dict(payload))

    def close(self) -> None:
        self._client.close()

    def _send(self, method: str, url: str, *, key: str = "", body: dict[str, Any] | None = None) -> Any:
        try:
            headers = {"Idempotency-Key": key} if key else {}
            response = self._client.request(method, url, json=body, headers=headers)
            response.raise_for_status()
            return response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise ExchangeError(
                f"对方平台 {self._base} 没有正常应答：稍后会自动重试，持续失败请检查网络和令牌（{error}）"
            ) from error
