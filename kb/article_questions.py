"""What citizens ask that an article of a law answers: people never use the law's words.

Written by us for laws that hotlines meet and no entry covers, `starter/articles.jsonl`: one article a line, with its law,
its number, the hash of its text, and the questions. They go by the text alone, so they hold for whatever file an
office brings the law in with, and no longer where the article says something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

from kb.text import fold

SHIPPED = Path(__file__).parent / "starter" / "articles.jsonl"


def key(text: str) -> str:
    """What an article is known by, spaces and punctuation aside."""
    return blake2b(fold(text).encode(), digest_size=8).hexdigest()


def of(text: str) -> tuple[str, ...]:
    """The questions that an article answers, by its text; none where it is not known."""
    return shipped().get(key(text), ())


@cache
def shipped() -> Mapping[str, tuple[str, ...]]:
    """All questions, by the key of their article."""
    lines = SHIPPED.read_text("utf-8").splitlines()
    return {row["text"]: tuple(row["questions"]) for row in map(json.loads, lines)}
