"""What a question on a drug wants to know, and whether the catalogue can tell it."""

from __future__ import annotations

import re

_CLASS = r"[甲乙]类|甲(?!方|状).{0,3}乙(?!方|肝)|哪[个种样](?:是|算|属)?[甲乙](?![方肝状])|[是算归属][甲乙]的|(?:[几哪啥]|什么|哪一|同一|是一)个?类|类别"
_LIMITS = (
    r"限(?!期|时|额)|[几哪]级|多大的?医院|(?:什么|啥|哪些|多大)(?:样的?)?(?:医院|病|情况|人|条件|岁)|"
    r"几岁|谁都?能|谁才能|最多.{0,3}[报支]|报几|(?:社区|诊所|卫生院|小医院|门诊部).{0,4}[能可]?以?[开报]|支付范围|支付标准"
)
_LISTED = r"(?:片|胶囊|颗粒|冲剂|丸|针|口服液|膏|滴剂)的?有没有(?!货)|有没有(?:片|胶囊|颗粒|冲剂|滴丸|丸|针|口服液)|目录|收录|有没有收|进医保|[走进]了?医保|协议|到期"
_PAID = r"医保|报销|[能给可]以?报|报[不吗]|自费|多少钱"

_OF_CLASS = re.compile(_CLASS)
_STRICT = re.compile(rf"{_CLASS}|{_LIMITS}|{_LISTED}|[能给可]以?报[吗不么]|报不报")
_ANY = re.compile(rf"{_CLASS}|{_LIMITS}|{_LISTED}|{_PAID}|支付|条件")
_OTHERWISE = re.compile(r"比例|起付|封顶|报多少|怎么报|流程|材料|哪里|在哪|个人账户")
"""Asks for rules that hold whatever the drug."""
_OF_BRANDS = re.compile(
    r"进口|国产|原研|仿制|原装|集采|换成(?=.{0,4}(?:国产|进口|别的|别家|另|其[他它]|便宜|仿|好的|贵))"
)
"""How brands of one drug are treated is a rule; the catalogue has no brands."""
_HOW_TAKEN = re.compile(
    r"怎么[吃用打服]|咋[吃用打]|几次|几片|几粒|剂量|副作用|饭前|饭后|孕妇|哺乳|忌口|停药|过量|管用"
)
_THAT_ONE = re.compile(r"(?:呢|也是|也一样)(?:吗|么)?(?:[？?，,。 ]|$)")
_EACH = re.compile(r"一样|分别|区别|不同|各(?:是|算|属)|都|全|挨个|每|哪[个种]|比|一类|同类|还是.{0,4}也")
COMPARES = re.compile(r"一样|分别|区别|不同|各(?:是|算|属)|都是|还是.{0,4}也")
"""Asks of two forms: all of a drug's are shown."""


def of_catalogue(text: str) -> bool:
    """Whether a question that names a drug asks what the catalogue can tell."""
    return bool(_ANY.search(text)) and (not _OF_BRANDS.search(text) or bool(_OF_CLASS.search(text)))


def names_only(text: str) -> bool:
    """Whether a question asks "那X呢", and not how X is taken."""
    return bool(_THAT_ONE.search(text)) and not how_taken(text) and not _OF_BRANDS.search(text)


def how_taken(text: str) -> bool:
    return bool(_HOW_TAKEN.search(text))


def of_class(text: str) -> bool:
    return bool(_OF_CLASS.search(text))


def of_rows(text: str) -> bool:
    """Whether a clause that names no drug asks for what stands in a row: its class, its limits."""
    return bool(_STRICT.search(text)) and not _OTHERWISE.search(text) and not how_taken(text)


def of_drug(text: str) -> bool:
    """Whether a question asks of the drug itself what the catalogue tells, not how much of its price is paid or where."""
    return of_catalogue(text) and not _OTHERWISE.search(text) and not how_taken(text)


def of_each(text: str) -> bool:
    """Whether several drugs are asked about one by one."""
    return bool(_EACH.search(text))
