"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on loopback, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """Where initdb and pg_ctl are: on the path, or where Debian and Red Hat put them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin"):
        for folder in sorted(Path("/").glob(pattern[1:]), reverse=True):
            if (folder / "initdb").exists():
                return folder
    return None


def why_not() -> str | None:
    """Why none can be started here; None where one can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the extra postgres is not installed"
    if binaries() is None:
        return "no PostgreSQL is installed (initdb), and TEST_POSTGRES_URL names none"
    if os.geteuid() == 0 and not _unprivileged():
        return "PostgreSQL does not run as root, and there is no user postgres or nobody"
    return None


@contextmanager
def running() -> Iterator[str]:
    """URL of a database in a cluster that lives as long as the context."""
    found = binaries()
    assert found is not None
    with tempfile.TemporaryDirectory(prefix="jxb-postgres-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        become = _become(Path(folder))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        initdb = [
            str(found / "initdb"),
            "-D",
            str(data),
            "-U",
            "jxb",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run([*become, *initdb], check=True, capture_output=True, cwd="/")
        settings = " ".join(f"-c {one}" for one in (*_FAST, f"port={port}", "listen_addresses=127.0.0.1"))
        control = [*become, str(found / "pg_ctl"), "-D", str(data)]
        started = [*control, "-w", "-l", str(data / "log"), "-o", f"{settings} -k {folder}", "start"]
        subprocess.run(started, check=True, stdout=subprocess.DEVNULL, cwd="/")
        try:
            yield f"postgresql+psycopg://jxb@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")


def _unprivileged() -> str | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def _become(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    user = _unprivileged()
    assert user is not None
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]
