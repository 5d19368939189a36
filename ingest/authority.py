"""How much a document weighs as a source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.types import Authority

_RULE = re.compile(
    r"(?:条例|规定|办法|法|决定|通知|通告|公告|意见|细则|解释|规则|规程|批复|标准|方案|目录|令|函)"
    r"(?:[（(][^（）()]*[）)])*$|条例|规定|办法|通知|通告|公告|细则|关于.*(?:意见|决定|批复)"
)
_TALK = re.compile(r"问答|解读|问题解答|答记者问|政策吹风|一图读懂|热点|新闻|消息")
_PRIVATE_TITLE = re.compile(r"攻略|心得|经验|自述|避坑|秘籍|吐槽|维权日记|亲测|网友")
_PRIVATE_TEXT = re.compile(r"github\.com|zhihu\.com|知乎|xiaohongshu|小红书|weibo\.com|douban\.com|本人亲历")
_CASE_FOLDER = re.compile(r"案例")
_CASE_TITLE = re.compile(r"典型案例|案例选|以案说法")
_HEAD = 600
"""Characters from the top in which a private origin is named."""


def authority_of(
    title: str, *, issuer: str | None, number: str | None, history: str, text: str, folders: Sequence[str]
) -> Authority:
    """Rules in order: what an office issued as a rule; a case; private text; questions and answers.

    A document that names no issuer counts as a rule when its title is one of a rule or it has a 文号.
    """
    if any(map(_CASE_FOLDER.search, folders)) or _CASE_TITLE.search(title):
        return Authority.CASE
    official = bool(issuer or number)
    if not official and (_PRIVATE_TITLE.search(title) or _PRIVATE_TEXT.search((history + text)[:_HEAD])):
        return Authority.UNOFFICIAL
    if _TALK.search(title):
        return Authority.OFFICIAL_QA
    if number or _RULE.search(title):
        return Authority.RULE
    return Authority.OFFICIAL_QA
