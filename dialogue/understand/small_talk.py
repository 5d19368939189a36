"""Greetings, thanks and the like: short messages that ask nothing of our matter."""

from __future__ import annotations

import re

from dialogue.understand import split
from kb.text import fold

_FILLER = r"(?:啊|呀|哦|噢|喔|嗯|恩|哈|呢|吧|了|的|啦|哟|呵|嘿|喽|嘛|哒|呐|您|你|那|好嘞|好|ok|行|亲|小宝|京晓保|机器人|小[爱i艺度布冰娜微智]|哥们|伙计|朋友|亲爱的|真的|还是)*"

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "greeting",
        r"(?:你好|您好|hello|hi|hey|哈喽|哈罗|嗨|嗨喽|在吗|在么|在嘛|在不在|在|有人(?:在线?)?(?:吗|么|嘛|没)|(?:你|您)?吃(?:过|饭)?了没|早上好|上午好|中午好|下午好|晚上好|早安|早|喂|"
        r"good\s?morning|嘿|小[爱i艺度布冰娜微智]|好久不见|我们又见面|我们聊聊|(?:很)?高兴(?:见到|认识)(?:你|您))+",
    ),
    (
        "thanks",
        r"(?:(?:这么晚|大晚上|大半夜|大过节|大过年|大周末|周末|节假日|大冷天|大热天|一大早|大清早|早上好|上午好|中午好|下午好|晚上好|您好|你好)(?:了|的)?[，,]?(?:(?:这么晚|大晚上|大过节|大过年|大周末|大冷天|大热天|一大早|大清早)(?:了|的)?)?[，,]?(?:你们?|您)?(?:还|都|也)?(?:在|上着|得)?(?:上|值)?(?:班|上班|值班)?(?:呐|呢|啊|着呢)?[，,]?(?:真)?(?:辛苦)+|(?:谢谢|多谢|感谢|辛苦|谢了|太感谢|非常感谢|3ks|thanks?|thank\s?you|明白|知道|清楚|懂了|收到|可以了|没问题了|帮了(?:我)?大忙|太|非常|完美|酷|"
        r"这是个好消息|晓得|万分)+)",
    ),
    (
        "farewell",
        r"(?:再见|拜|得走|告别|下次再聊|拜拜|bye|byebye|goodbye|see\s?you|回头见|下次见|下次再见|下次聊|明天见|先这样|(?:我)?(?:先)?挂了|没(?:有)?(?:别的|其他|啥)事了|不聊了|晚安|good\s?night|我(?:先)?走了|我去忙了|很高兴和你(?:聊天|说话))+",
    ),
    (
        "identity",
        r"(?:你是谁|你是哪位|你是|谁|这是谁|是谁|怎么称呼你?|(?:可以)?告诉我你的名字吗?|你来自哪里|你叫什么|你叫什么名字|你是什么|(?:(?:你|您)(?:这|那)?(?:边|头|儿)?|(?:跟|和|同)我(?:说话|讲话|聊天)的(?:人)?|对面|那边|那头|电话那头)?(?:到底|究竟)?是(?:不是|个)?(?:真人|活人|机器人|人工|人|机器|电脑|程序|录音|ai)(?:还是(?:真人|活人|机器人|人工|人|机器|电脑|程序|录音|ai))?(?:客服)?(?:在?(?:跟|和|同)我(?:说话|讲话|聊天|聊))?[吗哪]?|我?(?:咋|怎么)?听着(?:你|您)?不?像(?:个|是)?(?:真人|机器人|录音)|叫个?(?:啥|什么)(?:名儿?|名字)?|你?贵姓|你能做什么|你会什么|"
        r"你能干什么|你能干嘛|你会(?:做)?(?:什么|啥)|你有(?:什么|啥)(?:功能|用|本事)|(?:头一?[回次]|第一[次回])用(?:这个|你们?)?|(?:你|您)(?:都|到底|究竟)?(?:能|会|可以)(?:帮(?:我|我们|人))?(?:做|干|弄|办|弄明白|弄清楚|查|解答|问|管)(?:哪些|什么|啥)(?:方面)?的?(?:事儿?|问题|业务)?|你支持什么功能|你能帮我(?:什么|做什么)|介绍一下自己|自我介绍|介绍一下你自己|你是干什么的|你是ai吗|谁开发的你|请问)+",
    ),
    (
        "joke",
        r"(?:讲个笑话|说个笑话|唱首歌|唱个歌|来首歌|给我唱首歌|(?:给我)?念首诗|你会(?:唱歌|念诗|吃东西)吗|讲个故事|你几岁|你多大|你多大了|你(?:喜欢|爱|讨厌)我吗|我(?:喜欢|爱)你|爱你|"
        r"你有女朋友吗|你有男朋友吗|你结婚了吗|你吃饭了吗|吃了吗|今天几号|今天星期几|现在几点|你是(?:男|女)(?:孩子?|生|的)(?:还是(?:男|女)(?:孩子?|生|的))?|"
        r"(?:早上|中午|晚上)吃(?:什么|啥)|你(?:不)?(?:睡觉|休息|累)吗|你累不累|我是谁|好无聊|(?:我)?(?:好|很)?无聊|陪我聊天|陪我聊聊天|(?:可以)?[跟和]我(?:聊聊?天?|说说话)吗?|聊聊天|"
        r"哈哈+|呵呵+|嘻嘻+|嘿嘿+)+",
    ),
    (
        "praise",
        r"(?:你|您)?(?:真|好|太|很|挺|非常|笑起来)*(?:棒|聪明|可爱|能干|牛|厉害|好看|贴心|专业|有用|开心|高兴|快乐)+",
    ),
    (
        "why",
        r"(?:请问|你们?|我)?(?:为什么|干嘛|为啥|要)(?:会|要|需要|有必要|必须|得)*(?:知道|问|填|说)*(?:这个|这些)(?:有啥用|有什么用|干嘛|干什么)?",
    ),
    (
        "declined",
        r"(?:我)?(?:就是|真的|暂时)?不(?:想|愿意?|方便)(?:再)?(?:说|讲|告诉|提供|给|透露|这样做?|接受)+(?:你们?|您|的|我的|信息|个人|电话|电子邮件|身份证)*",
    ),
    (
        "complaint",
        r"(?:你|您)?(?:真|好|太|很|怎么|这么|那么|就是|个|是|逗我玩)*(?:笨|傻|蠢|没用|坏|讨厌|丑|难看)+",
    ),
    (
        "distress",
        r"(?:(?:我|心里|感觉|憋得慌|憋屈|堵得慌|心烦|跑了一(?:上午|下午|天)|腿都细了|唉|哎|就|就是|只是|想|跟|找|和|个人|人|你|您|唠|聊|说|两句|几句|会儿|一会儿?|说话|说说话|[，,、。…])*(?:唠(?:两句|几句|会儿|一会儿|嗑)|憋得慌|憋屈|堵得慌)[。…，,]?(?:就|就是|只是|想|跟|找|和|个人|人|你|您|唠|聊|说|两句|几句|会儿)*|(?:我|心里|感觉|真|好|太|很|有点|比较|现在)*(?:伤心|难过|难受|累|郁闷|委屈|想哭|烦)+)",
    ),
    (
        "done",
        r"(?:没(?:有)?(?:别的|其他|什么|事|问题)?了|没有|没别的|没什么|没事|不用了?|不需要|不要了?|不了|不必|算了|不问了|no)+",
    ),
)
_PATTERNS = tuple((kind, re.compile(f"{_FILLER}{body}{_FILLER}")) for kind, body in _KINDS)

_REPLIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ack",
        re.compile(
            r"(?:[嗯恩唔哦噢喔啊哎唉呃]|好|行|可以|中|成|对|是|没错|当然|肯定|没问题|没关系|ok|okay|yes|yep|太好|太棒|很棒|完美|好极|"
            r"[真很挺]好|好哇|不错|赞|酷|继续|接着(?:说|讲)|还行|还可以|有道理|也是|原来如此|原来是这样|这样|我?(?:同意|接受|愿意|明白|认同|了解|敢肯定)|得嘞|妥|就这样|[吧了的呀嘞哒滴呢啊噢哦嗯哈嘛么])+"
        ),
    ),
    (
        "wrong",
        re.compile(
            r"(?:不|不是|不行|不好|不可以|没门|不对|不是这样子?|错|你错|说错|不同意|我?不(?:同意|认同|满意|喜欢|接受)(?:这个)?(?:答案|回答)?|并不是|[了的吧呀啊])+"
        ),
    ),
)
"""Bare words that answer a question of ours; where we asked nothing they are small talk."""
_WEATHER = re.compile(
    r"^天气|天气(?:怎么样|如何|咋样|是怎样|情况|信息|预报|真?好)?[呀啊吗的]*$|会(?:不会)?下雨[吗么]?$|下不下雨$"
)

