"""A death, a grave illness or a lost child that somebody tells of their own family: one humane sentence goes before the
answer. Rules asked of others, or of what may happen one day, are no such telling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kb.text import fold

Grief = Literal["bereaved", "grave"]

_FAMILY = (
    r"(?:我|俺|咱)(?:们)?(?:家)?(?:的)?(?:老)?(?:妈|爸|娘|爹|母亲|父亲|老婆|媳妇|妻子|老公|丈夫|爱人|老伴儿?|对象|姐|妹|哥|弟|奶奶|爷爷|姥姥|姥爷|"
    r"外婆|外公|婆婆|公公|岳母|岳父|闺女|女儿|儿子|孩子|男人|女人)|老伴儿?|老爷子|老太太|家里?(?:老人|人)"
)
_WHEN = r"(?:昨天|昨晚|今天|今早|前天|刚|上个?月|上周|这个?月|前几天|前两天|突然|不幸|\d{1,2}月|\d{1,2}[日号]|抢救无效|也|就)*"
_LATELY = rf"{_WHEN}(?:因为?[^，,。]{{0,6}}{_WHEN}){{0,2}}"
_DIED = re.compile(
    rf"(?:{_FAMILY})(?:{_LATELY}(?:走了|没了)(?=[，,。；;\s]|$)|[^，,。；;？?]{{0,4}}?{_LATELY}(?:去世|过世|病逝|离世|猝死|不在了))"
)
_GRAVE = re.compile(
    rf"(?:{_FAMILY}|我)[^，,。；;？?]{{0,6}}(?:查出|确诊|诊断|得了|得的|患了|检查出)[^，,。；;？?]{{0,8}}(?:癌|白血病|尿毒症|渐冻|恶性|肿瘤)|"
    r"(?:我|老婆|媳妇|妻子|爱人)[^，,。；;？?]{0,8}(?:流产了|胎停|没保住)|(?:孩子|胎儿|宝宝)[^，,。；;？?]{0,4}没保住"
)
_SUPPOSED = re.compile(
    r"如果|要是|假如|万一|若是|将来|百年|以后[^，,。]{0,4}(?:走|去世|没了)|多年|十几年|几年前|(?:19|20)\d\d年|前年|听说"
)
_SAID_OF_OTHERS = re.compile(r"(?:我们|咱们|我)(?:单位|公司|厂|同事)|职工(?!医保)|员工|参保人|hr|人事")


def told(message: str, earlier: Sequence[str] = ()) -> Grief | None:
    """What the message tells; None where nothing of the kind is told, or an earlier question told it already."""
    kind = _told(message)
    return None if kind is None or any(_told(before) for before in earlier) else kind


def _told(message: str) -> Grief | None:
    if _SUPPOSED.search(message) or _SAID_OF_OTHERS.search(fold(message)):
        return None
    return "bereaved" if _DIED.search(message) else "grave" if _GRAVE.search(message) else None
