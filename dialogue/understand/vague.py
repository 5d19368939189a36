"""Openings that name a matter and ask nothing of it yet: "我要报销", "社保的事"."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

from dialogue import channels
from dialogue.state import Ask
from kb.text import fold

SURE = 0.7
"""Confidence from which even an opening is answered: what is held on it leaves no choice."""

_SHORT = 12
"""Characters up to which a message with no clear answer is taken as an opening, not as a question we lack."""

_MATTER = (
    r"(?:我|我们|孩子|老人|我爸|我妈|家里人|公司|单位)?(?:的)?(?:社保|医保|养老|失业|工伤|生育|报销|退休|转移|补贴|津贴|证明|保险|社保卡|医保卡|"
    r"看病|住院|门诊|备案|缴费|合同|工资|劳动|离职|辞职|公积金|户口|档案|钱|待遇|手续|材料|异地|参保|断缴|补缴|药|生孩子|怀孕|职称|就业)+"
)
_LOST = re.compile(
    r"不知道(?:该|要)?从(?:哪儿?|何)?(?:说|讲|问)起|情况(?:比较|有点|挺)?复杂|咨询(?:个|一?下)?事|问(?:你|您)?(?:个|件)事|有(?:个|件)事想问|"
    r"下一步(?:咋|怎么)(?:办|弄|整)$|帮(?:我|忙)看看[不吗]$"
)
"""Somebody who does not know how to begin."""
_OPENING = re.compile(
    rf"^(?:你好|您好|请问|我想|想|我要|要|我来|来|帮我|给我|麻烦|咨询|问问?|问一?下|一下|了解|说说|办理?|弄|开个?|申请|查|查询|关于|有关|个|一个|点)*"
    rf"{_MATTER}"
    r"(?:的|方面|这块|这个|那个|一些|相关)*(?:事情?|问题|情况|政策|业务|手续|怎么办|咋办|咋弄|怎么弄|怎么搞|咋整|怎么回事|断了|没了|停了|用不了了?|不能用|丢了)*"
    r"(?:怎么办|咋办|咋整|啊|呢|吗|吧|了|呀)*$"
)


_BARE = 10
"""Characters up to which a message that finds nothing is asked back, whatever it names."""


def bare(message: str) -> bool:
    """Whether the message is too short to tell what it is about."""
    return len(fold(message)) <= _BARE


def opens(message: str) -> bool:
    """Whether the message names a matter and no more."""
    folded = fold(message)
    return (len(folded) <= _SHORT and bool(_OPENING.match(folded))) or bool(_LOST.search(folded))


# What an answer can hold: a figure, a time, a condition, a place.
_ASKS = re.compile(
    r"几|多少|多久|多长|多大|多高|天数|条件|比例|封顶|起付|期限|标准|要求|范围|金额|电话|年限|年龄|谁|哪|什么时候|啥时候|区别|"
    r"什么是|是什么|能不能|能.{0,12}[吗不么]|可以.{0,10}吗|要不要|吗$|不$"
)


def pointed(message: str) -> bool:
    """Whether a short message says what it wants to know: "育儿假天数", not "社保的事"."""
    return short(message) and bool(_ASKS.search(fold(message)))


def short(message: str) -> bool:
    return len(fold(message)) <= _SHORT


_ANY_HELP = re.compile(r"(?:怎么|咋|如何)(?:办|弄|整|搞|回事|着|说起?|问|开口|处理)|帮(?:帮|忙|我)")
_WANTS = re.compile(
    r"[吗么]|几|多少|多久|多长|多大|哪|谁|啥|什么|何时|是否|为什么|为啥|怎|咋|如何|能不能|可不可以|能否|是不是|有没有|要不要|用不用|"
    r"(?P<x>.{1,2})[不没](?P=x)|不$|区别|条件|材料|标准|流程|期限"
)


def wanders(message: str) -> bool:
    """Whether the message tells something and asks for nothing in particular: "我妈病了，你说咋办啊"."""
    return not _WANTS.search(_ANY_HELP.sub("", fold(message)))


@cache
def _any_matter() -> re.Pattern[str]:
    """Words that any matter may be told with: who, the doing of it, how it went, how one asks."""
    text = files("dialogue").joinpath("understand/any_matter.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = yaml.safe_load(text)
    words = sorted(map(re.escape, table["words"].split()), key=len, reverse=True)
    return re.compile("|".join(words) + f"|[{re.escape(table['characters'])}]")


_LEFT = 2
"""Characters beside such words up to which a message names no matter."""


def names_nothing(message: str) -> bool:
    """Whether the message could be about any matter: "上次交的东西说不合格让我重弄"."""
    return len(_any_matter().sub("", fold(message))) <= _LEFT


def no_matter(ask: Ask) -> bool:
    """Whether neither the message nor what went before it says what the matter is."""
    return ask.said == ask.text and names_nothing(ask.said) and not channels.hotline(ask.said)
