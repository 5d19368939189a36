"""Messages about what the assistant remembers of the citizen: what it is, and that it be forgotten."""

from __future__ import annotations

import re

from kb.text import fold

_FIELDS: tuple[tuple[str, str], ...] = (
    ("region", "地区|哪个区|住哪|住址|所在区"),
    ("insured_type", "医保类型|参保身份|参保类型|什么医保|哪种医保|参的?什么保"),
    ("age", "年龄|岁数|多大|出生|生日|年纪"),
    ("employment", "就业|工作(?:情况|状态)?|单位"),
    ("event_date", "日期|时间"),
)
_FIELD = "|".join(words for _, words in _FIELDS)
_OPENS = (
    r"(?:请问|请|麻烦|劳驾|帮我|帮忙|给我|可不可以|可以|能不能|能否|能|你们?|您|系统|机器人|那|就|现在|快|赶紧|都|我想让?|我要|让|希望|"
    r"把|将|对了|算了|小?京晓保)*"
)
_THINGS = rf"(?:个人)?(?:信息|情况|资料|身份|隐私|记忆|记录|事儿?|话|{_FIELD})"
_OF_ME = (
    rf"(?:(?:所有|全部|有关|关于)*我(?:的|们的)?(?:所有|全部|这些)?(?:(?:刚才|前面|之前|上面)?(?:跟[你您])?(?:说|讲|告诉[你您]|提供)(?:过|了)*(?:的)?)?(?:所有|全部|这些|那些)?{_THINGS}?"
    rf"|(?:刚才|前面|之前|上面)(?:我)?(?:说|讲|告诉[你您])(?:过|了)*的?(?:那些|这些|所有)?{_THINGS}?|(?:你|您)?记(?:住|得|下|着|录)的?(?:我的)?(?:{_THINGS}|东西|内容)?)"
)
_DROPS = r"(?:忘(?:掉|了|记|光)?|清(?:除|空|掉|理)|删(?:除|掉|了|光)?|抹(?:掉|去)|(?:别|不要|甭|不许|不用)(?:再)?(?:记(?:着|住|录|得|下)?|保存|保留|存着?|留着?|收集))"
_ENDS = r"(?:都|全|全部|统统|一下|一遍|掉|了|吧|吗|么|呗|啊|好吗|行吗|可以吗|不|谢谢)*"
_FORGET = re.compile(
    rf"{_OPENS}(?:{_DROPS}(?:掉|了)?{_OF_ME}|{_OF_ME}(?:都|全|全部|统统|给我)*{_DROPS}){_ENDS}"
)
_RECALL = re.compile(
    rf"{_OPENS}(?:还|都|到底|究竟|是不是)*(?:"
    rf"记(?:得|住|下|着|录|了)(?:了|过|着|下)*(?:哪些|什么|啥|多少|关于)*我(?:们)?(?:的)?(?:都|是|说|讲|告诉|提供|过|跟|的|了|什么|啥|哪些|哪里?|几|多少|人|区|医保|社保|身份|[你您]|谁|{_THINGS})*"
    rf"|(?:知道|了解|掌握|保存|收集|存)(?:了|着|过)*(?:哪些|什么|啥|多少|关于)*我(?:的)?(?:哪些|什么|啥|多少)(?:个人)?(?:信息|情况|资料|事儿?)?"
    rf"|(?:知道|了解|掌握|保存|收集|存)(?:了|着|过)*(?:哪些|什么|啥|多少)(?:关于)?我的(?:个人)?(?:信息|情况|资料)"
    r")(?:吗|么|不|没|没有|呢|啊|呀)*"
)
_MOST = 30
"""Characters above which a message is about more than that."""


def asks(message: str) -> bool:
    """Whether the message asks what is remembered of the citizen: "你还记得我什么"."""
    folded = fold(message)
    return len(folded) <= _MOST and bool(_RECALL.fullmatch(folded))


def forgets(message: str) -> str | None:
    """What is to be forgotten: the name of a field, "" for all of it; None where nothing is."""
    folded = fold(message)
    if len(folded) > _MOST or not _FORGET.fullmatch(folded):
        return None
    return next((name for name, words in _FIELDS if re.search(words, folded)), "")
