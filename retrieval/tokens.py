"""Texts to the terms of the word index: jieba words with our dictionary, and characters."""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib.resources import files
from itertools import pairwise

from kb.text import fold, normalise

_WORD = re.compile(r"[0-9a-z一-鿿㐀-䶿]+")
_ASCII = re.compile(r"[0-9a-z.]+")

# Words that carry no matter of their own in a question; characters keep them, words drop them.
_STOP = frozenset(
    [
        "的",
        "了",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "嘛",
        "么",
        "我",
        "你",
        "您",
        "他",
        "她",
        "它",
        "我们",
        "你们",
        "请",
        "请问",
        "问",
        "想",
        "一下",
        "是",
        "在",
        "有",
        "和",
        "与",
        "及",
        "就",
        "都",
        "也",
        "还",
        "把",
        "被",
        "给",
        "让",
        "跟",
        "这",
        "那",
        "这个",
        "那个",
        "个",
        "会",
        "能",
        "可以",
        "要",
        "得",
        "之",
        "其",
        "为",
        "对",
        "从",
        "到",
        "不",
        "没",
        "着",
        "过",
        "地",
        "啥",
        "什么",
        "怎么",
        "如何",
        "怎样",
    ]
)
_jieba_lock = threading.Lock()


@cache
def _tokenizer():  # type: ignore[no-untyped-def]
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in files("retrieval").joinpath("data/domain-words.txt").read_text(encoding="utf-8").split():
        tokenizer.add_word(word)
    return tokenizer


def words(text: str) -> list[str]:
    """jieba words of the normalised text, compounds beside their parts, without stop words."""
    with _jieba_lock:  # its lazy dictionary is not made for several threads
        tokenizer = _tokenizer()
    cut = tokenizer.cut_for_search(normalise(text))
    return [word for word in cut if word not in _STOP and _WORD.fullmatch(word)]


def characters(text: str) -> list[str]:
    """Single characters and pairs; runs of digits and letters stay whole."""
    folded = fold(text)
    units: list[str] = []
    end = 0
    for match in _ASCII.finditer(folded):
        units.extend(folded[end : match.start()])
        units.append(match[0])
        end = match.end()
    units.extend(folded[end:])
    return units + [one + two for one, two in pairwise(units)]
