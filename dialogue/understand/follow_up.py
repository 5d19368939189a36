"""Follow-ups that cannot stand alone, completed from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.understand import families, split
from kb.text import fold

_LEANS = re.compile(
    r"^(?:那|那么|那要是|那如果|要是|如果|它|这个|这种|这|那个|上面|刚才|同样|还有|另外|具体|然后|为什么|为啥|怎么办理?|咋办|在哪|去哪|"
    r"需要|要什么|要啥|要带|都要|多少钱|多久|几天|什么时候|啥时候|能网上|可以网上|网上|材料|流程|条件|标准|时间|不是|换成|改成|可是|但是|"
    r"办一次|必须|一定要|可以|能|会|找谁|谁|打哪|到账|批下来)|"
    r"(?:呢|也一样吗|一样吗|也是吗|也行吗|也可以吗|也能吗|来着)[？?。]?$"
)
_ORDINAL = re.compile(
    r"^(?:选|要|是|我选|我问|我想问|看|就|说说|点)?(?:的?是)?(?:第)?(?P<n>[一二三四五1-5])(?:个|项|条|种|样)?(?:怎么办|咋办|吧|呢|啊|呀|问题|的)?[。.！!？?]?$"
)
_ORDER = {c: i for i, c in enumerate("一二三四五")} | {str(i + 1): i for i in range(5)}
_LAST = re.compile(r"^(?:选|要|我选|就)?(?:最后|末)(?:一)?(?:个|项|条|种)(?:吧|呢|啊)?[。.！!]?$")
_CORRECTION = re.compile(
    r"^(?:我?(?:问|说|指)的不是[^，,。]{1,10}[，,](?:而)?(?:我问的)?是|不是|不对|不不|错了|我说错了|说错了|更正一?下?|纠正一?下?|我的意思是|我是说|我说的是|我问的是|我指的是)+[，,、。！! ]*(?:我?(?:说|问|指)的?是)?"
)
_HALT = re.compile(
    r"^(?:等等|等一?下|等会儿?|慢着|哎呀?|诶|嗨)[，,、 ]*(?=不是|不对|我?说错|错了|搞错|记错|应该)"
)
"""Said before a correction; alone it leaves the matter."""
_NOT_BUT = re.compile(r"^我?(?:问|说|指)的不是[^，,。]{1,10}[，,](?:而)?(?:我问的)?是")
_OWNS_UP = re.compile(
    r"^(?:哦|噢|啊|哎|呀|诶|对|不|没|不好意思|抱歉|对不[住起]|(?:坏|糟|完)了[，,](?:[^，,。]{2,8}[，,])?|瞧我(?:这)?|刚才|刚刚|前头|前面|我|是|可能|[，,、。！! ])*"
    r"(?:(?:(?:老)?眼花|看走眼|老糊涂)了?|(?:说|讲|记|看|打|弄|搞|发|问|听)(?:错|岔|反|混|差)了?(?:了)?|没(?:说|讲|问)(?:明白|清楚?|全|准)|忘了?说了?|漏说了?|嘴瓢了?|口误|(?:问|搞)清楚了|(?:你|您)(?:理解|听|弄|搞)错了|(?:你|您)没(?:听|看)懂|不是(?:这|那)个?意思)"
    r"(?=$|[，,。！! 我]|是)[，,。！!、 ]*"
)
"""What somebody says who takes back what they said."""
_FILLER = re.compile(
    r"^(?:那么?|要是|如果|换成|改成|换|我|是|的话|你好|请问|嗯|哦|噢|好的|，|,| )+|(?:的话|呢|啊|呀|吗|吧|也?一样|也是|也行|也可以|也能|是?多少|怎么样|咋样|[？?。！!，, ])+$"
)
_RETURN = re.compile(
    r"^(?:(?:行|好|成|得)(?:嘞|了|吧|的)?[，,、。！! ]+|(?:行|好|好的|那|嗯|对了|明白了?|知道了|晓得了|懂了|哦)[，,、。！! ]*|[^，,。！!？?]{2,14}[。！!] *){0,3}"
    r"(?:(?:再)?回到|再说回|说回|还是说|还说|先说|继续说|接着说|接着刚才|回头说|再说(?=[我他她]那|我[爸妈]|刚才|前头|头一)|刚才|"
    r"还是(?=[我他她咱]|那|[^，,。]{2,6}(?:那?事|那个)[，,])|还是(?!去|要|得|先|不|没|只|只能))"
    r"(?:刚才|前面|之前|上面|前头|头里|头一个|第一个)?(?:那个|那?事儿?|的|说的|问的)*"
)
_FIRST = re.compile(r"头一[个件]|第一[个件]事|最开始|一开始")
# Words that leave the matter before, with the few that may stand between: "算了先不说这个，", "好，那再问个别的，".
_TURNS = re.compile(
    r"^(?:(?:行吧?|好吧?|好的|嗯|哦|噢|哎|诶|那|得|对了|明白了?|知道了|懂了)[，,、 ]*)*"
    r"(?:(?:算了|得了)[，,、 ]*(?:先)?(?:不(?:说|管|问|提)(?:了|这个|那个|他|它|她)*)?|先?不(?:说|管|问|提)[^，,。？?吗]{0,6}(?=[，,。 ])|"
    r"这个(?:我|就)[^，,。？?吗]{2,10}(?=[。，,])|这个?我?(?:先)?(?:知道|明白|清楚|懂|了解)了?|换个?(?:问题|事|话题)|另外|对了|顺便|顺嘴|"
    r"(?:还有|再有|又)(?:啊|呀|一?[个件]事儿?|一?个?问题|就是)|(?:我)?(?:再|还想|还得|想再|另外|顺便|顺嘴)(?:问|打听|请教|咨询)(?:您|你)?(?:一?[个下句件]|别的|另外)*(?:问题|事儿?|别的|另外的)?|"
    r"打断一下|先打住|等一?[等下]|先等会儿?)(?:啊|呀|哈|吧)?(?:[，,、。：: ]+|(?=[^，,。 ]))"
)
_ELLIPTIC = re.compile(
    r"^(?:那|它|这|要|需|带|去哪|在哪|多久|几天|多少|什么|啥|怎么|咋|谁|能|可以|会)|呢[？?]?$"
)
_NOT = re.compile(r"(?<!是)不是(?:问|说|指)?([^，。,；;？? 是]{2,8}?)(?:的|那[种个])?(?=[，。,；;？? ]|$)")
_DENIED = re.compile(r"[，,、]?(?:可)?不是[^，。,；;？?]*")


_EVEN = 20
"""Added to a question's length, so that a long one does not share more only by being long."""
_WHOLE = 6
"""Characters from which what is left of a message may stand alone."""


