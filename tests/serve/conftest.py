"""A real server over a fresh home, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from serve import home
from serve.home import Home
from serve.settings import Settings
from tests.serve.serving import serving


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Home:
    settings = Settings(home=Path(tmp_path_factory.mktemp("home")), today=date(2026, 11, 24))
    return home.open_home(settings)


@pytest.fixture(scope="session")
def live_server(opened: Home) -> Iterator[str]:
    """Base URL of a running server."""
    with serving(opened) as base:
        yield base
