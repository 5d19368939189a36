"""Chinese text folded for comparing and searching."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_IGNORED = re.compile(r"[\s，。？！、,.?!~…“”\"'‘’（）()【】\[\]《》<>：:；;·—\-_*#|/\\]+")


@cache
def _simplified() -> dict[int, str]:
    """Traditional characters to simplified ones, one to one (OpenCC's table)."""
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {
        ord(traditional): simplified.split(" ")[0]
        for traditional, simplified in rows
        if len(traditional) == 1
    }


@cache
def _traditional() -> re.Pattern[str]:
    """Any character that has a simplified one: most texts have none, and to look is cheaper than to translate."""
    plane = "".join(chr(code) for code in _simplified() if code <= 0xFFFF)
    return re.compile(f"[{plane}\U00010000-\U0010ffff]")


def normalise(text: str) -> str:
    """Half width, lower case, simplified characters; length may change, meaning does not."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    lower = text.lower()
    return lower.translate(_simplified()) if _traditional().search(lower) else lower


def fold(text: str) -> str:
    """Normalised and without spaces and punctuation: two questions that fold alike are the same."""
    return fold_normal(normalise(text))


def fold_normal(normal: str) -> str:
    """As `fold`, of a text that is normalised already."""
    return _IGNORED.sub("", normal)


def folded_title(title: str) -> str:
    """Equal for 《中华人民共和国X》, X and X（试行）written in any width of brackets."""
    folded = re.sub(r"[\s《》〈〉<>“”\"]", "", unicodedata.normalize("NFKC", title))
    return folded.removeprefix("中华人民共和国")