def chosen(message: str, choices: list[str]) -> str | None:
    """The offered question that "第二个" or "2" means."""
    text = message.strip()
    if choices and _LAST.match(text):
        return choices[-1]
    match = _ORDINAL.match(text)
    if match and _ORDER[match["n"]] < len(choices):
        return choices[_ORDER[match["n"]]]
    return None


def leans_back(message: str) -> bool:
    """Whether the message reads as a continuation of the conversation."""
    message = message.strip()
    return is_correction(message) or (len(fold(message)) <= 26 and bool(_LEANS.search(message)))


def turned(message: str) -> str | None:
    """What a message asks that says it leaves the matter before; None where it does not, or needs that matter."""
    message = message.strip()
    match = _TURNS.match(message)
    if not match or _HALT.match(message) or _RETURN.search(message):
        return None
    rest = _TURNS.sub("", message[match.end() :]).strip(" ，,。")
    if len(fold(rest)) < _WHOLE or (len(fold(rest)) < 2 * _WHOLE and _ELLIPTIC.search(rest)):
        return None
    return rest


def is_correction(message: str) -> bool:
    """Whether the message takes back something the citizen said."""
    message = _HALT.sub("", message.strip())
    return bool(_CORRECTION.match(message) or _OWNS_UP.match(message))


