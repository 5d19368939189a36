"""Text to sentences and back, losing nothing."""

from __future__ import annotations

import re

_END = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+[」”』）)]*\n*")


def split(text: str) -> list[str]:
    """Sentences with their punctuation and line breaks; joined they are the text."""
    sentences = _END.findall(text)
    rest = text[sum(map(len, sentences)) :]
    return [*sentences, rest] if rest else sentences


def complete(buffer: str) -> tuple[list[str], str]:
    """Finished sentences of a text that is still coming, and what is left."""
    sentences = split(buffer)
    if sentences and not _END.fullmatch(sentences[-1]):
        return sentences[:-1], sentences[-1]
    return sentences, ""
