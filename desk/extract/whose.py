"""Whose story a part of a sentence tells: the caller's (and those they call for), or one they compare it with.

A sentence goes on about the person named last: 同事去年办的,一个月就下来了 is the colleague's to its end, and
同事都发了,就我十月的没发 is the caller's again from 我 on.
"""

from __future__ import annotations

import re

_SENTENCE_END = "。!?;"
_SURNAMES = "张王李刘陈杨赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾田董潘袁蔡蒋于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦付邹熊孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万钱严孔常汤康易乔赖文"
_OTHER = re.compile(
    r"(?:我们?|我家|咱们?|他们?|你们)?(?:那儿|这儿|单位|公司|厂里|店里|小区|旁边)?(?:有)?(?:的|那|这|一|个|位|以前|之前|老|原来){0,4}"
    rf"(?:(?<!个)(?:同事|邻居|朋友|亲戚|工友|病友|老乡|街坊|同学|室友|舍友|熟人|家长|群友|网友)(?!们|[两俩仨三四五六七八九十几\d]+个)|(?<![我两俩])(?:大姐|大哥|大妈|大爷|阿姨)|"
    rf"小[舅叔姑]子|大[舅姑]子|(?<!我)[表堂][哥姐弟妹]|连襟|亲家|隔壁|对门|楼[上下](?:的|那)|同(?:病房|屋|村)|邻床|旁人|另外?一?个(?:人|姑娘|小伙|女的|男的|病人)|人家(?!里|的)|别人(?!的)|老[{_SURNAMES}](?!师)头?|前[一头]?(?:个|位)?人|别的(?:厂|店|公司|单位|家长|[区省]))"
)
_ONESELF = re.compile(r"我|咱|本人|自己|自个")
_WITH = re.compile(r"(?:和|跟|与|同|及|替|帮|给|为|是|工头|老板|经理|领导|组长|站长|店长)[,、]?$")
"""和同事一起, 替邻居问, 包工头老冯: a party to the matter, not somebody to compare with."""
_HEARD = re.compile(
    r"(?:听|看)(?:[^,。!?;我]{1,8})?说|(?:网上|新闻(?:里|上)?|群里|抖音上?|都|有人|人家|[^,。!?;我]{0,6}(?:大姐|大哥|家长|同事|邻居|朋友))(?:[^,。!?;我]{0,3})(?:说|讲|传)"
)
_ASKS_WHO = re.compile(r"谁的|哪位|什么人|谁(?:受|丢|被|住)")


def of_others(text: str, place: int, *, asked: str = "") -> bool:
    """Whether what is told at an offset befell somebody the caller compares their matter with."""
    if _ASKS_WHO.search(asked):
        return False
    start = _sentence_start(text, place)
    before = text[start:place]
    last: re.Match[str] | None = None
    for match in _OTHER.finditer(before):
        if not _WITH.search(before[: match.start()]):
            last = match
    return last is not None and not _ONESELF.search(before[last.end() :])


def hearsay(text: str, place: int) -> bool:
    """Whether what is told at an offset is what is said somewhere: 网上说…, 听别的家长说…"""
    before = text[_sentence_start(text, place) : place]
    heard = list(_HEARD.finditer(before))
    return bool(heard) and not _ONESELF.search(before[heard[-1].end() :])


def _sentence_start(text: str, place: int) -> int:
    return 1 + max(text.rfind(mark, 0, place) for mark in _SENTENCE_END)
