"""Work orders (工单): their definitions, the closed loop they go through, and its audit trail."""

from desk.orders.definition import Definition
from desk.orders.desk import Change, Desk, Progress
from desk.orders.store import Query
from desk.orders.types import Actor, Event, Filing, Ticket

__all__ = ["Actor", "Change", "Definition", "Desk", "Event", "Filing", "Progress", "Query", "Ticket"]
