"""What the caller wants to come of it, in their own words."""

from __future__ import annotations

import re

from desk.extract.transcript import Conversation
from desk.extract.types import Found

_WANTS = re.compile(
    r"(?:我)?(?:就|只|们)?(?:希望|要求|强烈要求|诉求是|诉求就是|的要求是|期望|盼望)|让(?:他们|公司|单位|老板|他|她|医院|药店|厂里|学校|店里|人事)(?:赶紧|尽快|必须|马上|把|给|补|赔|退|道歉|恢复)|"
    r"(?:必须|赶紧|尽快|马上)(?:把|给我|给我们|补|退|赔|还|发|解决|处理)|(?:请|麻烦)(?:你们|有关部门|政府|社保局|医保局|监察)?(?:尽快|督促|责令|查处|严查|核实|调查|处理|协调|管管)|(?:公司|单位|他们|老板|医院)(?:应该|得|必须)(?:给我|补|赔|退|把)|"
    r"我(?:就|只)?(?:想|要)(?:让|要(?!投|举)|他们|公司|单位|把|拿回|讨回|回我|个说法|退|继续上班|恢复)|给(?:我)?个(?:说法|交代)|要个说法"
)
_ASKED = re.compile(
    r"诉求|(?:希望|想|要求|打算)(?:我们)?(?:怎么|怎样|如何|得到|达到|什么)|怎么(?:解决|处理)(?!了)|什么要求|期望"
)
_EMPTY = re.compile(r"^(?:[嗯哦啊呃,。!?\s]|就是|我|那个|不知道|没有|没了|不清楚|随便|就)*$")
_NOT_A_WISH = re.compile(
    r"希望小学|希望工程|没希望|有希望|不抱希望|(?:他们|公司|单位|老板|人事|经理|医院|店里)$"
)
_MOST = 60


def find(talk: Conversation) -> Found | None:
    last: Found | None = None
    for statement in talk.own:
        text = statement.text
        if _ASKED.search(statement.asked) and not _EMPTY.match(text):
            sentence = re.match(r"[^。!?]{2,}", text)
            end = min(sentence.end() if sentence else len(text), _MOST)
            last = Found(statement.raw[:end].strip("，,。 "), 0.85, statement.evidence(0, end))
            continue
        for match in _WANTS.finditer(text):
            # 公司要求我签字 is theirs, not the caller's
            if _NOT_A_WISH.search(text[: match.start()][-6:]) or _NOT_A_WISH.match(text, match.start()):
                continue
            rest = re.match(r"[^。!?;\n]*", text[match.start() :])
            end = match.start() + min(len(rest[0]) if rest else 0, _MOST)
            if end - match.end() < 2 and not match[0].endswith(("说法", "交代")):
                continue
            last = Found(
                statement.raw[match.start() : end].strip("，, "), 0.8, statement.evidence(match.start(), end)
            )
            break
    return last
