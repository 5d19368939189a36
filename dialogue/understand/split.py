"""Several questions in one message, each for itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from dialogue.understand import families, letters
from kb.text import fold

MOST = 5
"""Questions answered in one turn; beyond it a message is a list, not a question."""

_OF_LETTER = 3
"""Questions of a letter that are looked into beside its matter: the last ones, behind its story."""

_ANOTHER = (
    r"(?:哦|噢|啊|唉|诶|哎|嗯)?(?:还有(?!没|吗|哪|什么|多|效|用|[一二两三四五六七八九十几\d]+[年天个月])|另外|以及|顺便|顺嘴|捎带|"
    r"再(?:问|一个|就是|有就?是?|打听|请教|咨询)|其次|第二[，,、个]|二是|还(?:想|得|要)问|还想知道|同时想问|对了)"
)
"""Words that lead on to another question."""
_BREAK = re.compile(
    rf"[？?；;\n]+|(?<=[。！!])|(?<=[^要是对也都还并从][不吗没呢么])[ 　]+(?=[^ 　，,。]{{8,}})|(?:[，,、。 ]|(?<=[吗呢没]))(?={_ANOTHER})|(?<=[办弄算报领交查天月年钱少久])(?=还有就?是|另外|顺便|再问)"
)
_LEADS = re.compile(
    r"^(?:(?:哦|噢|啊|唉|诶|哎|嗯)?(?:还有一?个?问题|还有一?个?事儿?|还有一?个?就?是?|另外|以及|(?:顺便|顺嘴|捎带)(?:再?[问打]听?一?下?儿?|说一?下?)?|"
    r"再(?:问|打听|请教|咨询)(?:您|你)?(?:一?[下个]|一句)?|再(?:一个|有)?就?是|再一个|其次|然后|那么|同时想问|还(?:想|得|要)问一?下?|还想知道|对了|"
    r"(?:第[一二三四五](?![步次天年回批手笔条款项级类胎孩期代季轮名])[个是]?|一个)(?:问题)?(?:就?是|呢)?(?=[^月])|[一二三四五]是|[一二三四五1-5１-５][、.．)）:：](?!\d)|[（(][一二三四五1-5][)）]|[①-⑤]))+[啊呀哈吧]?[，,：:、 ]*"
)
_LISTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])[1-5１-５][.、．)）:：] ?(?!\d)",
        r"[①-⑤]|[（(][1-5一二三四五][)）]",
        r"(?<![第十统唯万专单])[一二三四五]是(?!不是|否)|(?:^|(?<=[，,。：:；; ]))[一二三四五]、",
        r"(?:^|(?<=[，,。：:；; ]))第[一二三四五](?:个(?!月)|是|[，,、：: ])",
        r"(?:再|另|还有)?一个(?:问题|事)?(?:就?是|呢)",
    )
)
"""Ways of numbering questions; one that comes twice sets them apart."""
_ASKS = re.compile(
    r"吗|么|呢|怎|如何|什么|啥|哪|几|多少|多久|多长|多大|能不能|可不可以|能否|是不是|有没有|要不要|用不用|需不需要|"
    r"行不行|会不会|算不算|为什么|为啥|咋|真的?假的?|(?P<x>.{1,2})[不没](?P=x)|[不没]$|(?<![要是对也都还并从])不(?=[，, ])|(?<=.)还是(?!不)|条件|流程|材料|标准|比例|期限|手续|区别|何时|是否|谁"
)
_ALTERNATIVE = re.compile(r"^(?:还是|或者|要么|不然|否则|不(?!小心|知道|.*[怎咋啥几])|是不是就|怎么办|咋办)")
_VERDICT = re.compile(
    r"^(?:这样?|这么[做办干]|他这么干|那)?(?:对[吗不]|对不对|行[吗不]|行不行|可以[吗不]|好吗|是[吗不吧]|合[法规理][吗不]|合不合[法规理]|有这(?:个)?(?:道理|规定|说法)[吗么]|真的假的|是真的吗)"
)
"""Asks whether what was told right before it is so."""
_REFERS = re.compile(r"^(?:那|它|这个|那个|这种|这样|该|这期间|期间)")
_CLAUSE = re.compile(r"[，,。？?！! 　]+")
_STATES = re.compile(
    r"(?:着|还|正|才|都|刚)[^的，,。？?]*呢|(?<!能)(?<!可以)(?:住院|上班|打工|养伤|休息|排队|怀孕|坐月子|上学|读书|等信儿?)呢|(?:多少|几[^，,。？?]{0,3}|怎么[^，,。？?]{0,4})我(?:都|也|是|已经)*(?:知道|清楚)(?![吗不])|"
    r"(?:谁|哪[儿里家边个])(?:也|都)(?:不|没|说|讲|是|说是|不是)|(?:我们|咱们|俺们|他们|她们|你们|兄弟|姐妹|哥们|姐[妹俩]|弟兄|工友|同事|老乡|邻居|街坊|孩子)几个(?!月|工作日|星期|礼拜|小时|窗口|人)"
)
""" "还没生呢", "领着失业金呢", "交多少我知道", "兄弟几个谁也不管" tell; "那农村的呢" asks."""
# Narrower than _ASKS: within one sentence "材料" or "条件" alone asks nothing.
_INTERROGATIVE = re.compile(
    r"吗|呢|怎|如何|什么|啥(?!都|也)|哪(?!怕)|(?<![零十好过了住这那])几(?!乎)|多少|多久|多长|多大|能不能|可不可以|能否|是不是|有没有|要不要|用不用|"
    r"真的?假的?|(?P<x>.{1,2})[不没](?P=x)|[^要是对](?<!用)不$|(?<!还)没$|(?<=.)还是(?!不)|为啥|咋|何时|是否|谁"
)
# Where a question without any mark after it ends.
_END = re.compile(
    r"(?:多少(?:钱|天|个?月|年|块钱?|个?工作日|倍|岁)?|几(?:个?(?:工作日|月)|天|年|岁|倍|样|家|种|次|块钱|号|级|周|成)|多久|多长时间|多大(?:岁数|年[龄纪])?|"
    r"百分之几|(?:怎么|咋)(?:办理?|算|领|弄|报|查|交|转|退|申请|处理|罚|整)|(?:啥|什么)(?:材料|手续|条件|证件?|东西|时候)|(?:去|在|到|上)?哪儿?(?:办|弄|查|领|报|交|打|申请)|"
    r"[吗呢])(?:的|啊|呀|哈|呐|来着|合适)?"
)
_GOES_ON = re.compile(r"[又才就的得]")
_MARKS = ("？", "?")
_MARKED = 5
"""Characters from which words before a question mark may ask, whatever they are: "这也叫童工？"; unless what comes next
asks on of just that: "多交的打水漂了？要得回来不"."""
_LEAST = 3
"""Characters of the shortest question: "在哪办"."""
_SUBJECT = re.compile(r"^(?:那|那么|要是|如果|还有).{1,12}呢$")
_EACH = re.compile(r"各(?![位级种部类界])|都|分别|两个|两样|俩")
_AND = re.compile(r"(?:和|跟|与|、|还有|以及)")
_TELLS = re.compile(
    r"[我你您他她它咱了着把被就说没不想会能去来半刚\d]|是|过(?!敏)|要(?!求)|在(?!职|线)|谢|麻烦|请问|你好|急|事|的$|^有"
)
_NAMED = 14
"""Characters up to which a mere name is taken for a question: "在职门诊起付线"."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, in the citizen's words."""

    said: str
    story: str = ""
    """What is told right before it."""
    earlier: str = ""
    """The question before it, with its story."""
    named: bool = False
    """Whether it only names a thing: a question where something is held on just that."""
    names: tuple[Part, ...] = ()
    """As `apart`, with mere names as questions too: "男的陪产假，公司赔了钱还能领失业金吗"."""
    apart: tuple[Part, ...] = ()
    """The questions it is instead, where only evidence can tell whether it is several."""
    topic: str = ""
    """The matter that the title of a letter names."""
    letter: str = ""
    """All of the letter, where this is its matter as a whole."""

    @property
    def before(self) -> str:
        """What it leans on: the story, else the question before it."""
        return self.story or self.earlier

    @property
    def whole(self) -> str:
        return f"{self.story}，{self.said}" if self.story else self.said