_COMPLAINT = re.compile(
    r"(答非所问|听不懂人话|什么破|垃圾(?!处理|分类|费|站|桶|清|投放|场|车|焚烧|袋)|没用的东西|太笨|笨死|智障|真差劲|说了等于没说|不是这个意思|服务态度)"
)
_AT_US = re.compile(
    r"(?:你们?|您|机器人|系统|客服|小宝|京晓保)[^，,。！!？?]{0,6}(?:太差|差劲|差得很|什么(?:都|也)不(?:懂|会|知道)|啥(?:都|也)不(?:懂|会|知道)|不靠谱|没水平|白痴|废物|敷衍|糊弄)|"
    r"^(?:我|我们)?(?:要|想)?(?:投诉|举报|差评)(?:你们?|您|机器人|这个(?:机器人|客服))$|"
    r"(?:你|你们|你这)(?:个|是|就是|真是|全是|都是|这)*(?:大|死|臭)?(?:傻|煞|沙|s)(?:x|×|\*|逼|比|b|叉|子|缺|瓜|$)|^(?:傻|煞|沙|s)(?:x|×|\*|逼|b|叉)"
)
"""Anger at whom they talk to, which asks for nothing: it is heard, and never looked up."""
_ANNOYED = re.compile(r"[^，,。！!？?\s]*(?:气死我|烦死)[^，,。！!？?\s]*")
_TOLD = 6
"""Characters beside a sigh from which the message has a matter: "怎么又扣我一笔啊，烦死了"."""
_PUT_OFF = re.compile(r"你们就知道推|踢皮球|没一个能解决")
"""A complaint of others too: "俩单位来回踢皮球，我找谁" asks."""
_DISTRESS = re.compile(
    r"(太难了|活得好累|好绝望|走投无路|快撑不下去|撑不住了|不知道怎么办才好|崩溃了|好难受啊|心里难受|好害怕)"
)
_PERSON = r"(?:人工|真人|活人|客服|坐席|话务员|接线员|工作人员)"
_SERVICE = r"(?:人工)?(?:服务|客服|坐席|热线|电话)?"
_TO_PERSON = rf"(?:转|接通?|找|联系|换|呼叫|打|进|要|按|叫)*(?:到|一下|个|成|入|去)*{_PERSON}{_SERVICE}"
_NO_PERSON = re.compile(
    rf"(?:我|那|先|就|还是|好的?|算了|可以|暂时)*(?:不要|不用|不想|不需要|不必|不|别|没要|没说要|没让你?)(?:给我|再|帮我)*{_TO_PERSON}(?:了|吧|啊|呢|谢谢)*|"
    r"(?:我|那|先|就)*(?:不等了|不想等了|不排队?了|取消(?:排队|等候|转人工))(?:吧|啊)*"
)
_HOW_PERSON = re.compile(
    rf"(?:请问|你好|您好|我|想问|问一?下|在这|这里|这儿|你们|12345|12333|12393|热线|电话|打)*(?:要|想|该|应该)*"
    rf"(?:怎么|怎样|咋|如何|在哪儿?|哪里|从哪|按几|按哪个键|有没有|有)(?:才能|能|可以|样|办法|里)*{_TO_PERSON}(?:的|呢|啊|呀|吗|么|办)*|"
    rf"(?:请问|你好|您好|我|想问|12345|12333|12393|的|热线|这里|这儿|你们)*{_TO_PERSON}(?:的|在|按|要|是)*(?:哪里|哪儿|哪个键|按几|几号键|怎么转|怎么找|怎么接|怎么打|怎么弄|怎么办)(?:呢|啊)*"
)
_KIND_WORDS = 45
"""Characters up to which kind words that ask nothing are small talk, however they are put."""
_SAID = (
    ("farewell", re.compile(r"挂了[啊哈吧了]*$|(?:再见|拜拜|先这样)[了啊哈吧]*$|没(?:有)?(?:别的|其他|啥|什么)?事(?:儿)?了")),
    ("thanks", re.compile(r"谢谢|多谢|感谢|多亏(?:了)?(?:你|您)|夸(?:你|您)|(?:你|您)(?:真|可真|太|讲得|说得).{0,4}(?:好|明白|细|耐心|周到)|(?:讲|说|答|解释)得(?:真|挺|很|太|特别|可)+(?:明白|清楚|细|好)|(?:真|挺|很|可|比.{1,6})有耐心")),
    ("distress", re.compile(r"对不住|对不起|不该(?:冲|跟|对)(?:你|您)|别往心里去")),
)  # fmt: skip
_ONLY_PERSON = re.compile(
    rf"(?:我|要|想|帮我|请|给我|直接|麻烦|能不能|可不可以|可以|能|快|那|还是|赶紧|现在|你|您|帮忙|我们)*"
    rf"(?:转接?|找|接通?|换|要|叫|来|联系|呼叫)?(?:到|一下|一个|个|一位|位|真|成)*(?:{_PERSON})+"
    r"(?:服务|客服|坐席|处理|接听|来|说|说话|聊|帮我|解决|回答|接|在吗|有吗|办理)*(?:吧|吗|啊|呀|呢|谢谢|一下|了|行吗|好吗)*"
)
_HANDOFF = re.compile(
    rf"(?:给我|帮我|我要|我想|直接|麻烦|快|叫你们|叫个|换个|来个)(?:转|找|接|换|叫)?(?:到|一下|个|位)*{_PERSON}"
)
_MATTER = re.compile(r"保险|医保|社保|失业|工伤|退休|养老|生育|报销|合同|工资|缴费|报|津贴|补贴")


