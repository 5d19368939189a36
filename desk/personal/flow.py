"""The identity check within a conversation: number, code, answer. Of all that only where it stands is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from desk.errors import IdentityError, PersonalRecordsError
from desk.form.types import Said
from desk.personal.peer import Records, What
from desk.wording import say
from dialogue import channels
from dialogue.guard.digits import is_id_number
from dialogue.understand import repair
from kb.text import fold

_LEAVES = re.compile(r"^(?:算了|不查|先不查|取消|退出|不用了|不问了)")
_CODE = re.compile(r"(?<!\d)(\d{4,8})(?!\d)")
_ID = re.compile(r"(?<![0-9a-zA-Z])(\d{17}[\dxX])(?![0-9a-zA-Z])")
_LOOKS_LIKE_ID = re.compile(r"\d{12,}")
_TRIES = 3
_WHAT: tuple[tuple[What, re.Pattern[str]], ...] = (
    ("balance", re.compile(r"余额|账户|剩|卡[里上]|个账|账上")),
    ("card", re.compile(r"卡.{0,4}(?:做|制|办|寄|好)")),
    ("application", re.compile(r"申请|进度|批|审|到哪|报销|津贴")),
    ("pension", re.compile(r"养老金|退休金|发了")),
    ("months", re.compile(r"多少年|几年|累计|缴费|交了|断|记录|月数")),
)


@dataclass(frozen=True, slots=True)
class Check:
    """Where an identity check stands; never the number, the code or the record."""

    what: What
    channel: str
    """Where the citizen can look for themselves."""
    stage: str = "number"
    challenge: str = ""
    hint: str = ""
    tries: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said; `check` goes on, None is the end. `kept` is what may be stored instead of the text."""

    said: Said
    check: Check | None
    kept: str


class PersonalFlow:
    """Personal records behind a check of identity."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def begin(self, message: str) -> Checked | None:
        """None where the message asks for nobody's own record."""
        channel = channels.own_case(message)
        if channel is None or channels.bureau(message):
            return None  # the housing fund keeps records of its own
        what = next((what for what, pattern in _WHAT if pattern.search(message)), None)
        if what is None:
            return None
        check = Check(what, say("personal_channel", channel=channel))
        return _plain(say("personal_begin", channel=check.channel), check)

    def go_on(self, kept: Mapping[str, Any], message: str) -> Checked | None:
        """The next message of a check; None where it is about something else."""
        check = Check(**kept)
        word = repair.said(message)
        if word in ("cancel", "restart") or _LEAVES.match(fold(message)):
            return _plain(say("personal_left"), None)
        if word:
            return self._again(check, fresh=word in ("back", "correct"))
        try:
            return self._number(check, message) if check.stage == "number" else self._code(check, message)
        except PersonalRecordsError:
            return _plain(say("personal_down", channel=check.channel), None)

    def _again(self, check: Check, *, fresh: bool) -> Checked:
        """What is asked for, once more; `fresh` from the number on."""
        if check.stage == "number" or fresh:
            begun = Check(check.what, check.channel, tries=check.tries)
            return _plain(say("personal_begin", channel=check.channel), begun)
        return Checked(Said(say("personal_code", hint=check.hint)), check, say("personal_code", hint="***"))

    def _number(self, check: Check, message: str) -> Checked | None:
        match = _ID.search(message)
        if match is None and not _LOOKS_LIKE_ID.search(message):
            return None
        if match is None or not is_id_number(match[1].upper()):
            return _plain(say("personal_id_wrong"), check)
        try:
            challenge = self._records.challenge(match[1].upper())
        except IdentityError:
            return _plain(say("personal_failed", channel=check.channel), None)
        waiting = replace(check, stage="code", challenge=challenge.id, hint=challenge.phone_hint)
        return Checked(
            Said(say("personal_code", hint=challenge.phone_hint)), waiting, say("personal_code", hint="***")
        )

    def _code(self, check: Check, message: str) -> Checked | None:
        match = _CODE.search(message)
        if match is None:
            return None
        try:
            grant = self._records.confirm(check.challenge, match[1])
        except IdentityError:
            tries = check.tries + 1
            if tries >= _TRIES:
                return _plain(say("personal_failed", channel=check.channel), None)
            return _plain(say("personal_code_wrong", left=_TRIES - tries), replace(check, tries=tries))
        try:
            found = self._records.look(grant, check.what)
        except IdentityError:
            return _plain(say("personal_failed", channel=check.channel), None)
        if not found.lines:
            return _plain(say("personal_nothing"), None)
        lines = "\n".join(
            f"{one.label}：{one.value}" + (f"（截至{one.as_of}）" if one.as_of else "") for one in found.lines
        )
        told = say("personal_told", lines=lines, source=found.source)
        return Checked(Said(told), None, say("personal_kept"))


def _plain(text: str, check: Check | None) -> Checked:
    return Checked(Said(text), check, text)
