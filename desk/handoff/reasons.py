"""Why a conversation goes to a person: one of seven, read off what happened in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from desk.talk import Spoken
from dialogue import channels
from dialogue.understand import small_talk

Kind = Literal["asked", "not_known", "misunderstood", "distress", "unstable", "own_case", "fault"]
KIND_NAMES: dict[str, str] = {
    "asked": "主动要求人工",
    "not_known": "两次未能解答",
    "misunderstood": "没有听懂",
    "distress": "情绪困难或投诉",
    "unstable": "不稳定因素",
    "own_case": "个案需要核查",
    "fault": "系统故障",
}
URGENT: frozenset[str] = frozenset({"unstable", "distress"})
"""Kinds that go before the others in the waiting line."""

_TWICE = 2
_NOT_MEANT = re.compile(r"答非所问|听不懂|不是这个意思|说了等于没说|没听懂|理解错|不是问这个")


def why(talk: Sequence[Spoken], *, not_useful: bool = False, fault: bool = False) -> Kind:
    """The gravest that holds; `talk` is the conversation so far, oldest first."""
    if fault:
        return "fault"
    last = talk[-3:]
    if any("unstable" in one.guard for one in last):
        return "unstable"
    moods = [small_talk.small_talk(one.message) for one in last]
    if any("crisis" in one.guard for one in last) or "distress" in moods:
        return "distress"
    if not_useful or any(_NOT_MEANT.search(one.message) for one in last):
        return "misunderstood"
    if "complaint" in moods:
        return "distress"
    asked = [one for one in talk if one.outcome not in ("handoff", "chitchat")]
    if asked and channels.own_case(asked[-1].message):
        return "own_case"
    if len(asked) >= _TWICE and all(one.missed for one in asked[-_TWICE:]):
        unknown = any(one.outcome == "unknown" for one in asked[-_TWICE:])
        return "not_known" if unknown else "misunderstood"
    return "asked"