def small_talk(message: str, *, asked_back: bool = False) -> str | None:
    """Name of the wording to reply with; None when the message may ask something.

    `asked_back` is whether our last turn asked the citizen something: then "是的", "不是" or "没有" is an answer.
    """
    folded = fold(message)
    if not folded:
        return None
    if asked_back and (folded in _ANSWERS or any(pattern.fullmatch(folded) for _, pattern in _REPLIES)):
        return None
    if kind := about_person(message) or _kind(folded) or _kind_of_parts(message):
        return kind
    if len(folded) <= 25 and not _MATTER.search(folded):
        sighs = _ANNOYED.search(message) and len(fold(_ANNOYED.sub("", message))) < _TOLD
        if (
            sighs
            or _COMPLAINT.search(folded)
            or _AT_US.search(folded)
            or (_PUT_OFF.search(folded) and not split.asks(message))
        ):
            return "complaint"
        if _DISTRESS.search(folded):
            return "distress"
        if _WEATHER.search(folded):
            return "joke"
    if len(folded) <= _KIND_WORDS and not _MATTER.search(folded) and not _asks_beside(message):
        return next((kind for kind, pattern in _SAID if pattern.search(folded)), None)
    return None


def _asks_beside(message: str) -> bool:
    """Whether more than kind words is said: "谢谢啊，再多问一句，补种掏钱不？"."""
    return split.asks(message) or bool(_MARKED.search(message))


def _kind(folded: str) -> str | None:
    if len(folded) > _KIND_WORDS:
        return None  # patterns of words that may hold each other are slow on what repeats them
    return next((kind for kind, pattern in (*_PATTERNS, *_REPLIES) if pattern.fullmatch(folded)), None)


def _kind_of_parts(message: str) -> str | None:
    """ "好的，谢谢，再见": small talk throughout is what it ends with."""
    kinds = [_kind(part) for part in map(fold, _PARTS.split(message)) if part]
    return kinds[-1] if len(kinds) > 1 and all(kinds) else None


_MARKED = re.compile(r"[^，,。！!？?；;\s]{2,}[^，,。！!？?；;\s吧啊哈呀呢][？?]")
_PARTS = re.compile(r"[，,。.！!？?；;~～、\s]+")
_ANSWERS = frozenset(
    ["没有", "没", "没了", "不用", "不需要", "没有了", "不要", "不了", "都没有", "算了", "不用了", "不问了"]
)
"""Refusals that close a conversation, and answer a question where one was asked."""


def wants_person(message: str) -> bool:
    """Whether the message asks for a human agent."""
    return only_wants_person(message) or (not about_person(message) and bool(_HANDOFF.search(fold(message))))


def only_wants_person(message: str) -> bool:
    """Whether it does and says little else: "我要工作人员给我道歉" tells what is expected of somebody."""
    clauses = [fold(part) for part in _PARTS.split(message) if fold(part)]
    ends = clauses[:1] + clauses[-1:]  # in the middle of a story it is told: "打12345，转人工，没人接"
    return any(_ONLY_PERSON.fullmatch(one) and one not in _NAMES for one in (fold(message), *ends))


def about_person(message: str) -> str | None:
    """Name of the wording for who asks how to reach a person, or says that none is wanted."""
    folded = fold(message)
    if _NO_PERSON.fullmatch(folded):
        return "no_person"
    return "how_person" if _HOW_PERSON.fullmatch(folded) else None


_NAMES = frozenset({"客服", "坐席", "话务员", "接线员", "工作人员"})
"""Bare names: a trade, as likely as a wish."""
