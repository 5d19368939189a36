"""A real server over a fresh home, shared by the tests of this folder."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import uvicorn

from serve import home
from serve.app import create_app
from serve.home import Home
from serve.settings import Settings


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Home:
    settings = Settings(home=Path(tmp_path_factory.mktemp("home")), today=date(2026, 11, 24))
    return home.open_home(settings)


@pytest.fixture(scope="session")
def live_server(opened: Home) -> Iterator[str]:
    """Base URL of a running server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(opened.settings, opened), port=port, log_config=None)
    server = uvicorn.Server(config)
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
