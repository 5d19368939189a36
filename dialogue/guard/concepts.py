"""Concepts: groups of words that mean the same to a rule, found in one Aho-Corasick pass.

A longer phrase swallows what lies inside it: "跳楼机" hides "跳楼", "自杀能赔吗" hides "自杀". That is how
policy words are kept from blocking a citizen (see everyday.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import ahocorasick
import yaml

from dialogue.guard.errors import LexiconError

INNOCENT = "innocent"
"""The concept of phrases that only swallow."""
CLEARING = frozenset({"prevent", "victim", "policy", "not_me", "hospital", "complaint"})
"""Concepts that speak for the citizen; nothing swallows them (举报诈骗 must keep its 举报)."""


class Hit(NamedTuple):
    """One concept found in the clean view."""

    start: int
    end: int
    concept: str


class Concepts:
    """Finds every concept of a lexicon in a clean text."""

    def __init__(self, words: Mapping[str, Iterable[str]], patterns: Mapping[str, str] | None = None) -> None:
        self._automaton = ahocorasick.Automaton()
        held: dict[str, set[str]] = {}
        for concept, listed in words.items():
            for word in listed:
                held.setdefault(word, set()).add(concept)
        for word, concepts in held.items():
            self._automaton.add_word(word, (len(word), tuple(sorted(concepts))))
        self._automaton.make_automaton()
        self._patterns = [(name, re.compile(pattern)) for name, pattern in (patterns or {}).items()]

    @classmethod
    def read(cls, *paths: Path, innocent: Iterable[str] = ()) -> Concepts:
        """Lexicon files: `concepts: {name: "words between spaces"}` and `patterns: {name: regex or list}`.

        `fragments` are pieces that a file's patterns share, written `{name}` in them.
        Raises LexiconError for a file of another shape or a pattern that is none.
        """
        words: dict[str, list[str]] = {INNOCENT: list(innocent)}
        patterns: dict[str, str] = {}
        for path in paths:
            loaded = yaml.safe_load(path.read_text("utf-8")) or {}
            if not isinstance(loaded, dict):
                raise LexiconError(path, "应是 concepts / patterns / rules 三段")
            for name, listed in (loaded.get("concepts") or {}).items():
                words.setdefault(name, []).extend(str(listed).split())
            patterns.update(_patterns(path, loaded))
        return cls(words, patterns)

    @property
    def names(self) -> frozenset[str]:
        found = {name for name, _ in self._patterns}
        for _, concepts in self._automaton.values():
            found.update(concepts)
        return frozenset(found)

    def find(self, clean: str) -> list[Hit]:
        raw: list[tuple[int, int, tuple[str, ...]]] = []
        for last, (length, concepts) in self._automaton.iter(clean):
            raw.append((last + 1 - length, last + 1, concepts))
        swallowing = [(s, e) for s, e, concepts in raw if INNOCENT in concepts]
        hits = [
            Hit(start, end, concept)
            for start, end, concepts in raw
            for concept in concepts
            if concept in CLEARING
            or not any(s <= start and end <= e and (s, e) != (start, end) for s, e in swallowing)
            if concept != INNOCENT
        ]
        for name, pattern in self._patterns:
            hits.extend(Hit(m.start(), m.end(), name) for m in pattern.finditer(clean) if m.end() > m.start())
        return hits


_FRAGMENT = re.compile(r"\{([a-z_]+)\}")


def _patterns(path: Path, loaded: dict[str, dict[str, str | list[str]]]) -> dict[str, str]:
    """Regular expressions of a file by name: alternatives joined, fragments filled in."""
    fragments = loaded.get("fragments") or {}
    ready = {}
    for name, written in (loaded.get("patterns") or {}).items():
        joined = "|".join(f"(?:{one})" for one in ([written] if isinstance(written, str) else written))
        try:
            ready[name] = _FRAGMENT.sub(lambda m: str(fragments[m[1]]), joined)
            re.compile(ready[name])
        except (KeyError, re.error) as error:
            raise LexiconError(path, f"写法 {name} 不对（{error}）") from error
    return ready
