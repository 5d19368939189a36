"""A conversation as the recognisers read it: who said what, in answer to which question.

Recognisers match on *folded* text, which has the length of the original (full width, capitals and
traditional characters folded one to one), so an offset in one is an offset in the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from desk.errors import TranscriptError
from desk.extract import speakers
from desk.extract.types import Evidence
from kb.text import normalise

Speaker = Literal["citizen", "agent", "assistant", "other"]

_SPEAKERS: dict[str, Speaker] = {
    **dict.fromkeys(
        ("citizen", "user", "client", "customer", "caller", "human", "visitor",
         "市民", "用户", "客户", "群众", "来电人", "来访人", "诉求人", "居民", "顾客", "咨询人", "投诉人"),
        "citizen",
    ),
    **dict.fromkeys(
        ("agent", "staff", "operator", "service", "seat",
         "坐席", "座席", "客服", "话务员", "接线员", "工作人员", "坐席员", "人工"),
        "agent",
    ),
    **dict.fromkeys(("assistant", "bot", "ai", "robot", "机器人", "助手", "智能客服"), "assistant"),
    **dict.fromkeys(("system", "tool", "系统", "旁白", "ivr"), "other"),
}  # fmt: skip

_MOST_CHARACTERS = 200_000
"""Of one conversation: a call of a whole day is shorter."""

_YES = re.compile(
    r"^(?:[嗯哦啊,。!\s]|您好)*(?:对+|是的?|没错|正确|不错|就是(?:这个|它)?|可以|行|好的?|没问题|嗯+)(?![一-龥])|"
    r"^(?:[嗯哦啊,。!\s])*(?:应该是?[,。]?(?:对|是的|没错)|对的|对对|对啊|对呀|对了|对就|是的|没错|是啊|是这个|就这个|就是这)"
)
_NO = re.compile(r"不对|不是|错了|有误|不正确|说错")
_OBJECTS = re.compile(r"不对|不是|错了|有误|不正确|说错|那不|等等|等下|等会|啥[?]|反了")
_SOON = 12
"""Characters within which somebody objects who does."""
_READ_BACK = re.compile(
    r"对吗|对吧|对不对|对么|是吗|是吧|是不是|没错吧|正确吗|准确吗|无误|核对|确认|可以吗|[吗么]\s*[?。]?\s*$|[?]\s*$"
)

_SMALL_TALK = re.compile(
    r"^(?:打错了?|不好意思|有人吗|能听见吗|转人工|(?:我)?要人工|没事[^,。]{0,6}|没有了?|算了|信号(?:不好|太差)|听不清|那个|"
    r"(?:我)?(?:等会儿?|一会儿?|回头|待会儿?)再打[^,。]{0,3}|(?:我)?忘了[^,。]{0,3}(?:要)?(?:问|说)(?:什么|啥)(?:了)?|"
    r"[喂你您好在吗请问听得见到啊嗯哦对是的谢再\s,。?!])*$"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Words the citizen stands behind: their own, or an agent's read-back they agreed to."""

    turn: int
    raw: str
    """As said."""
    text: str
    """Folded, of the same length."""
    asked: str
    """The agent's words just before (folded), empty at the beginning."""
    confirmed: bool = False
    """Whether these are the agent's words and the citizen only agreed."""
    repeated: str = ""
    """The agent's words just after (folded), which the citizen let stand; empty where they objected."""

    def evidence(self, start: int, end: int) -> Evidence:
        return Evidence(self.turn, start, end)


@dataclass(frozen=True, slots=True)
class Conversation:
    statements: tuple[Statement, ...]

    @property
    def own(self) -> tuple[Statement, ...]:
        """Only the citizen's own words."""
        return tuple(s for s in self.statements if not s.confirmed)

    @property
    def agents(self) -> tuple[str, ...]:
        """What an agent said to the citizen's turns (folded) and they let stand."""
        return tuple(s.repeated for s in self.own if s.repeated)

    @property
    def own_text(self) -> str:
        return "\n".join(s.text for s in self.own)