class _Piece(NamedTuple):
    text: str
    led: bool
    """Whether a mark of lists or words that lead on to another question set it apart."""
    marked: bool = False
    """Whether a question mark follows it."""


def split(message: str) -> tuple[Part, ...]:
    """The questions of a message in order; a story before a question stays with it."""
    if letters.is_letter(message):
        return _of_letter(message.strip())
    parts = _asked(_pieces(message, _breaks(message), apart=True), _ASKS)
    if len(parts) < 2:
        whole = Part(message.strip())
        return (_with_apart(whole),)
    return tuple(map(_with_apart, parts[:MOST]))


def _of_letter(letter: str) -> tuple[Part, ...]:
    """A letter as one matter, by its title and all its words, and the questions in it that expect an answer."""
    title, body = letters.parted(letter)
    topic = letters.matter(title)
    parts = _asked(_pieces(body, _breaks(body), apart=True), _ASKS)
    asked = [part for part in parts if letters.asks(part.said, body, interrogative)]
    main = Part(topic or letters.request(body) or letter, letter=letter)
    return (main, *(replace(part, topic=topic) for part in asked[-_OF_LETTER:]))


def _breaks(message: str) -> list[tuple[int, int]]:
    """Where the citizen set questions apart."""
    found = [match.span() for match in _BREAK.finditer(message)]
    for numbering in _LISTS:
        places = [match.start() for match in numbering.finditer(message)]
        if len(places) > 1:
            found += [(place, place) for place in places]
    return sorted(found)


def _with_apart(part: Part) -> Part:
    """The question with what it may be instead."""
    apart, names = _apart(part, named=False), _apart(part, named=True)
    return replace(part, apart=apart, names=names if any(name.named for name in names) else ())


