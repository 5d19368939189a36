"""Several questions in one message, each for itself."""

from __future__ import annotations

import re

from kb.text import fold

_BREAK = re.compile(
    r"[？?；;\n]+|(?<=[。！!])|[，,、]?(?=(?:还有(?!没|吗|哪|什么|多)|另外|以及怎么|以及如何|顺便问|再问|其次|第二[，,、个]))"
)
_LEADS = re.compile(
    r"^(?:还有一?个?问题|还有就是|还有|另外|以及|顺便问一?下?|再问一?下?|其次|然后|那么|第[一二三四五]个?[，,、]?|[一二三四五1-5][、.．)）])+[，,：:]?"
)
_ASKS = re.compile(
    r"吗|么|呢|怎|如何|什么|啥|哪|几|多少|多久|多长|能不能|可不可以|可以.{0,8}吗|是不是|有没有|要不要|需不需要|行不行|会不会|"
    r"为什么|为啥|咋|条件|流程|材料|标准|比例|期限|时间|手续|办理|区别|何时|是否"
)
_COMMA = re.compile(r"[，,]")
# Narrower than _ASKS: "能…吗，怎么…" is one question said twice, "几个月，几成" is two.
_FIGURE_OR_HOW = re.compile(
    r"几|多少|多久|多长|多大|啥材料|什么材料|哪些材料|谁|哪里|哪儿|怎么算|是不是|吗|要不要"
)
_REFERS = re.compile(r"^(?:那|它|这个|那个|这种|这样|该)")

MOST = 5
"""Questions answered in one turn; beyond it a message is a list, not a question."""


def split(message: str) -> list[str]:
    """The questions of a message in order; a story before a question stays with it."""
    parts = [_LEADS.sub("", part.strip(" ，,。")) for part in _BREAK.split(message)]
    parts = [clause for part in parts if fold(part) for clause in _clauses(part)]
    asked: list[str] = []
    story = ""
    for part in parts:
        if _ASKS.search(part) and len(fold(part)) >= 4:
            asked.append(f"{story}，{part}" if story and not asked else part)
            story = ""
        elif asked and len(fold(part)) < 6:
            continue
        else:
            story = f"{story}，{part}" if story else part
    if len(asked) <= 1:
        return [message.strip()]
    return asked[:MOST]


def _clauses(part: str) -> list[str]:
    """The clauses of a sentence where several of them ask; else the sentence as it is."""
    clauses = [clause.strip() for clause in _COMMA.split(part) if fold(clause)]
    asking = [clause for clause in clauses if len(fold(clause)) >= 5 and _FIGURE_OR_HOW.search(clause)]
    return clauses if len(asking) >= 2 else [part]


def needs_context(question: str) -> bool:
    """Whether a question of several leans on the one before it."""
    return bool(_REFERS.search(question)) or len(fold(question)) <= 6
