"""Texts to the terms of the word index: jieba words with our dictionary, and characters."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kb.text import fold, normalise
from retrieval.arrays import Ints

Keys = npt.NDArray[np.int64]
"""Terms as numbers."""

_WORD = re.compile(r"[0-9a-z一-鿿㐀-䶿]+")
_RUN = re.compile(r"[0-9a-z.]+")
_PRIVATE, _PRIVATE_SIZE = 0xF0000, 0xFFFD

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


def characters(text: str) -> str:
    """The folded text in which a run of digits and letters is one character, from a private plane."""
    return _RUN.sub(_as_one, fold(text))


def word_keys(texts: Iterable[str]) -> tuple[Keys, Ints]:
    """Words of all texts in a row as numbers, and how many each text has."""
    lengths: list[int] = []
    keys: list[int] = []
    for text in texts:
        found = words(text)
        lengths.append(len(found))
        keys.extend(zlib.crc32(word.encode()) for word in found)
    return np.array(keys, dtype=np.int64), np.array(lengths, dtype=np.int64)


def character_keys(texts: Iterable[str]) -> tuple[Keys, Ints]:
    """Single characters and pairs of all texts in a row as numbers, and how many each text has."""
    return _pairs_and_singles([characters(text) for text in texts])


def sound_keys(texts: Iterable[str]) -> tuple[Keys, Ints]:
    """As `character_keys`, of syllables without tones: what was misheard or mistyped sounds alike."""
    table = _syllables()
    return _pairs_and_singles([characters(text).translate(table) for text in texts])


def _pairs_and_singles(texts: Sequence[str]) -> tuple[Keys, Ints]:
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    follows = np.ones(len(codes), dtype=np.bool_)
    follows[starts[sizes > 0]] = False
    second = np.flatnonzero(follows)
    pairs = (codes[second - 1] << 32) | codes[second]
    text_of = np.repeat(np.arange(len(texts)), sizes)
    order = np.argsort(np.concatenate((text_of, text_of[second])), kind="stable")
    return np.concatenate((codes, pairs))[order], sizes + np.maximum(sizes - 1, 0)


def _as_one(run: re.Match[str]) -> str:
    text = run[0]
    return text if len(text) == 1 else chr(_PRIVATE + zlib.crc32(text.encode()) % _PRIVATE_SIZE)


@cache
def _syllables() -> dict[int, int]:
    """Characters to a number of their commonest syllable."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    plain = {
        code: convert(sounds.split(",")[0], Style.NORMAL, strict=False)
        for code, sounds in PINYIN_DICT.items()
    }
    numbers = {syllable: number for number, syllable in enumerate(sorted(set(plain.values())))}
    return {code: 0xE000 + numbers[syllable] for code, syllable in plain.items()}
