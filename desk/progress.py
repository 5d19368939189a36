"""How an order stands, asked within a conversation: by its number and the telephone left with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from desk.errors import TicketNotFoundError
from desk.extract import dictation, phone
from desk.extract.transcript import read
from desk.form.types import Said
from desk.orders import Desk, Progress, store
from desk.orders.states import STATE_NAMES
from desk.wording import say
from dialogue.understand import repair
from kb.text import fold

_NUMBER = re.compile(r"(?<![a-z0-9])gd[\s\-]*(\d[\d\s\-]{7,20}\d)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:工单|投诉单|(?:我|上次|之前|昨天|前几天|前两天)[^，。,?？]{0,6}(?:反映|投诉|登记|留言|报)的?(?:事|问题|情况|单子)?)[^，。,]{0,10}"
    r"(?:进度|进展|到哪|怎么样|咋样|办好|办完|处理|结果|答复|回复|有信)|(?:查|看|问)(?:一下|下|查|看)?(?:[^，。,]{0,6}(?:工单|投诉进度)|(?:(?!卡|证|保险|退休|补贴|津贴|报销|转移|落户|申请|备案|积分|认定|鉴定)[^，。,]){0,6}(?:进度查询|办理进度))"
)
"""Nothing else is named whose progress another channel tells."""
_OWN = re.compile(
    r"(?:我|想|要|请|帮我|查|看|问|一?下|关于|那|的)*(?:我|我们|我登记|我提交|我提|刚才登记|上次登记)?的?(?:工单|投诉单)(?:号|状态|情况|呢|在哪儿?|吧|啊)*"
)
"""The order itself, named and nothing else: "我的工单", "查工单"."""
_LEAVES = re.compile(r"^(?:算了|不查|先不查|取消|退出|不用了|不问了)")
_TRIES = 5
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Lookup:
    """A progress being asked for."""

    number: str = ""
    tries: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is said, and the lookup that goes on; None where it is over."""

    said: Said
    lookup: Lookup | None


def wanted(message: str) -> bool:
    return bool(_NUMBER.search(message) or _ASKS.search(message) or _OWN.fullmatch(fold(message)))


def begin(desk: Desk, session_id: str, message: str) -> Looked:
    """Orders of this very conversation are told at once; others need number and telephone."""
    number = _number(message)
    with desk.engine.connect() as connection:
        own = store.of_session(connection, session_id)
    mine = [one for one in own if not number or one.number == number]
    if mine:
        lines = [line(Progress.of(one)) for one in mine[-_SHOWN:]]
        lead = say("progress_own") + "\n" if len(lines) > 1 else ""
        return Looked(Said(lead + "\n".join(lines)), None)
    return _look(desk, Lookup(number), message)


def go_on(desk: Desk, kept: Mapping[str, Any], message: str) -> Looked | None:
    """The next message of a lookup; None where it is about something else."""
    lookup = Lookup(**kept)
    word = repair.said(message)
    if word in ("cancel", "restart") or _LEAVES.match(fold(message)):
        return Looked(Said(say("progress_left")), None)
    if word in ("back", "correct"):
        return _look(desk, replace(lookup, number=""), "")
    if word:
        return _look(desk, lookup, "")
    if not _number(message) and not telephone(message):
        return None
    return _look(desk, Lookup(_number(message) or lookup.number, lookup.tries), message)


def line(found: Progress) -> str:
    return say(
        "progress",
        number=found.number,
        state=STATE_NAMES[found.state],
        department=f"，由{found.department}办理" if found.department else "",
        due=f"，答复期限到{found.due.month}月{found.due.day}日" if found.due and not found.reply else "",
        reply=f"。答复：{found.reply}" if found.reply else "。",
    )


def _look(desk: Desk, lookup: Lookup, message: str) -> Looked:
    if not lookup.number:
        return Looked(Said(say("progress_number")), lookup)
    number = telephone(message)
    if not number:
        return Looked(Said(say("progress_phone")), lookup)
    try:
        return Looked(Said(line(desk.progress(lookup.number, number))), None)
    except TicketNotFoundError:
        tries = lookup.tries + 1
        if tries >= _TRIES:
            return Looked(Said(say("progress_stop")), None)
        return Looked(Said(say("progress_wrong")), Lookup(lookup.number, tries))


def _number(message: str) -> str:
    match = _NUMBER.search(message)
    return "GD" + re.sub(r"\D", "", match[1]) if match else ""


def telephone(message: str) -> str:
    """The telephone in a message, also read out in groups; digits of the order's number are none."""
    rest = _NUMBER.sub(" ", message)
    talk = read([{"role": "agent", "text": "请问您的电话是多少？"}, {"role": "citizen", "text": rest}])
    found = phone.find(dictation.numbers(talk.statements, phone.classify))
    return str(found.value) if found else ""
