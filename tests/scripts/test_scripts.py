"""Every script of this folder passes over the starter knowledge."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eval.scripts import load
from serve import home
from serve.home import Home
from serve.scripting import Played, play
from serve.settings import Settings

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return home.open_home(Settings(home=tmp_path_factory.mktemp("home")))


async def _play(opened: Home, file: Path) -> Played:
    [played] = [one async for one in play(opened, [load(file)])]
    return played


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_a_script_comes_out_as_it_says(opened: Home, file: Path) -> None:
    played = asyncio.run(_play(opened, file))
    assert not played.faults, played.transcript
