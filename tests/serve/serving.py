"""A running server over a home, on a free port of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from serve.app import create_app
from serve.home import Home


@contextmanager
def serving(opened: Home) -> Iterator[str]:
    """Its base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(opened.settings, opened), port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not server.started:
        time.sleep(0.05)
    assert httpx.get(f"{base}/readyz").status_code == 200
    yield base
    server.should_exit = True
    thread.join(timeout=30)
