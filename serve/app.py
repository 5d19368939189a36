"""The web application, made from its parts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from dialogue.answerers import Answerer
from retrieval import moving
from serve import doctor, home, joined, problems
from serve.checkpoints import open_checkpointer
from serve.deps import Services
from serve.home import Home
from serve.limits import BodyLimit, RateLimit
from serve.metrics import Metrics
from serve.routes import (
    alerts,
    chat,
    conversation,
    graph,
    handoffs,
    health,
    knowledge,
    openai,
    privacy,
    staff,
    tickets,
    words,
)  # fmt: skip
from serve.settings import Settings
from serve.users import Users

_log = logging.getLogger("jxb.app")
_STATIC = Path(__file__).parent / "static"

ROUTES = (
    chat,
    conversation,
    openai,
    staff,
    words,
    graph,
    handoffs,
    alerts,
    tickets,
    privacy,
    knowledge,
    health,
)
"""Every module that serves addresses."""

_FOLLOW_EVERY = 0.5
"""Seconds between looks at the change log: an edit of any process is found within a second."""
_FILL_EVERY = 0.2
"""Seconds between computing some missing vectors, in which questions have the embedder for themselves."""
_RELATE_EVERY = 2.0
"""Seconds between looks whether the graph is behind the change log."""
_RELATE_AFTER = 5.0
"""Seconds after the start at which the graph is read: the first questions have the cores for themselves."""
_REMIND_EVERY = 15.0
"""Seconds between looks at alerts that nobody has taken."""
_WAIT_EVERY = 15.0
"""Seconds between looks at those who wait for a person."""
_DEADLINES_EVERY = 60.0
"""Seconds between looks at orders that are late: deadlines are days."""
_DEADLINES_AFTER = 10.0
"""Seconds after the start of the first look."""
_PROBE_EVERY = 30.0
"""Seconds between looks at the model endpoint."""
_RECONCILE_EVERY = 3600.0
"""Seconds between comparisons of a vector store elsewhere with what is published."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(
    settings: Settings,
    opened: Home,
    answerer: Answerer | None = None,
    clock: Callable[[], datetime] | None = None,
) -> FastAPI:
    """The application over an opened home; tests pass other parts instead of patching."""
    services = Services(
        settings=settings,
        home=opened,
        metrics=Metrics(),
        users=Users(opened.store.engine),
        rate=RateLimit(settings.rate),
        api_keys=frozenset(key.strip() for key in settings.api_keys.split(",") if key.strip()),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with open_checkpointer(settings) as checkpointer:
            services.assistant = home.assistant(opened, checkpointer, answerer)
            services.joined = joined.reception(settings, services.assistant, clock or settings.clock)
            tasks = [
                asyncio.create_task(_repeat(_follow, _FOLLOW_EVERY, services)),
                asyncio.create_task(_repeat(_fill, _FILL_EVERY, services)),
                asyncio.create_task(_repeat(_words, _FOLLOW_EVERY, services)),
                asyncio.create_task(_later(_RELATE_AFTER, _relate, _RELATE_EVERY, services)),
                asyncio.create_task(_repeat(joined.reminder(settings), _REMIND_EVERY, services)),
                asyncio.create_task(_repeat(joined.look_after_the_line, _WAIT_EVERY, services)),
                asyncio.create_task(
                    _later(_DEADLINES_AFTER, joined.warn_of_deadlines, _DEADLINES_EVERY, services)
                ),
            ]
            if settings.chat:
                tasks.append(asyncio.create_task(_repeat(_probe, _PROBE_EVERY, services)))
            if services.home.index.far:
                tasks.append(asyncio.create_task(_repeat(_reconcile, _RECONCILE_EVERY, services)))
            yield
            await services.joined.settle()
            await services.assistant.settle()
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    app = FastAPI(title="京晓保", description="医保社保政策问答接口", version="0.1.0", lifespan=lifespan)
    app.state.services = services
    problems.install(app)
    for module in ROUTES:
        app.include_router(module.router)
    _pages(app)
    app.add_middleware(BodyLimit, most=settings.max_body)
    return app


def _pages(app: FastAPI) -> None:
    @app.middleware("http")
    async def headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        if not request.url.path.startswith(("/docs", "/redoc", "/openapi")):
            response.headers.update(_HEADERS)
        if request.url.path.startswith("/static"):
            response.headers["Cache-Control"] = "no-cache"  # small files; ETags answer the rest
        return response

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(_STATIC / "index.html")

    app.mount("/static", StaticFiles(directory=_STATIC), name="static")


async def _repeat(step: Callable[[Services], None], seconds: float, services: Services) -> None:
    """Run a step in a thread again and again; a failure is logged and the next round goes on."""
    while True:
        try:
            await asyncio.to_thread(step, services)
        except Exception as error:
            _log.error("background step failed", exc_info=error, extra={"step": step.__name__})
        await asyncio.sleep(seconds)


async def _later(pause: float, step: Callable[[Services], None], seconds: float, services: Services) -> None:
    await asyncio.sleep(pause)
    await _repeat(step, seconds, services)


def _relate(services: Services) -> None:
    """Read the graph before anybody asks for it, and keep it up from then on."""
    services.answering.relations.at(services.home.index.seq)


def _follow(services: Services) -> None:
    """Make edits visible: their words at once, and a few edits whole."""
    if services.home.index.refresh(vectors="few"):
        for kind, number in services.store.count().items():
            if kind in ("entry", "passage", "table"):
                services.metrics.items.labels(kind).set(number)


def _words(services: Services) -> None:
    """Words that staff changed, in whichever process, act within two seconds and cost no question time."""
    if services.answering.guard.words.follow():
        _log.info("words read again", extra={"words": len(services.answering.guard)})


def _fill(services: Services) -> None:
    """Vectors of what came in many at a time, when no other process is computing them."""
    services.home.index.fill()


def _reconcile(services: Services) -> None:
    """Vectors kept elsewhere are compared with what is published, both ways."""
    index = services.home.index
    found = moving.reconcile(index)
    if found.lost or found.orphans:
        _log.warning("vector store mended", extra={"detail": f"lost {found.lost}, orphans {found.orphans}"})


def _probe(services: Services) -> None:
    chat_settings = services.settings.chat
    assert chat_settings is not None
    state = doctor.probe_model(chat_settings.base_url, chat_settings.model, chat_settings.api_key)
    if state != services.model_state and state[0] != "ok":
        _log.warning("model endpoint degraded", extra={"detail": state[1]})
    services.model_state = state
