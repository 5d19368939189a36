"""Who speaks in a conversation that came without roles: by the labels in its text, else by manner.

Agents greet, ask and read back; citizens tell. Turns of a call mostly alternate, so the likeliest sequence
is sought as a whole (Viterbi over two speakers), not turn by turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Side = Literal["citizen", "agent"]

LABEL = re.compile(
    r"^\s*[\[【(]?(?P<name>[一-龥a-z]{1,6}?)\s*(?:\d{1,4}(?:号)?)?[\])】]?\s*[:\uff1a]\s*", re.IGNORECASE
)
"""坐席:您好 – a speaker before a colon."""

_LEAST_TURNS = 3
"""Two turns without roles say too little about who is who."""
_ALTERNATES = 1.2
_AGENT = (
    (3.0, re.compile(r"^(?:您好|你好)?[,，]?(?:这里是|欢迎|医保热线|社保热线|12333|12345|12393|有什么可以|请问有什么)")),
    (2.5, re.compile(r"有什么(?:可以)?(?:能)?帮|请讲|请说|您贵姓|怎么称呼您|您怎么称呼|您的(?:诉求|联系电话|姓名|身份证|电话|单位)|感谢您|给您(?:登记|回电|记录|转)")),
    (1.5, re.compile(r"^(?:好的?|嗯)?[,，]?(?:请问|那您|您是|您的|您在|您希望|您想|您什么|您叫|[一-龥]{1,2}(?:先生|女士))")),
    (1.0, re.compile(r"您|请您|对吗|是吗|[?\uff1f]\s*$|什么(?:名字|时候|原因)|哪个区|多少钱$")),
    (1.0, re.compile(r"(?:公司|单位|店|厂|企业)(?:全称|名称|叫什么)|^一共欠|^联系方式|^电话(?:多少|呢)?$")),
)  # fmt: skip
_CITIZEN = (
    (2.0, re.compile(r"我(?:叫|姓|想|要|是|在|爸|妈|家|们|老|的|就|这|爱人|孩子|媳妇|闺女|儿子)|俺|咱")),
    (1.0, re.compile(r"^(?:喂|对对|对|嗯|没有|不是|是的)|咋|啥|呗|嘛|1[3-9]\d{9}|投诉|举报")),
    (0.8, re.compile(r"老板|欠|没给|不给|怎么办")),
)


def guess(texts: Sequence[str]) -> list[Side] | None:
    """The speaker of each turn; None where nothing tells two speakers apart."""
    if len(texts) < _LEAST_TURNS:
        return None
    leaning = [_leaning(text) for text in texts]
    # best score of a sequence that ends with this speaker, and the sequence itself
    best: dict[Side, tuple[float, list[Side]]] = {
        "agent": (leaning[0], ["agent"]),
        "citizen": (-leaning[0], ["citizen"]),
    }
    for lean in leaning[1:]:
        best = {"agent": _next("agent", lean, best), "citizen": _next("citizen", -lean, best)}
    _, sides = max(best.values(), key=lambda one: one[0])
    return sides if len(set(sides)) == 2 else None


def _next(side: Side, gain: float, best: dict[Side, tuple[float, list[Side]]]) -> tuple[float, list[Side]]:
    score, before = max(
        ((score + (_ALTERNATES if last != side else 0.0), sides) for last, (score, sides) in best.items()),
        key=lambda one: one[0],
    )
    return score + gain, [*before, side]


def _leaning(text: str) -> float:
    """Above 0 an agent's manner, below 0 a citizen's."""
    agent = sum(points for points, pattern in _AGENT if pattern.search(text))
    citizen = sum(points for points, pattern in _CITIZEN if pattern.search(text))
    return agent - citizen - min(len(text), 60) / 60