def completed(message: str, previous: str) -> tuple[str, ...]:
    """What a follow-up may mean as a question of its own, the likeliest first."""
    previous = _without(previous, denied(message))
    corrects = is_correction(message)
    message = bare(message)
    exchanged = families.swapped(previous, message)
    asked = split.question_of(previous)
    if corrects and not exchanged and asked and asked != previous and not split.question_of(message):
        return (joined(asked, message), joined(previous, message))
    if exchanged and len(fold(_FILLER.sub("", message))) <= 8:
        return (exchanged, joined(previous, message))
    readings = [joined(previous, message), about(previous, message)]
    return tuple(dict.fromkeys([*readings, exchanged] if exchanged else readings))


def mends_story(message: str, readings: Sequence[str]) -> bool:
    """Whether a correction asks nothing, and is first read without the story that it takes back."""
    if not is_correction(message) or len(readings) < 2 or len(readings[0]) <= len(message):
        return False
    return readings[0] != readings[1] and readings[1].endswith(readings[0])


def asks_anew(message: str) -> bool:
    """Whether something is asked beside the words that take back or leave what was said before."""
    return (is_correction(message) or bool(_TURNS.match(message))) and len(fold(bare(message))) > _WHOLE


def _without(question: str, words: Sequence[str]) -> str:
    """A question without what the citizen says was not meant, where anything is left of it."""
    for word in words:
        rest = question.replace(word, "")
        question = rest if len(fold(rest)) >= _WHOLE else question
    return question


def bare(message: str) -> str:
    """The message without the words that say it corrects or goes back, and without what it denies."""
    said = turned(message) or _RETURN.sub("", _HALT.sub("", message.strip())).lstrip("，,、 ")
    if not is_correction(message):
        return said
    meant = _NOT.sub("", _NOT_BUT.sub("", _OWNS_UP.sub("", said))).strip(" ，,。")
    return _DENIED.sub("", _CORRECTION.sub("", meant)).strip(" ，,。") or said


def denied(message: str) -> tuple[str, ...]:
    """What a message says is not meant: "我问的不是合同，是社保" denies 合同."""
    if not is_correction(message):
        return ()
    found = [match[1].strip() for match in _NOT.finditer(message.strip())]
    if any(map(_tells_who, found)):
        return ()
    affirmed = _NOT.sub("", message)
    return tuple(word for word in found if word not in affirmed)


def _tells_who(word: str) -> bool:
    """Whether a word is of a person or case: evidence on "周末" may well hold for workdays too."""
    return any(mention.family in families.WHO for mention in families.mentions(word))


def taken_up(message: str, questions: Sequence[str]) -> str | None:
    """The earlier question that a message leans on: the last one, or the one it says to go back to."""
    if not questions:
        return None
    if not _RETURN.search(message.strip()):
        return questions[-1]

    def shared(question: str) -> float:
        return float(len(_pairs(message) & _pairs(question)) / (len(question) + _EVEN) ** 0.5)

    best = max(questions, key=shared)
    if shared(best):
        return best
    return questions[0] if _FIRST.search(message) else questions[-2:][0]


def _pairs(text: str) -> set[str]:
    folded = fold(_RETURN.sub("", text.strip()))
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def joined(previous: str, message: str) -> str:
    """The question before and the new words, as one."""
    return f"{previous.rstrip('？?。，, ')}，{message}"


def about(previous: str, message: str) -> str:
    """The new words with the matters that the question before names."""
    named = {mention.family for mention in families.mentions(message)}
    held = families.mentions(previous)
    words = [previous[m.start : m.end] for m in held if m.family not in named and ":" not in m.family]
    topics = [word for word in words if len(word) > 1]  # "娃", "钱": no matter is told by that
    return "".join([*dict.fromkeys(topics), message])
