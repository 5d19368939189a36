"""Long messages, as people write them to an online hall: a title, a story, something asked, a closing line.

What is asked is little of it. The title names the matter; of the rest only a plain question asks. What expects no answer
("难道就没人管吗"), tells a quantity ("十几年"), pleads or closes ("恳请回复", "此致敬礼") asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kb import regions
from kb.text import fold

_LONG = 120
"""Characters from which a message is a letter."""
_LEAST = 4
"""Characters of the shortest title and the shortest question."""
_MARKED = 8
"""Characters of the shortest question that only its mark shows."""
_TITLE = re.compile(r"^\s*(?P<title>[^。！!？?；;\n]{4,48})[。！!？?\n]+")
_FRAME = re.compile(
    r"^(?:再次|强烈|实名|紧急)?(?:(?:请求|要求|恳请|请问|咨询|投诉|举报|反映|反应|建议|求助|希望|期待|期盼|呼吁|询问|请教)(?:一下)?|对于?|关于|有关|就|解决|处理|政府|领导|部门|把|将|的)+"
    r"|(?:的?(?:相关|有关|若干|几个)?(?:咨询|问题|疑问|建议|投诉|求助|请示|疑惑|疑点|事宜|情况|诉求)|的|及|和|与|、)+$"
)
_DOER = re.compile(
    r"^(?![我单职员])[^，,、：:]{2,18}?(?=(?:长期|恶意|一直|至今|多年)?(?:拖欠|克扣|不给|不发|不[交缴]|未[给交缴]|漏[交缴]|欠[交缴薪发]))"
)
"""A named employer, before what it did."""
_PLACE_TAIL = re.compile(r"^(?:市|区|县|镇|街道|政府)*")
_CLOSING = re.compile(
    r"^(?:此致|敬礼|谢谢|感谢|(?:期|急|甚)?盼|望(?!京).{0,6}(?:回复|答复|解决|核实|重视)|(?:恳|敬|特|还|再次)?请(?!问).{0,14}"
    r"(?:回复|答复|解答|重视|关注|解决|核实|为盼)|以上.{0,8}(?:盼|请|望|情况属实)|特此|本?人?(?:联系)?(?:电话|手机)|联系(?:人|方式)|[\d*＊xX \-]+$)|"
    r"(?:回复|答复|甚盼|为盼|做主|主持公道|一个(?:说法|交代))[!！。]*$|[能可](?:不能|否|以)?(?:给我|帮我?|为我)?(?:说|解释|解答|解决|讲|答复|回复|处理)(?:一下|下)?[吗么呢吧]?$"
)
_RHETORICAL = re.compile(
    r"难道|岂|何在|何以|讽刺|什么叫|凭(?:什么|啥)|本以为|情何以堪|天理|良心|对得起|视而不见|有(?:什么|何|啥)(?:意义|用处)|算(?:什么|哪门子)|哪有这样|失信于民|"
    r"为(?:什么|何|啥)[^，,]{0,8}(?:还要|就是?不|总是?|老是?|这么|如此|一直|迟迟|还不)|怎么(?:能|可以|就)(?:这样|这么|不)|(?:谁来|谁能)(?:管|为|替|还|帮)|"
    r"(?:^|[，,])(?:这)?不(?:就)?是.{1,24}[吗嘛]$|是不是(?:太|也太)"
)
_TELLS = re.compile(
    r"[十好过近这前]几|(?:毕业|工作|上班|打工|干了|[交缴]了|缴纳|后|二三|两三)[^，,]{0,3}几?(?:年|个月|天)(?![能可才内办到出领报给])|几(?:十|百|千|万|分钟|次(?!能)|家|位|名|年(?:来|前|了|都)|个人)|多少个?(?:日|次|人)|(?:不知道?|说不清|不管|无论|没)(?:是|有)?(?:什么|怎么?|为什么|谁|哪)|"
    r"[这那]么|怎么(?:可能|说|样都)|什么(?:都|也|的)|哪怕|还是(?!要|得)(?![^，,]*[吗呢])"
)
"""Words that ask elsewhere and tell here."""
_REQUESTS = re.compile(r"请问|咨询|请求|恳请|希望|建议|想(?:了解|知道|问)|要求|投诉|举报|反映|求助")
_CASE = re.compile(
    r"投诉|举报|反映|维权|求助|请求|恳请|督促|督办|拖欠|拒不|推诿|不作为|不解决|不处理|严查|查处|讨要"
)
_SENTENCE = re.compile(r"[^。！!？?；;\n]+")


def is_letter(message: str) -> bool:
    return len(fold(message)) >= _LONG


def parted(letter: str) -> tuple[str, str]:
    """(the first line, the rest); no first line where the letter begins with its story."""
    found = _TITLE.match(letter)
    if not found or len(letter) < found.end() + _LONG // 2:
        return "", letter
    return found["title"], letter[found.end() :]


def matter(title: str) -> str:
    """What a title names, without the frame and the place."""
    bare = title
    for place in reversed(regions.mentions(bare)):
        if place.code.startswith("11"):
            bare = bare[: place.start] + _PLACE_TAIL.sub("", bare[place.end :])
    for _ in range(2):
        bare = _FRAME.sub("", bare.strip(' ，,、:：“”"')).strip()
    bare = _DOER.sub("单位", bare)
    return bare if len(fold(bare)) >= _LEAST else ""


def asks(question: str, letter: str, interrogative: Callable[[str], bool]) -> bool:
    """Whether words of a letter are a question that expects an answer."""
    if len(fold(question)) < _LEAST or _CLOSING.search(question) or _RHETORICAL.search(question):
        return False
    at = letter.find(question)
    marked = at >= 0 and letter[at + len(question) :].lstrip()[:1] in ("？", "?")
    told = _TELLS.sub("", question)
    return interrogative(told) or (marked and len(fold(told)) >= _MARKED)


def request(letter: str) -> str:
    """The last sentence that wants something, where no question does; empty where none says so."""
    wanting = [one.strip() for one in _SENTENCE.findall(letter) if _REQUESTS.search(one)]
    return next(
        (
            one
            for one in reversed(wanting)
            if not _CLOSING.search(one.strip("！!。 ")) and len(fold(one)) <= _LONG
        ),
        "",
    )


def of_a_case(letter: str) -> bool:
    """Whether it wants somebody to look into what was done to the writer, not only to know a rule."""
    return is_letter(letter) and bool(_CASE.search(parted(letter)[0]) or len(_CASE.findall(letter)) > 1)
