"""One round of exchange: fetch and keep what is new, deliver what was approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from desk.errors import DeskError, ExchangeError
from desk.exchange.peer import Peer, PeerOrder
from desk.extract import extract
from desk.orders import fields, outbox, store
from desk.orders.definition import Definition
from desk.orders.desk import Desk
from desk.orders.types import Actor, Filing, Ticket

CHANNEL = "12345"
_PLATFORM = Actor("12345", "exchange")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a round did."""

    taken: tuple[str, ...]
    """Numbers of the orders kept as new."""
    known: int
    refused: tuple[str, ...]
    """What could not be kept, each with its reason."""
    delivered: int
    waiting: int
    """Answers that were not taken yet; the next round tries again."""


class Exchange:
    def __init__(self, desk: Desk, peer: Peer) -> None:
        self._desk = desk
        self._peer = peer

    def round(self, today: date) -> Exchanged:
        """Fetch and deliver; a failing delivery does not stop the others. Raises ExchangeError when nothing can be fetched."""
        taken, known, refused = [], 0, []
        for order in self._peer.orders():
            try:
                ticket, new = take(self._desk, order, today)
            except DeskError as error:
                refused.append(f"{order.id}：{error}")
                continue
            if new:
                taken.append(ticket.number)
            else:
                known += 1
        delivered, waiting = deliver(self._desk.engine, self._peer)
        return Exchanged(tuple(taken), known, tuple(refused), delivered, waiting)


def take(desk: Desk, order: PeerOrder, today: date) -> tuple[Ticket, bool]:
    """Keep an order of the platform; one that is held already is returned as it stands."""
    with desk.engine.connect() as connection:
        held = store.by_external(connection, CHANNEL, order.id)
    if held is not None:
        return held, False
    definition = desk.definitions.current("default")
    values = _values(definition, order, today)
    found = extract([{"role": "citizen", "text": order.content}], today).category
    filing = Filing(
        values,
        channel=CHANNEL,
        client_key=f"{CHANNEL}:{order.id}",
        external_id=order.id,
        due=order.due,
        category=found.name if found else "",
        department=found.department if found else "",
        confidence=found.confidence if found else 0.0,
    )
    return desk.file(filing, _PLATFORM, today, confirmed=True), True


def deliver(engine: Engine, peer: Peer) -> tuple[int, int]:
    """(delivered, still waiting)."""
    delivered = waiting = 0
    for outgoing in outbox.pending(engine, CHANNEL):
        try:
            peer.reply(outgoing.key, outgoing.payload)
        except ExchangeError as error:
            outbox.failed(engine, outgoing, str(error))
            waiting += 1
        else:
            outbox.sent(engine, outgoing)
            delivered += 1
    return delivered, waiting


def _values(definition: Definition, order: PeerOrder, today: date) -> Mapping[str, object]:
    """What the platform says outranks what its text seems to say; what does not fit is left to be asked."""
    read = extract([{"role": "citizen", "text": order.content}], today, definition)
    said: dict[str, object] = {name: found.value for name, found in read.fields.items()}
    told = {
        "request_type": order.type,
        "caller_name": order.name,
        "phone": order.phone,
        "district": order.district,
        "summary": (order.title or order.content)[:200],
    }
    values: dict[str, object] = {}
    for name, value in {**said, **{n: v for n, v in told.items() if v}}.items():
        try:
            values |= fields.checked(definition, {name: value})
        except DeskError:
            continue
    return values
