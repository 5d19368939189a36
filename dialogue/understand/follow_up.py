"""Follow-ups that cannot stand alone, completed from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.understand import families
from kb.text import fold

_LEANS = re.compile(
    r"^(?:那|那么|那要是|那如果|要是|如果|它|这个|这种|这|那个|上面|刚才|同样|还有|另外|具体|然后|为什么|为啥|怎么办理?|咋办|在哪|去哪|"
    r"需要|要什么|要啥|要带|都要|多少钱|多久|几天|什么时候|啥时候|能网上|可以网上|网上|材料|流程|条件|标准|时间|不是|换成|改成|可是|但是|"
    r"办一次|必须|一定要|可以|能|会|找谁|谁|打哪|到账|批下来)|"
    r"(?:呢|也一样吗|一样吗|也是吗|也行吗|也可以吗|也能吗|来着)[？?。]?$"
)
_ORDINAL = re.compile(
    r"^(?:选|要|是|我选|我问|我想问|看|就|说说|点)?(?:的?是)?(?:第)?(?P<n>[一二三四五1-5])(?:个|项|条|种|样)?(?:怎么办|咋办|吧|呢|啊|呀|问题|的)?[。.！!？?]?$"
)
_ORDER = {c: i for i, c in enumerate("一二三四五")} | {str(i + 1): i for i in range(5)}
_LAST = re.compile(r"^(?:选|要|我选|就)?(?:最后|末)(?:一)?(?:个|项|条|种)(?:吧|呢|啊)?[。.！!]?$")
_CORRECTION = re.compile(
    r"^(?:我?(?:问|说|指)的不是[^，,。]{1,10}[，,](?:而)?(?:我问的)?是|不是|不对|不不|错了|我说错了|说错了|更正一?下?|纠正一?下?|我的意思是|我是说|我说的是|我问的是|我指的是)+[，,、。！! ]*(?:我?(?:说|问|指)的?是)?"
)
_FILLER = re.compile(
    r"^(?:那么?|要是|如果|换成|改成|换|我|是|的话|你好|请问|嗯|哦|噢|好的|，|,| )+|(?:的话|呢|啊|呀|吗|吧|也?一样|也是|也行|也可以|也能|是?多少|怎么样|咋样|[？?。！!，, ])+$"
)
_RETURN = re.compile(
    r"^(?:(?:行|好|好的|那|嗯|对了|明白了?|知道了|懂了|哦)[，,、 ]*)?(?:(?:再)?回到|再说回|说回|还是说|继续说|接着说|接着刚才|刚才)"
    r"(?:刚才|前面|之前|上面)?(?:那个|的|说的|问的)*"
)
_DENIED = re.compile(r"[，,、]?(?:可)?不是[^，。,；;？?]*")


def chosen(message: str, choices: list[str]) -> str | None:
    """The offered question that "第二个" or "2" means."""
    text = message.strip()
    if choices and _LAST.match(text):
        return choices[-1]
    match = _ORDINAL.match(text)
    if match and _ORDER[match["n"]] < len(choices):
        return choices[_ORDER[match["n"]]]
    return None


def leans_back(message: str) -> bool:
    """Whether the message reads as a continuation of the conversation."""
    message = message.strip()
    return is_correction(message) or (len(fold(message)) <= 26 and bool(_LEANS.search(message)))


def is_correction(message: str) -> bool:
    """Whether the message takes back something the citizen said."""
    return bool(_CORRECTION.match(message.strip()))


def completed(message: str, previous: str) -> tuple[str, ...]:
    """What a follow-up may mean as a question of its own, the likeliest first."""
    message = bare(message)
    exchanged = families.swapped(previous, message)
    if exchanged and len(fold(_FILLER.sub("", message))) <= 8:
        return (exchanged, joined(previous, message))
    readings = [joined(previous, message), about(previous, message)]
    return tuple(dict.fromkeys([*readings, exchanged] if exchanged else readings))


def bare(message: str) -> str:
    """The message without the words that say it corrects or goes back, and without what it denies."""
    said = _RETURN.sub("", _CORRECTION.sub("", message.strip()))
    return _DENIED.sub("", said).strip(" ，,。") or said if is_correction(message) else said


def taken_up(message: str, questions: Sequence[str]) -> str | None:
    """The earlier question that a message leans on: the last one, or the one it says to go back to."""
    if not questions:
        return None
    if not _RETURN.search(message.strip()):
        return questions[-1]
    named = [message[m.start : m.end] for m in families.mentions(message)]
    about_it = [question for question in questions if any(word in question for word in named)]
    return about_it[-1] if about_it else questions[-2:][0]


def joined(previous: str, message: str) -> str:
    """The question before and the new words, as one."""
    return f"{previous.rstrip('？?。，, ')}，{message}"


def about(previous: str, message: str) -> str:
    """The new words with the matters that the question before names."""
    named = {mention.family for mention in families.mentions(message)}
    held = families.mentions(previous)
    topics = [previous[m.start : m.end] for m in held if m.family not in named and ":" not in m.family]
    return "".join([*dict.fromkeys(topics), message])
