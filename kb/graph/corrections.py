"""What staff correct over what was read: relations added and taken out, nodes renamed; every step with who and why.

Corrections are kept apart from what they correct, so that no rebuild and no new edition of an entry undoes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, Engine, insert, select, update

from kb import tables as t
from kb.database import now, transaction
from kb.errors import GraphError
from kb.graph.graph import Graph
from kb.graph.types import KINDS, NODES, Kind, Relation, kind_of, name_of

Action = Literal["add", "remove", "rename"]
ACTIONS: dict[Action, str] = {"add": "补上", "remove": "去掉", "rename": "改名"}
_STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Correction:
    """One step of staff."""

    id: int
    action: Action
    head: str
    kind: str
    """Kind of the relation; "" of a rename."""
    tail: str
    """The other end, or the new name of `head`."""
    who: str
    at: datetime
    """UTC."""
    why: str
    undone_by: str | None = None
    undone_at: datetime | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id, "action": self.action, "head": self.head, "kind": self.kind, "tail": self.tail,
            "who": self.who, "at": self.at.isoformat(timespec="seconds"), "why": self.why,
            "undone_by": self.undone_by,
            "undone_at": self.undone_at.isoformat(timespec="seconds") if self.undone_at else None,
        }  # fmt: skip


class Corrections:
    """The list of corrections of a store, which only grows: one that is undone stays and says by whom."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def listed(self, *, undone: bool = False) -> list[Correction]:
        """In the order in which they were made; those undone only where asked for."""
        query = select(t.graph_corrections).order_by(t.graph_corrections.c.row)
        if not undone:
            query = query.where(t.graph_corrections.c.undone_at.is_(None))
        with self.engine.connect() as connection:
            return [
                Correction(
                    row.row, cast(Action, row.action), row.head, row.kind, row.tail, row.who, row.at, row.why,
                    row.undone_by, row.undone_at,
                )
                for row in connection.execute(query)
            ]  # fmt: skip

    def make(self, action: Action, head: str, kind: str, tail: str, who: str, why: str) -> int:
        """Record a correction; returns its number. Raises GraphError where it makes no sense."""
        _check(action, head, kind, tail)
        with transaction(self.engine, serialised=True) as connection:
            row = connection.execute(
                insert(t.graph_corrections)
                .values(action=action, head=head, kind=kind, tail=tail, who=who, at=now(), why=why)
                .returning(t.graph_corrections.c.row)
            ).scalar_one()
            _log(connection)
        return int(row)

    def undo(self, number: int, who: str) -> None:
        """Take a correction back; raises GraphError where there is none in force with that number."""
        table = t.graph_corrections
        with transaction(self.engine, serialised=True) as connection:
            changed = connection.execute(
                update(table)
                .where(table.c.row == number, table.c.undone_at.is_(None))
                .values(undone_by=who, undone_at=now())
            ).rowcount
            if not changed:
                raise GraphError(f"没有生效中的第 {number} 号改动：用 jxb kb graph log 看有哪些")
            _log(connection)


def apply(graph: Graph, corrections: Iterable[Correction]) -> None:
    """Lay the corrections in force over what was read; the later one counts."""
    added: dict[tuple[str, Kind, str], Relation] = {}
    hidden: set[tuple[str, Kind, str]] = set()
    renamed: dict[str, str] = {}
    for one in corrections:
        triple = (one.head, cast(Kind, one.kind), one.tail)
        if one.action == "rename":
            renamed = {old: one.tail if new == one.head else new for old, new in renamed.items()}
            renamed[one.head] = one.tail
        elif one.action == "add":
            added[triple] = Relation(*triple, because=f"{one.who}：{one.why}")
            hidden.discard(triple)
        else:
            added.pop(triple, None)
            hidden.add(triple)
    graph.renamed = renamed
    graph.hide = frozenset(hidden)
    graph.state(_STAFF, added.values())


def _check(action: Action, head: str, kind: str, tail: str) -> None:
    for node in (head, tail):
        if kind_of(node) not in NODES or not name_of(node).strip():
            kinds = "、".join(f"{name}（{label}）" for name, label in NODES.items())
            raise GraphError(
                f"「{node}」不是图谱里的节点：写成 种类:名称，如 matter:工伤认定；种类有 {kinds}"
            )
    if head == tail:
        raise GraphError(f"两头都是「{head}」：请改正其中一头")
    if action == "rename":
        if kind_of(head) != kind_of(tail):
            raise GraphError(f"改名不能改种类：「{head}」要改成 {kind_of(head)}:新名称")
    elif kind not in KINDS:
        raise GraphError(f"没有「{kind}」这种关系：可用的有 {'、'.join(KINDS)}")


def _log(connection: Connection) -> None:
    connection.execute(
        insert(t.changes).values(item=0, at=now())
    )  # readers of the log read corrections again