def read(transcript: object) -> Conversation:
    """The conversation in a list of {role, text}; raises TranscriptError saying what to mend."""
    if not isinstance(transcript, Sequence) or isinstance(transcript, str | bytes):
        raise TranscriptError("对话应当是一个列表，每项是 {role, text}：请检查格式后重试")
    turns = _turns(transcript)
    if sum(len(text) for _, text in turns) > _MOST_CHARACTERS:
        raise TranscriptError(f"对话超过 {_MOST_CHARACTERS} 字：请按一次通话拆开后再提交")
    statements: list[Statement] = []
    asked = ""
    for index, (speaker, raw) in enumerate(turns):
        text = fold(raw)
        if speaker == "citizen":
            statements.append(Statement(index, raw, text, asked, repeated=_let_stand(turns, index)))
        elif speaker in ("agent", "assistant"):
            if _agreed(turns, index, text):
                statements.append(Statement(index, raw, text, asked, confirmed=True))
            asked = text
    return Conversation(tuple(statements))


def fold(text: str) -> str:
    """Half width, lower case, simplified, each character by itself so that the length stays."""
    return "".join(map(_fold_character, text))


def is_small_talk(text: str) -> bool:
    """Whether nothing of any matter is said: greetings, thanks, a line that is bad."""
    return bool(_SMALL_TALK.match(text))


def is_no(text: str) -> bool:
    return bool(_NO.search(text))


def is_yes(text: str) -> bool:
    return bool(_YES.search(text)) and not _NO.match(text.lstrip(",。 嗯哦啊"))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    folded = "我" if character == "俺" else normalise(character)
    return folded if len(folded) == 1 else character


def _turns(transcript: Sequence[object]) -> list[tuple[Speaker, str]]:
    """Speaker and text of each turn; where no turn names a role, the words tell who speaks."""
    if transcript and all(isinstance(item, dict) and "role" not in item for item in transcript):
        texts = [item.get("text", item.get("content")) for item in transcript if isinstance(item, dict)]
        if all(isinstance(text, str) for text in texts) and (told := _told_apart(list(map(str, texts)))):
            return told
    return [_turn(index, item) for index, item in enumerate(transcript)]


def _told_apart(texts: Sequence[str]) -> list[tuple[Speaker, str]] | None:
    """By labels (坐席：您好) where every turn has one, else by manner; None where neither tells."""
    labels = [speakers.LABEL.match(text) for text in texts]
    named = [_SPEAKERS.get(label["name"].lower()) if label else None for label in labels]
    if all(named):
        # blanks for the label: offsets stay those of the text as handed in
        return [
            (speaker, " " * label.end() + text[label.end() :])
            for speaker, label, text in zip(named, labels, texts, strict=True)
            if speaker and label
        ]
    sides = speakers.guess(texts)
    return list(zip(sides, texts, strict=True)) if sides else None


def _turn(index: int, item: object) -> tuple[Speaker, str]:
    place = f"第 {index + 1} 句"
    if not isinstance(item, dict):
        raise TranscriptError(f"{place}不是 {{role, text}} 的形式：请补上说话人 role 和内容 text")
    if "role" not in item:
        raise TranscriptError(f"{place}没有说话人：请用 role 标明 citizen（市民）或 agent（坐席）")
    text = item.get("text", item.get("content"))
    if not isinstance(text, str):
        raise TranscriptError(f"{place}的 text 应当是文字：请把内容转成文字后重试")
    role = item["role"]
    speaker = _SPEAKERS.get(role.strip().lower()) if isinstance(role, str) else None
    if speaker is None:
        known = "citizen（市民）、agent（坐席）、assistant（助手）"
        raise TranscriptError(f"{place}的说话人「{str(role)[:20]}」不认识：请改成 {known}")
    return speaker, text


def _let_stand(turns: Sequence[tuple[Speaker, str]], index: int) -> str:
    """What a human agent, who writes down what is said, says after a turn, unless the citizen's next words object to it.
    The assistant explains rules."""
    following = [(speaker, fold(text)) for speaker, text in turns[index + 1 : index + 3]]
    if not following or following[0][0] != "agent":
        return ""
    objects = (
        len(following) == 2 and following[1][0] == "citizen" and _OBJECTS.search(following[1][1][:_SOON])
    )
    return "" if objects else following[0][1]


def _agreed(turns: Sequence[tuple[Speaker, str]], index: int, text: str) -> bool:
    """Whether the agent read something back here and the citizen said yes to it next."""
    if not _READ_BACK.search(text):
        return False
    following = next((fold(t) for speaker, t in turns[index + 1 :] if speaker == "citizen"), "")
    return is_yes(following)
