"""The service of personal records as we reach it.

`POST {base}/challenges {id_number}` sends a one-time code to the registered phone and returns
`{challenge, phone_hint}`; `POST {base}/challenges/{challenge}/confirm {code}` returns `{grant}`, 403 for a wrong code;
`GET {base}/records?what=…` with `X-Grant: grant` returns `{source, items: [{label, value, as_of?}]}`.
A service with other names gets a class of its own; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import IdentityError, PersonalRecordsError

What = Literal["balance", "months", "application", "card", "pension"]


@dataclass(frozen=True, slots=True)
class Challenge:
    id: str
    phone_hint: str
    """E.g. "138****5678", made by the service."""


class Line(BaseModel):
    """One thing that is recorded."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    label: str = Field(min_length=1, max_length=100)
    value: str = Field(min_length=1, max_length=500)
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    source: str
    """Whose record it is, e.g. "北京市社会保险网上服务平台"."""
    lines: tuple[Line, ...]


class Records(Protocol):
    def challenge(self, id_number: str) -> Challenge:
        """Have a code sent; raises IdentityError for a number nobody has, PersonalRecordsError."""

    def confirm(self, challenge: str, code: str) -> str:
        """A grant for one look; raises IdentityError for a wrong code."""

    def look(self, grant: str, what: What) -> Found:
        """What is recorded; raises IdentityError where the grant has run out."""


class HttpRecords:
    """The service over HTTP with a bearer token. Its errors never quote what was sent."""

    def __init__(self, base: str, token: str = "", timeout: float = 8.0) -> None:
        self._base = base.rstrip("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(timeout=timeout, headers=headers)

    def challenge(self, id_number: str) -> Challenge:
        found = self._send("POST", "/challenges", {"id_number": id_number})
        return Challenge(self._text(found, "challenge"), self._text(found, "phone_hint"))

    def confirm(self, challenge: str, code: str) -> str:
        found = self._send("POST", f"/challenges/{quote(challenge, safe='')}/confirm", {"code": code})
        return self._text(found, "grant")

    def look(self, grant: str, what: What) -> Found:
        found = self._send("GET", f"/records?what={what}", grant=grant)
        try:
            return Found(self._text(found, "source"), tuple(map(Line.model_validate, found["items"])))
        except (KeyError, TypeError, ValidationError):
            raise self._unreadable() from None

    def close(self) -> None:
        self._client.close()

    def _send(self, method: str, path: str, body: dict[str, str] | None = None, *, grant: str = "") -> Any:
        headers = {"X-Grant": grant} if grant else {}
        try:
            response = self._client.request(method, self._base + path, json=body, headers=headers)
            if response.status_code in (401, 403, 404, 410, 422):
                raise IdentityError("身份没有核对上")
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            # not chained: an error of the client may quote the address or the body
            raise PersonalRecordsError(
                f"个人权益查询服务 {self._base} 没有正常应答（{type(error).__name__}）：请检查 JXB_RECORDS_URL 和网络"
            ) from None

    def _text(self, found: Any, name: str) -> str:
        value = found.get(name) if isinstance(found, dict) else None
        if not isinstance(value, str) or not value:
            raise self._unreadable()
        return value

    def _unreadable(self) -> PersonalRecordsError:
        return PersonalRecordsError(f"个人权益查询服务 {self._base} 返回的内容读不懂：请核对接口约定")
