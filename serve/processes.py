"""Several processes behind one port, and one beside them for the staff pages; they meet in the database.

`jxb serve` alone is one process with everything and does not come here.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from serve.errors import ServeError
from serve.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from uvicorn import Config, Server

_log = logging.getLogger("jxb.processes")

GRACE = 30
"""Seconds a process has to finish open answers."""
_KILL_AFTER = GRACE + 8.0
_REST = 1.0
"""Seconds before a process that died is started again."""


@dataclass(frozen=True)
class Place:
    """A listening socket and how many processes serve it."""

    name: str
    listening: socket.socket
    processes: int


def bind(host: str, port: int) -> socket.socket:
    """A listening socket that child processes share; raises ServeError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise ServeError(
            f"{host}:{port} 用不了（{error.strerror}）：换一个端口（--port 或 JXB_PORT），或先停掉占用它的程序"
        ) from error
    listening.set_inheritable(True)
    return listening


@dataclass
class Processes:
    """Starts the processes, starts again those that die, and stops them all at the end."""

    settings: Settings
    places: list[Place]
    _running: dict[SpawnProcess, Place] = field(default_factory=dict)
    _stopping: bool = False

    def run(self) -> None:
        """Blocks until SIGTERM or SIGINT; open answers are finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with tempfile.TemporaryDirectory(prefix="jxb-metrics-") as folder:
            # Read by prometheus_client when it is first imported: the processes count in files they share.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            for place in self.places:
                for _ in range(place.processes):
                    self._start(place)
            while not self._stopping:
                self._restart_dead()
            self._end()

    def _start(self, place: Place) -> None:
        process = multiprocessing.get_context("spawn").Process(
            target=serve_place, args=(self.settings, place.listening), name=f"jxb-{place.name}"
        )
        process.start()
        self._running[process] = place

    def _restart_dead(self) -> None:
        wait([process.sentinel for process in self._running], timeout=0.5)
        for process, place in list(self._running.items()):
            if process.is_alive() or self._stopping:
                continue
            _log.error("process died", extra={"which": process.name, "exitcode": process.exitcode})
            del self._running[process]
            time.sleep(_REST)
            self._start(place)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _end(self) -> None:
        for process in self._running:
            process.terminate()
        deadline = time.monotonic() + _KILL_AFTER
        for process in self._running:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                _log.error("process killed", extra={"which": process.name})
                process.kill()
                process.join()


def serve_place(settings: Settings, listening: socket.socket) -> None:
    """One process: its own index and its own loop, behind a socket it shares."""
    import uvicorn

    from serve import home
    from serve.app import create_app
    from serve.logs import configure

    configure(settings.log_level)
    app = create_app(settings, home.open_now(settings))
    server = uvicorn.Server(options(settings, app))
    threading.Thread(target=_leave_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listening])


def _leave_with_parent(server: Server) -> None:
    """Nobody stops or restarts a process whose parent was killed, and it would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    _log.error("parent process is gone, stopping", extra={"which": multiprocessing.current_process().name})
    server.should_exit = True


def options(settings: Settings, app: FastAPI) -> Config:
    """How every process of ours serves."""
    from uvicorn import Config

    return Config(
        app,
        host=settings.host,
        port=settings.port,
        forwarded_allow_ips=settings.trusted_proxies,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
        server_header=False,
    )
