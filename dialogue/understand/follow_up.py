"""Follow-ups that cannot stand alone, completed from the question before."""

from __future__ import annotations

import re

from kb.text import fold

_LEANS = re.compile(
    r"^(?:那|那么|那要是|那如果|要是|如果|它|这个|这种|这|那个|上面|刚才|同样|还有|另外|具体|然后|为什么|为啥|怎么办理?$|在哪|去哪|"
    r"需要什么|要什么|要带|多少钱|多久|几天|什么时候|能网上|可以网上|网上能|材料|流程|条件|标准|时间|不是)|"
    r"(?:呢|也一样吗|一样吗|也是吗|也行吗|也可以吗|也能吗)[？?。]?$"
)
_SUBJECT = re.compile(
    r"^(?:那|那么|要是|如果)?(?P<subject>.{1,12}?)(?:呢|也一样吗|一样吗|也是吗|也行吗|也可以吗|也能吗)[？?。]?$"
)
_ORDINAL = re.compile(
    r"^(?:选|要|是|我选|我问|看|就)?(?:第)?(?P<n>[一二三四五1-5])(?:个|项|条|种)?(?:怎么办|吧|呢|啊|问题)?[。.！!]?$"
)
_ORDER = {c: i for i, c in enumerate("一二三四五")} | {str(i + 1): i for i in range(5)}
_CORRECTION = re.compile(r"^(?:不是|不对|错了|我说错了|更正|纠正一下)[，,、。 ]*")


def chosen(message: str, choices: list[str]) -> str | None:
    """The offered question that "第二个" or "2" means."""
    match = _ORDINAL.match(message.strip())
    if match and _ORDER[match["n"]] < len(choices):
        return choices[_ORDER[match["n"]]]
    return None


def leans_back(message: str) -> bool:
    """Whether the message reads as a continuation of the conversation."""
    return len(fold(message)) <= 22 and bool(_LEANS.search(message.strip()))


def completed(message: str, previous: str) -> str:
    """The follow-up with what it leaves out: the previous question before the new words."""
    message = _CORRECTION.sub("", message.strip())
    return f"{previous.rstrip('？?。 ')}，{message}"


def subject(message: str) -> str | None:
    """What "那产假呢" newly asks about: 产假."""
    match = _SUBJECT.match(message.strip())
    return match["subject"] if match else None
