"""Where an order may stand, and who may move it where: the whole closed loop in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from desk.errors import MoveError, ReasonError, RoleError

State = Literal[
    "draft", "filed", "reviewed", "dispatched", "handling", "replied", "answered", "closed", "cancelled"
]
STATES: tuple[State, ...] = get_args(State)
STATE_NAMES: dict[State, str] = {
    "draft": "待市民确认",
    "filed": "待审核",
    "reviewed": "待派单",
    "dispatched": "待签收",
    "handling": "办理中",
    "replied": "答复待审核",
    "answered": "已答复",
    "closed": "已办结",
    "cancelled": "已撤销",
}
OPEN: frozenset[State] = frozenset({"filed", "reviewed", "dispatched", "handling", "replied"})
"""States in which the office owes the citizen something."""

Role = Literal[
    "citizen", "viewer", "agent", "editor", "reviewer", "supervisor", "operator", "exchange", "system"
]
ROLE_NAMES: dict[str, str] = {
    "citizen": "市民", "viewer": "查看", "agent": "坐席/承办", "editor": "知识编辑", "reviewer": "审核",
    "supervisor": "班长", "operator": "运维", "exchange": "外部平台", "system": "系统",
}  # fmt: skip

Action = Literal[
    "confirm", "cancel", "review", "return", "dispatch", "accept", "transfer", "escalate", "reply",
    "approve", "close", "reopen", "note", "urge",
]  # fmt: skip
ACTIONS: tuple[Action, ...] = get_args(Action)
ACTION_NAMES: dict[str, str] = {
    "create": "登记", "edit": "修改", "link": "关联", "confirm": "市民确认", "cancel": "撤销", "review": "审核通过",
    "return": "退回", "dispatch": "派单", "accept": "签收", "transfer": "转办", "escalate": "提级", "reply": "答复",
    "approve": "答复审核通过", "close": "办结", "reopen": "重新办理", "note": "备注", "urge": "催办",
    "warn": "时限提醒", "guess": "查进度没对上电话",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One action: from which states to which, by whom, and what must come with it."""

    to: dict[State, State]
    roles: frozenset[str]
    needs: str = ""
    """What the note holds, e.g. "退回原因"; empty where a note is optional."""


_STAFF = frozenset({"agent", "reviewer", "supervisor"})
_LEADS = frozenset({"reviewer", "supervisor"})

MOVES: dict[Action, Move] = {
    "confirm": Move({"draft": "filed"}, frozenset({"citizen", "exchange", "system"}) | _STAFF),
    "cancel": Move({"draft": "cancelled", "filed": "cancelled"}, frozenset({"citizen"}) | _STAFF, "撤销原因"),
    "review": Move({"filed": "reviewed"}, _LEADS),
    "return": Move(
        {
            "filed": "draft",
            "reviewed": "filed",
            "dispatched": "reviewed",
            "handling": "reviewed",
            "replied": "handling",
        },
        _STAFF,
        "退回原因",
    ),
    "dispatch": Move({"reviewed": "dispatched"}, frozenset({"supervisor"})),
    "accept": Move({"dispatched": "handling"}, frozenset({"agent", "supervisor"})),
    "transfer": Move({"dispatched": "dispatched", "handling": "dispatched"}, _STAFF, "转办原因"),
    "escalate": Move({"dispatched": "dispatched", "handling": "dispatched"}, _STAFF, "提级原因"),
    "reply": Move({"handling": "replied"}, frozenset({"agent", "supervisor"}), "答复内容"),
    "approve": Move({"replied": "answered"}, _LEADS),
    "close": Move({"answered": "closed"}, frozenset({"citizen"}) | _STAFF),
    "reopen": Move({"answered": "reviewed", "closed": "reviewed"}, frozenset({"citizen"}) | _STAFF, "重新办理的原因"),
    "note": Move({s: s for s in STATES}, _STAFF, "备注内容"),
    "urge": Move({s: s for s in STATES if s in OPEN}, frozenset({"citizen", "exchange"}) | _STAFF),
}  # fmt: skip


def target(state: State, action: Action, role: str, note: str) -> State:
    """Where the action leads; raises MoveError, RoleError or ReasonError saying what to do instead.

    Operators may do everything a person of the office may.
    """
    move = MOVES[action]
    name = ACTION_NAMES[action]
    if state not in move.to:
        can = "、".join(ACTION_NAMES[a] for a in possible(state)) or "无"
        raise MoveError(f"工单现在是「{STATE_NAMES[state]}」，不能{name}：此时可以做的是 {can}")
    if role not in move.roles and role != "operator":
        who = "、".join(ROLE_NAMES[r] for r in ROLE_NAMES if r in move.roles)
        raise RoleError(f"「{ROLE_NAMES.get(role, role)}」不能{name}：需要的角色是 {who}")
    if move.needs and not note.strip():
        raise ReasonError(f"{name}需要写明{move.needs}：请补上后重试")
    return move.to[state]


def possible(state: State) -> list[Action]:
    """What may be done in a state, notes apart."""
    return [action for action in ACTIONS if state in MOVES[action].to and action != "note"]
