"""Urgency and call-back: only where the caller says so, and as they say it."""

from __future__ import annotations

import re

from desk.extract.transcript import Conversation, is_no, is_yes
from desk.extract.types import Found

_URGENT = re.compile(
    r"(?:什么|哪能|能)不着?急|着急(?!忙慌)|(?<![焦不])(?:很|挺|特别|非常|比较|太|真|实在|万分|有点|好|就是|确实|真的|这么|十分|老)(?:着)?急(?!诊|性|忙|需品|于|救)|急用|急需|加急|紧急(?!联系)|十万火急|火烧眉毛|急死|急得(?!血压|哭|直|睡|吃|上火|满嘴|团团)|等不及|等不起|等不了|急着|急事|救急|"
    r"急[!,。]|急等|等着用|等米下锅|(?:求求|麻烦|能不能|请)[^,。!?]{0,6}快(?:点|一点|些)|赶紧(?:来人|派人|派个人)|等着(?:救命|用钱|钱|手术|交|做手术|治病)|人命关天|刻不容缓|马上就要(?:手术|截止|到期|过期)|(?<!不是)(?<!至于)(?<!非得)(?<!没说)(?:今天|今儿|今晚)(?:下班前|之内|内|[^,。!?;]{0,6}前)?(?:就|必须|一定|务必)+(?:得|要)(?!了|走|出院|上班|下班|回)(?:要|用|办|交|给|弄|补|上|拿|传|开)?(?!了|班)|今天必须|拖不起|耽误不得|来不及了"
)
_NOT_URGENT = re.compile(
    r"(?<!什么)(?<!哪能)(?<!能)不(?:是(?:很|特别|太)|太|怎么|很|用|算|是)?(?:着)?急(?!诊|性|救)|没那么(?:着)?急|不紧急|慢慢(?:来|查|办)|(?<!特)别着急|不赶时间"
)
_SOMEBODY_ELSE = re.compile(
    r"(?:(?:大夫|医生|医院|公司|单位|老板|他们?|她)(?:都)?(?:说|讲|要求)[^,。!?;]{0,6}|当时(?:很|太|特别)?|那会儿?|那时候?|您|你|他|她|他们|医生|老板|别|您先|不要)(?:先|们)?$"
)