def _apart(part: Part, *, named: bool) -> tuple[Part, ...]:
    """The clauses of a question that may be questions of their own; empty where it holds but one."""
    loose = _coordinated(part.said) or _asked(_clauses(part.said), _INTERROGATIVE, loose=True, named=named)
    if len(loose) < 2:
        return ()
    first = loose[0]
    story = "，".join(filter(None, (part.story, first.story)))
    return (replace(first, story=story, earlier=part.earlier), *loose[1:MOST])


def _clauses(message: str) -> list[_Piece]:
    clauses = _pieces(message, [match.span() for match in _CLAUSE.finditer(message)])
    return [run for clause in clauses for run in _run_on(clause)]


def _run_on(clause: _Piece) -> list[_Piece]:
    """A clause without any mark, cut after each question that another one follows."""
    text, at, pieces = clause.text, 0, []
    for match in _END.finditer(text):
        left, right = text[at : match.end()], text[match.end() :]
        if (
            min(len(fold(left)), len(fold(right))) > _LEAST
            and interrogative(right)
            and not _GOES_ON.match(right)
        ):
            pieces.append(_Piece(left, clause.led))
            at = match.end()
    return [*pieces, clause._replace(text=text[at:])]


def _pieces(text: str, breaks: list[tuple[int, int]], *, apart: bool = False) -> list[_Piece]:
    """The text between the breaks; `apart` where a break alone sets questions apart."""
    bounds = [0, *(place for span in breaks for place in span), len(text)]
    pieces: list[_Piece] = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        raw = text[start:end].strip(" ，,。、")
        led = apart or bool(_LEADS.match(raw))
        pieces.append(_Piece(_LEADS.sub("", raw).strip(" ，,。、"), led, text[end : end + 1] in _MARKS))
    return [piece for piece in pieces if fold(piece.text)]


def asks(text: str) -> bool:
    """Whether words of a message ask for something, and are no mere name or telling."""
    return interrogative(text) or _asks(text, _ASKS)


def interrogative(text: str) -> bool:
    """Whether words that ask are in it; names of what is asked for (材料, 条件) alone are not."""
    return bool(_INTERROGATIVE.search(_STATES.sub("", text)))


def _asked(
    pieces: list[_Piece], asks: re.Pattern[str], *, loose: bool = False, named: bool = False
) -> tuple[Part, ...]:
    """Pieces that ask, each with what stands before it; the other way of asking the same stays with it."""
    parts: list[Part] = []
    story: list[str] = []
    for number, (text, led, marked) in enumerate(pieces, 1):
        earlier = parts[-1].whole if parts else ""
        leant_on = not loose and any(leans_on_earlier(after.text) for after in pieces[number : number + 1])
        may_ask = marked and len(fold(text)) >= _MARKED and not leant_on
        if _VERDICT.search(text) and story and (parts or loose):
            parts.append(Part(f"{story[-1]}，{text}", "，".join(story[:-1]), earlier))
        elif parts and not story and (_ALTERNATIVE.search(text) or _VERDICT.search(text)):
            parts[-1] = replace(parts[-1], said=f"{parts[-1].said}，{text}")
            continue
        elif (_asks(text, asks) or may_ask) and (parts or not _SUBJECT.search(text)):
            parts.append(Part(text, "，".join(story), earlier))
        elif (named or led) and _names(text):
            parts.append(Part(text, "，".join(story), earlier, named=not led))
        else:
            story.append(text)
            continue
        story = []
    return tuple(parts)


def _asks(text: str, asks: re.Pattern[str]) -> bool:
    return bool(asks.search(_STATES.sub("", text))) and len(fold(text)) >= _LEAST


def _names(text: str) -> bool:
    """Whether a piece is the mere name of a thing, and not only who or where: "三级医院"."""
    rest = text
    for mention in reversed([m for m in families.mentions(text) if m.family in families.WHO]):
        rest = rest[: mention.start] + rest[mention.end :]
    return _LEAST < len(fold(text)) <= _NAMED and len(fold(rest)) > 1 and not _TELLS.search(text)


def _coordinated(message: str) -> tuple[Part, ...]:
    """ "养老和医保各要几天" is a question on each."""
    if not _EACH.search(message):
        return ()
    found = families.mentions(message)
    for one, other in pairwise(found):
        between = message[one.end : other.start]
        if one.family == other.family and one.member != other.member and _AND.fullmatch(between.strip()):
            head, tail = message[: one.start], message[other.end :]
            words = (message[one.start : one.end], message[other.start : other.end])
            return tuple(Part(_EACH.sub("", f"{head}{word}{tail}")) for word in words)
    return ()


def leans_on_earlier(question: str) -> bool:
    """Whether a question of several needs the one before it."""
    return bool(_REFERS.search(question)) or len(fold(question)) <= 6


def question_of(message: str) -> str:
    """The last clause that asks, with what follows it; empty where none asks."""
    clauses = [piece.text for piece in _pieces(message, [m.span() for m in _CLAUSE.finditer(message)])]
    asking = [number for number, clause in enumerate(clauses) if interrogative(clause)]
    return "，".join(clauses[asking[-1] :]) if asking else ""
