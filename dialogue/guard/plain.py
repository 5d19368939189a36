"""What a text says beside what is heard in it: hardly anything, or what follows from a wrong."""

from __future__ import annotations

import re

from dialogue.guard.pii import is_name
from kb import regions

_CONSEQUENCE = re.compile(
    r"(?:怎么|咋|如何|要|会|能|得)(?:处)?罚|罚(?:款)?(?:[他她它你我]|他们|单位|公司|老板)?(?:多少|几|得|不罚)|(?:逮|抓|查)(?:着|住|到|出来|实)[^，。！？,!?]{0,6}[，,]?[^，。！？,!?]{0,6}(?:咋|怎么|停|罚|退|判|吐|赔|会)|停(?:多久|多长|几)|(?:退|吐|赔)(?:多少|几)|处(?:分|理)(?:吗|不|么)|咋处理|会怎么?处理|犯法不|判(?:几|多少)|坐牢|举报|揭发|(?:违|犯)法(?:吗|不|么)|是不是(?:违|犯)法|算(?:不算)?(?:骗保|违法|犯法)|"
    r"合(?:法|规)(?:吗|不|么)|合不合(?:法|规)|后果|追究|追回|责任(?!人|方|险)"
)
_UNPUNISHED = re.compile(
    r"不(?:会)?(?:被)?(?:罚|查|判|抓|追|发现)|躲|逃|规避|避免|避开|绕过|不考虑|不顾|摆脱|后果自负|(?:面临|承担)[^，。！？,!?]{0,6}后果|瞒过|不坐牢|才不|(?:怎么|如何|咋)(?:才能|可以)?不"
)


def asks_consequence(clean: str) -> bool:
    """Whether somebody asks what follows from a wrong or where to report it, and not how to go unpunished."""
    return bool(_CONSEQUENCE.search(clean)) and not _UNPUNISHED.search(clean)


_PAPER = (
    r"(?:缴费|扣费|社保|医保|养老|工资|劳动|鉴定|体检|住院|报销|检查)?"
    r"(?:单子?|表格?|条子?|卡|证|通知书?|短信|合同|协议|文件|材料|回执|收据|发票|函|纸)"
)
_CLOSING = r"(?:谢谢|感谢|多谢|麻烦|辛苦|打扰|不|[您你]|了|啊|哈|那|好[的嘞]?|行|嗯|[先就]这样|再见|拜拜|回见|[，,。！!~])"
_HELD = rf"我?(?:拿到|收到|接到|领了|手里有|这儿有|有)(?:了|一)?[张个份封]?{_PAPER}"
_PLAIN = re.compile(
    r"(?:你好|您好|喂|请问|哎|那个|[，,。！!])*(?:我|俺)?(?:就|先)?(?:想|要)?(?:咨询|问|请教|打听)(?:一下|下|点|个|件)*(?:事儿?|问题|情况)?[吧啊呀。]*|"
    rf"(?:麻烦|请|您|你|{_HELD}[，,])?(?:帮|给|替)我看[看下一]+(?:这是什么|这是啥)?[吧呗啊。]*|这是[什啥]么?[，,]帮我看看|"
    r"(?:我(?:姓|叫|是)(?P<name>[^，,。了]{1,4})[，,])?我?(?:老?家|户口|人)?(?:就|现在)?(?:住|住在|在)"
    r"(?P<place>[^，,。]{2,8}?)(?:那边|这边|附近|城里|农村)?(?:上班|工作|打工|干活|住)?|"
    r"(?:信访局|社保局|医保局|人社局|街道|大厅|窗口)?我?(?:都)?跑了[^，,。]{1,3}[趟次回]了?|"
    rf"{_CLOSING}*(?:打扰[您你]?了?|麻烦[您你]了?|辛苦(?:[您你]了?)?|[先就]这样|先挂了?){_CLOSING}*"
)
"""Greets, asks to ask, says who or where one is: a classifier, which learned of whole calls, hears too much in so little."""


def says_hardly_anything(clean: str) -> bool:
    """Whether nothing can be heard in the text; a name must be one, and a place on the map: 我家在昌平, never 我家在着火."""
    found = _PLAIN.fullmatch(clean)
    if found is None or (found["name"] and not is_name(found["name"])):
        return False
    place = found["place"]
    return not place or sum(m.end - m.start for m in regions.mentions(place)) == len(place)