_CALL = r"(?:给|跟|往|向)?(?:我|我们|他|她|本人|家里)?(?:回|打|来|拨)(?:个|一个|一下|过来)?(?:电话|电|话)|[回打](?:我|我们)(?:一?个|一下)?(?:电话|话|信)|给我打(?:这个|我的)?(?:手机|电话|号)|(?:打|拨|回)(?:给我|我(?:的)?(?:这个|单位|家里|办公室|老婆|老公|爱人|儿子|女儿|家人)?的?(?:手机|电话|号码?|座机))|[回答]复我|回访|给我(?:打|回|来)(?:个|一个)?(?:电话|话)|(?:电话|打电话)(?:通知|告诉|联系|回复|告知)(?:我|一下)?|(?:联系|通知)(?:我|一下我)(?!吗)|告诉(?:我|一下我)(?!吗|[,。]?(?:我|怎么|为什么))|给(?:我)?(?:个)?(?:回电|回信|回话|答复|回音)|(?:给我)?回(?:个)?(?:电(?!话)|信|话|音)(?:儿)?(?:给我)?|告知(?:我|本人)"
_CALLBACK = re.compile(
    rf"(?:请|麻烦|希望|让|能(?:不能)?|可以|再|有(?:了)?(?:结果|消息|进展|信儿?|答复)(?:了)?|到时候?|回头|处理完|办好(?:了)?|查(?:到|好|完|清楚)(?:了)?|出来了?|尽快|赶紧|赶快|务必|一定要?|要|记得|你们|方便的话|定下来|批下来了?|下来了|核实(?:完|清楚|好)?(?:了|后)?|之后|以后|完了|等|你|那就|就|直接|随时)[^,。!?;]{{0,8}}?,?(?:你们|您|他们|再|就|也|请|麻烦|都|来)*(?P<call>{_CALL})"
)
_AWAITS = re.compile(
    r"(?<!让)(?<!让我)(?<!叫我)(?<!说)(?<!让在家)等(?:着|候)?(?:你们|您|贵局)?的?(?:电话|回电|回复|回音|答复|回话)(?!(?:等|了|没|的))"
)
_NO_CALLBACK = re.compile(
    rf"(?:不用|不需要|不必|别|甭|无需|不要|用不着|没必要)(?:再|给我|专门|你们|特意|麻烦)*[^,。!?;]{{0,4}}(?:{_CALL}|回复|回电|回访|联系)"
)
_OTHERS_CALL = re.compile(
    r"(?:你们|你|您|他们)(?:上次|上回|之前|当时|都|老)?(?:说|答应|承诺)(?:过|好|了)?[^,。!?;]{0,6}$|(?:公司|单位|老板|人事|骗子|中介|他们|他|她|经理|医院|客服|对方|快递)(?:昨天|今天|就|又|也|曾|还|一直|经常|都)?[^,。!?;要会应能让请务必须]{0,4}$|我(?:就|是|想|来|也|再|只|今天|昨天)*$|(?<!别)(?:给|跟|往|向)(?:你们?|您)$|让$"
)
_ASKED = re.compile(
    r"怎么(?:回复|联系|答复|通知)您|(?:需要|要不要|是否|用不用|要|可以|方便)[^,。?]{0,10}(?:回电|回访|回复|给您(?:打|回)|联系您|打电话|电话通知)|(?:回电|回访|回复您|给您(?:打|回)(?:个)?电话|电话(?:通知|联系)您)[^,。]{0,8}(?:吗|么|可以|行吗|好吗)"
)
_WANTS = re.compile(
    r"^(?:[嗯哦啊,\s])*(?:给我打|打(?:我)?(?:这个)?(?:电话|手机)|电话(?:就行|吧|联系)|要|必须|肯定|回|需要|可以|行|好|对|是|麻烦|方便|当然|最好)"
)


def find_urgent(talk: Conversation) -> Found | None:
    last: Found | None = None
    for statement in talk.own:
        said = [(m, False) for m in _NOT_URGENT.finditer(statement.text)]
        denied = [m.span() for m, _ in said]
        for match in _URGENT.finditer(statement.text):
            inside = any(start <= match.start() < end for start, end in denied)
            if not inside and not _SOMEBODY_ELSE.search(statement.text[: match.start()]):
                said.append((match, True))
        for match, urgent in sorted(said, key=lambda item: item[0].start()):
            last = Found(urgent, 0.9, statement.evidence(*match.span()))
    return last


def find_callback(talk: Conversation) -> Found | None:
    last: Found | None = None
    for statement in talk.own:
        refused = _NO_CALLBACK.search(statement.text)
        wanted = next(
            (
                m
                for m in _CALLBACK.finditer(statement.text)
                if not _OTHERS_CALL.search(statement.text[: m.start("call")])
            ),
            None,
        )
        if wanted is None:
            wanted = _AWAITS.search(statement.text)
        if refused:
            last = Found(False, 0.92, statement.evidence(*refused.span()))
        elif wanted:
            last = Found(
                True, 0.9, statement.evidence(*wanted.span("call" if "call" in wanted.groupdict() else 0))
            )
        elif _ASKED.search(statement.asked):
            answer = statement.text[:12]
            if re.match(r"(?:[嗯哦啊,\s])*(?:不用|不需要|不必|不要|不)", answer) or is_no(answer):
                last = Found(False, 0.88, statement.evidence(0, len(statement.text)))
            elif is_yes(answer) or _WANTS.match(answer):
                last = Found(True, 0.88, statement.evidence(0, len(statement.text)))
    return last
