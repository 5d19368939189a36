"""What a citizen asks of the desk itself in a few words, where there is a button for it."""

from __future__ import annotations

import re

from kb.text import fold

_WAITS_NO_LONGER = re.compile(
    r"(?:我|那|先|就|还是|算了)*(?:不(?:想|用|要)?(?:再)?(?:等|排队?)了?|(?:取消|退出)(?:等候|等待|排队|转?人工)|"
    r"(?:不要|不用|不想|不需要|别)(?:给我|再|帮我)*(?:转接?|找|接|等)?(?:人工|客服|坐席)(?:客服|服务)?)(?:了|吧|啊)*"
)
_ORDER = re.compile(
    r"(?:我|要|想|请|麻烦|帮我|给我|替我|你|您|能不能|可以|能|那|就|直接|怎么|如何|怎样|在哪儿?|哪里|把这个?事?|这件事|这个)*"
    r"(?:登记|提交|提|填写?|建|下|开|写|生成|做|弄|发起?|报|立)(?:成|为|一下|一个|一张|个|张|份|一份|条)*(?:工单|诉求单|投诉单)"
    r"(?:吧|吗|啊|呀|呢|谢谢|一下|可以吗|行吗)*"
)


def waits_no_longer(message: str) -> bool:
    """Whether somebody who waits for a person says that they do not want to."""
    return bool(_WAITS_NO_LONGER.fullmatch(fold(message)))


def wants_order(message: str) -> bool:
    """Whether the message asks for a work order and says nothing of what it is about.

    Words file nothing: what is filled in begins with a tap, so that nobody finds themselves in a form by a phrase.
    """
    return bool(_ORDER.fullmatch(fold(message)))
