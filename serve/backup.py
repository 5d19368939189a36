"""The whole of a home in one file, and back."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from serve import migrate
from serve.errors import ServeError
from serve.joined import OWN_FILES
from serve.settings import BEIJING_TIME, WORDS, Settings

DATABASES = ("jxb.sqlite3", "sessions.sqlite3")
_STAFF = OWN_FILES
_MANIFEST = "manifest.json"
_FORMAT = 1
_LOCK = "serving.lock"


@dataclass(frozen=True)
class Backup:
    """A file that was written or read back."""

    path: Path
    sha256: str
    files: int
    size: int


def write(settings: Settings, target: Path) -> Backup:
    """Copy the databases while the service may be running, and pack them with the word lists."""
    _only_sqlite(settings, "备份")
    if not (settings.home / DATABASES[0]).exists():
        raise ServeError(f"{settings.home} 里没有数据库：请检查 JXB_HOME")
    if target.exists():
        raise ServeError(f"{target} 已经存在：换一个文件名，备份不覆盖旧文件")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".jxb-backup-") as name:
        folder = Path(name)
        for database in DATABASES:
            if (settings.home / database).exists():
                _copy_database(settings.home / database, folder / database)
        if (settings.home / WORDS).is_dir():
            shutil.copytree(settings.home / WORDS, folder / WORDS)
        for name in _STAFF:
            if (settings.home / name).exists():
                shutil.copy2(settings.home / name, folder / name)
        files = {str(path.relative_to(folder)): digest(path) for path in _files(folder)}
        manifest = {
            "format": _FORMAT,
            "made_at": datetime.now(BEIJING_TIME).isoformat(timespec="seconds"),
            "revision": _revision(folder / DATABASES[0]),
            "files": files,
        }
        (folder / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        packed = folder / "packed"
        with tarfile.open(packed, "w:gz", compresslevel=1) as archive:
            for path in (_MANIFEST, *sorted(files)):
                archive.add(folder / path, path)
        packed.chmod(0o600)  # it holds what citizens asked
        packed.replace(target)
    return Backup(target, digest(target), len(files), target.stat().st_size)


def read(settings: Settings, source: Path, force: bool) -> Backup:
    """Check a backup to the last byte, then put it in place; what was there before is moved aside."""
    _only_sqlite(settings, "恢复")
    if not source.exists():
        raise ServeError(f"找不到备份文件 {source}：请检查路径")
    home = settings.home
    held = [home / name for name in (*DATABASES, WORDS, *_STAFF) if (home / name).exists()]
    if held and not force:
        raise ServeError(f"{home} 里已有数据：换一个 JXB_HOME，或加 --force（原有数据会移到一旁，不会删除）")
    home.mkdir(parents=True, exist_ok=True)
    with nobody_serving(home), tempfile.TemporaryDirectory(dir=home, prefix=".jxb-restore-") as name:
        folder = Path(name)
        files = _unpack(source, folder)
        if held:
            aside = home / f"before-restore-{datetime.now(BEIJING_TIME):%Y%m%d-%H%M%S}"
            aside.mkdir()
            for path in (*held, *(home / f"{n}{end}" for n in DATABASES for end in ("-wal", "-shm"))):
                if path.exists():
                    path.rename(aside / path.name)
        for entry in (*DATABASES, WORDS, *_STAFF):
            if (folder / entry).exists():
                (folder / entry).rename(home / entry)
    return Backup(source, digest(source), files, source.stat().st_size)


def _unpack(source: Path, folder: Path) -> int:
    """Unpack into an empty folder; raises ServeError unless every file is what the manifest says."""
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        made_by = manifest["format"]
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ServeError(f"{source} 不是完整的京晓保备份（{type(error).__name__}）：请换一份备份") from error
    if made_by != _FORMAT or (manifest["revision"] not in (None, *migrate.revisions())):
        raise ServeError(f"{source} 由更新的版本备份：请先升级程序再恢复")
    (folder / _MANIFEST).unlink()
    found = {str(path.relative_to(folder)): digest(path) for path in _files(folder)}
    if found != files:
        wrong = sorted(name for name in {*found, *files} if found.get(name) != files.get(name))
        raise ServeError(f"{source} 已损坏（{'、'.join(wrong)} 的校验值不对）：请换一份备份")
    return len(files)


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Held while a process serves the home, so that nobody puts other files under it."""
    with _lock(home).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def nobody_serving(home: Path) -> Iterator[None]:
    """Raises ServeError while a process serves the home."""
    with _lock(home).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ServeError(f"服务正在使用 {home}：请先停下服务再恢复") from error
        yield


def _lock(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home / _LOCK


def _only_sqlite(settings: Settings, what: str) -> None:
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite" and settings.database_url is None:
        return
    if url.get_backend_name() == "sqlite":
        raise ServeError(f"JXB_DATABASE_URL 指向 {url.database}：请停下服务后直接复制这个文件来{what}")
    shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
    command = (
        f"pg_dump -Fc -f jxb.dump '{shown}'"
        if what == "备份"
        else f"pg_restore --clean -d '{shown}' jxb.dump"
    )
    raise ServeError(
        f"数据在 PostgreSQL 里，请用它自己的工具{what}：\n  {command}\n"
        f"会话也在这个库里；另外请一并{what} {settings.home / WORDS}（自定义敏感词）"
    )


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent also while others write."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.execute("PRAGMA busy_timeout=30000")
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _revision(database: Path) -> str | None:
    with closing(sqlite3.connect(database)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return str(row[0]) if row else None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def default_name() -> Path:
    return Path(f"jxb-backup-{datetime.now(BEIJING_TIME):%Y%m%d-%H%M%S}-{os.getpid()}.tar.gz")
