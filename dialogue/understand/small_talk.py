"""Greetings, thanks and the like: short messages that ask nothing of our matter."""

from __future__ import annotations

import re

from kb.text import fold

_FILLER = r"(?:啊|呀|哦|噢|嗯|哈|呢|吧|了|的|啦|哟|呵|嘿|喽|您|你|那|好的|好|ok|行|亲|小宝|京晓保)*"

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "greeting",
        r"(?:你好|您好|hello|hi|hey|哈喽|嗨|在吗|在不在|有人吗|早上好|上午好|中午好|下午好|晚上好|早|喂)+",
    ),
    (
        "thanks",
        r"(?:谢谢|多谢|感谢|辛苦|谢了|太感谢|非常感谢|明白|知道|清楚|懂了|收到|可以了|没有了|没问题了|没事了)+",
    ),
    ("farewell", r"(?:再见|拜拜|bye|byebye|回头见|下次聊|先这样|挂了|不聊了)+"),
    (
        "identity",
        r"(?:你是谁|你叫什么|你叫什么名字|你是什么|你是机器人吗|你是真人吗|你是人工吗|你是人吗|你能做什么|你会什么|"
        r"你能干什么|你能干嘛|你有什么功能|介绍一下自己|自我介绍|介绍一下你自己|你是干什么的|你是ai吗|谁开发的你)+",
    ),
    (
        "joke",
        r"(?:讲个笑话|说个笑话|唱首歌|唱个歌|给我唱首歌|讲个故事|你几岁|你多大|你多大了|你喜欢我吗|我喜欢你|我爱你|"
        r"你有女朋友吗|你有男朋友吗|你结婚了吗|你吃饭了吗|吃了吗|今天天气怎么样|天气怎么样|今天几号|今天星期几|现在几点|"
        r"好无聊|我好无聊|陪我聊天|陪我聊聊天|聊聊天|哈哈+|呵呵+|嘻嘻+)+",
    ),
)
_PATTERNS = tuple((kind, re.compile(f"{_FILLER}{body}{_FILLER}")) for kind, body in _KINDS)

_COMPLAINT = re.compile(
    r"(答非所问|听不懂人话|什么破|垃圾|没用的东西|太笨|笨死|智障|真差劲|说了等于没说|不是这个意思|气死我|烦死|"
    r"服务态度|你们就知道推|踢皮球|没一个能解决)"
)
_DISTRESS = re.compile(
    r"(太难了|活得好累|好绝望|走投无路|快撑不下去|撑不住了|不知道怎么办才好|崩溃了|好难受啊|心里难受|好害怕)"
)
_PERSON = r"(?:人工|真人|活人|客服|坐席|话务员|接线员|工作人员)"
_HANDOFF = re.compile(
    rf"^(?:我要|我想|帮我|请|给我|直接|麻烦|能不能|可以|能)*(?:转|找|接|换|要|叫)(?:到|一下|个|真)*{_PERSON}"
    r"(?:服务|客服|坐席|处理|接听|来|说|说话|聊)*(?:吧|吗|啊|呀|谢谢|一下)*$|"
    rf"(?:给我|帮我|我要|我想|直接|麻烦|快|叫你们|叫个|换个|来个)(?:转|找|接|换|叫)?(?:到|一下|个|位)*{_PERSON}|"
    r"^(?:人工)+(?:服务|客服|坐席)?(?:来|呢|在吗|有吗)*$"
)
_MATTER = re.compile(r"保险|医保|社保|失业|工伤|退休|养老|生育|报销|合同|工资|缴费|报|津贴|补贴")


def small_talk(message: str) -> str | None:
    """Name of the wording to reply with; None when the message may ask something."""
    folded = fold(message)
    if not folded:
        return None
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(folded):
            return kind
    if len(folded) <= 25 and not _MATTER.search(folded):
        if _COMPLAINT.search(folded):
            return "complaint"
        if _DISTRESS.search(folded):
            return "distress"
    return None


def wants_person(message: str) -> bool:
    """Whether the message asks for a human agent."""
    return bool(_HANDOFF.search(fold(message)))
