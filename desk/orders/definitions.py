"""Definitions as the database holds them: every version stays, so that an old order keeps its own."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, insert, select

from desk import tables as t
from desk.errors import TicketModelError
from desk.orders.definition import Definition, from_rows, shipped
from desk.orders.types import Actor
from kb.database import now, transaction


class Definitions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def names(self) -> list[str]:
        with self._engine.connect() as connection:
            held = connection.scalars(select(t.ticket_models.c.name).distinct()).all()
        return sorted({*held, *shipped()})

    def current(self, name: str) -> Definition:
        """The newest version; raises TicketModelError for a name nobody defined."""
        with self._engine.connect() as connection:
            return newest(connection, name)

    def get(self, name: str, version: int) -> Definition:
        with self._engine.connect() as connection:
            return at_version(connection, name, version)

    def save(self, definition: Definition, actor: Actor) -> Definition:
        """Keep as the next version; the same content as the newest changes nothing."""
        with transaction(self._engine, serialised=True) as connection:
            last = _last(connection, definition.name)
            held = newest(connection, definition.name) if last or definition.name in shipped() else None
            if held is not None:
                if definition.model_copy(update={"version": held.version}) == held:
                    return held
                keep(connection, held, actor)
            kept = definition.model_copy(update={"version": held.version + 1 if held else 1})
            keep(connection, kept, actor)
        return kept


def newest(connection: Connection, name: str) -> Definition:
    version = _last(connection, name)
    if version is None:
        if name not in shipped():
            raise TicketModelError(f"没有工单模型「{name[:40]}」：用 jxb ticket model list 查看有哪些")
        return shipped()[name]
    return at_version(connection, name, version)


def at_version(connection: Connection, name: str, version: int) -> Definition:
    rows = connection.scalar(
        select(t.ticket_models.c.payload).where(
            t.ticket_models.c.name == name, t.ticket_models.c.version == version
        )
    )
    if rows is not None:
        return from_rows(rows, f"工单模型 {name} 第 {version} 版")
    if name in shipped() and shipped()[name].version == version:
        return shipped()[name]
    raise TicketModelError(f"没有工单模型「{name[:40]}」第 {version} 版：用 jxb ticket model list 查看")


def keep(connection: Connection, definition: Definition, actor: Actor) -> None:
    """Write a version that is not held yet; an order keeps the one it was filed under."""
    held = connection.scalar(
        select(t.ticket_models.c.version).where(
            t.ticket_models.c.name == definition.name, t.ticket_models.c.version == definition.version
        )
    )
    if held is None:
        connection.execute(
            insert(t.ticket_models).values(
                name=definition.name,
                version=definition.version,
                at=now(),
                who=actor.name,
                payload=definition.model_dump(mode="json"),
            )
        )


def _last(connection: Connection, name: str) -> int | None:
    found: int | None = connection.scalar(
        select(func.max(t.ticket_models.c.version)).where(t.ticket_models.c.name == name)
    )
    return found
