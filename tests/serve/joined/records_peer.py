"""A service of personal records over real HTTP: codes, grants, records, and what it was sent."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

ID = "11010519491231002X"
CODE = "482913"


@dataclass
class Peer:
    token: str = "peer-token"
    codes_used: int = 0
    grants: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    broken: bool = False
    base: str = ""

    def answer(self, method: str, path: str, body: dict[str, Any], grant: str) -> tuple[int, Any]:
        if self.broken:
            return 500, {}
        parts = urlsplit(path)
        if (method, parts.path) == ("POST", "/challenges"):
            if body["id_number"] != ID:
                return 404, {}
            return 200, {"challenge": "c-1", "phone_hint": "138****5678"}
        if (method, parts.path) == ("POST", "/challenges/c-1/confirm"):
            self.codes_used += 1
            if body["code"] != CODE:
                return 403, {}
            self.grants.add("grant-1")
            return 200, {"grant": "grant-1"}
        if (method, parts.path) == ("GET", "/records"):
            if grant not in self.grants:
                return 403, {}
            self.grants.discard(grant)
            what = parse_qs(parts.query)["what"][0]
            self.asked.append(what)
            items = {
                "balance": [{"label": "个人账户余额", "value": "8,642.17元", "as_of": "2026-11-23"}],
                "months": [{"label": "养老保险累计缴费", "value": "187个月"}],
            }.get(what, [])
            return 200, {"source": "测试的权益记录", "items": items}
        return 404, {}


class _Handler(BaseHTTPRequestHandler):
    peer: ClassVar[Peer]

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        if self.headers.get("Authorization") != f"Bearer {self.peer.token}":
            status, answer = 401, {}
        else:
            status, answer = self.peer.answer(self.command, self.path, body, self.headers.get("X-Grant", ""))
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _handle

    def log_message(self, *_: Any) -> None: ...


def start() -> tuple[Peer, ThreadingHTTPServer]:
    peer = Peer()
    handler = type("Handler", (_Handler,), {"peer": peer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    peer.base = f"http://127.0.0.1:{server.server_port}"
    return peer, server
