"""A home goes into one file and comes back whole, or not at all."""

from __future__ import annotations

import tarfile
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue.types import Request, SessionId, TurnId
from serve import backup, home
from serve.checkpoints import open_checkpointer
from serve.cli import app
from serve.errors import ServeError
from serve.settings import Settings

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> tuple[Settings, Path]:
    """A home with a conversation and words of its own, and its backup."""
    folder = Path(tmp_path_factory.mktemp("backup"))
    settings = Settings(home=folder / "home", today=DAY, starter="off")
    opened = home.open_home(settings)

    async def talk() -> None:
        async with open_checkpointer(settings) as checkpointer:
            assistant = home.assistant(opened, checkpointer)
            await assistant.reply(Request("失业金能领几个月", SessionId("s"), TurnId("kept"), DAY))

    import asyncio

    asyncio.run(talk())
    (settings.home / "words").mkdir()
    (settings.home / "words" / "own.txt").write_text("某敏感词\n", encoding="utf-8")
    with opened.store.engine.connect():  # somebody is reading meanwhile
        backup.write(settings, folder / "all.tar.gz")
    return settings, folder / "all.tar.gz"


def test_a_restored_home_knows_the_conversation_the_session_and_the_words(packed, tmp_path) -> None:
    restored = Settings(home=tmp_path / "new", today=DAY, starter="off")
    backup.read(restored, packed[1], force=False)
    opened = home.open_home(restored)
    assert opened.records.get("kept").message == "失业金能领几个月"
    assert (restored.home / "words" / "own.txt").read_text(encoding="utf-8") == "某敏感词\n"
    assert (restored.home / "sessions.sqlite3").stat().st_size > 0


def mark(settings: Settings, value: str | None = None) -> str | None:
    """What the home says it is, after setting it; lets go of its files."""
    store = home.open_store(settings)
    if value:
        store.set_meta("mine", value)
    found = store.meta("mine")
    store.engine.dispose()
    return found


def test_what_is_there_is_never_overwritten_and_with_force_moved_aside(packed, tmp_path) -> None:
    target = Settings(home=tmp_path, today=DAY, starter="off")
    assert mark(target, "1") == "1"
    with pytest.raises(ServeError, match="--force"):
        backup.read(target, packed[1], force=False)
    assert mark(target) == "1"
    backup.read(target, packed[1], force=True)
    assert mark(target) is None
    (aside,) = tmp_path.glob("before-restore-*")
    (tmp_path / "old").mkdir()
    (aside / "jxb.sqlite3").rename(tmp_path / "old" / "jxb.sqlite3")
    old = Settings(home=tmp_path / "old", today=DAY, starter="off")
    assert mark(old) == "1"


def test_a_damaged_backup_changes_nothing(packed, tmp_path) -> None:
    bytes_ = bytearray(packed[1].read_bytes())
    bytes_[len(bytes_) // 2] ^= 0xFF
    (tmp_path / "bad.tar.gz").write_bytes(bytes_)
    (tmp_path / "short.tar.gz").write_bytes(packed[1].read_bytes()[:5000])
    for name in ("bad.tar.gz", "short.tar.gz"):
        with pytest.raises(ServeError, match="换一份备份"):
            backup.read(Settings(home=tmp_path / "home"), tmp_path / name, force=False)
        assert not list((tmp_path / "home").glob("*.sqlite3"))


def test_a_file_that_was_put_in_is_noticed(packed, tmp_path) -> None:
    with tarfile.open(packed[1]) as archive:
        archive.extractall(tmp_path / "in", filter="data")
    (tmp_path / "in" / "words" / "own.txt").write_text("换过的词\n", encoding="utf-8")
    with tarfile.open(tmp_path / "forged.tar.gz", "w:gz") as archive:
        for path in sorted((tmp_path / "in").rglob("*")):
            archive.add(path, path.relative_to(tmp_path / "in"), recursive=False)
    with pytest.raises(ServeError, match=r"own\.txt"):
        backup.read(Settings(home=tmp_path / "home"), tmp_path / "forged.tar.gz", force=False)


def test_nothing_is_restored_under_a_running_service(packed, tmp_path) -> None:
    with backup.serving(tmp_path), pytest.raises(ServeError, match="停下服务"):
        backup.read(Settings(home=tmp_path), packed[1], force=True)


def test_a_backup_is_for_its_owner_only_and_never_overwrites_another(packed) -> None:
    settings, path = packed
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ServeError, match="已经存在"):
        backup.write(settings, path)


def test_postgresql_is_told_what_to_run_without_its_password(tmp_path) -> None:
    url = "postgresql+psycopg://jxb:secret@db:5432/jxb"
    with pytest.raises(ServeError) as caught:
        backup.write(Settings(home=tmp_path, database_url=url), tmp_path / "x")
    assert "pg_dump" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_command_prints_the_checksum_as_sha256sum_does(packed, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("JXB_HOME", str(packed[0].home))
    target = tmp_path / "cli.tar.gz"
    result = CliRunner().invoke(app, ["backup", str(target)])
    assert result.exit_code == 0
    assert result.stdout.strip() == f"{backup.digest(target)}  {target}"
