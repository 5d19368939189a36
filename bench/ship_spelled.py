"""Counts the words of the starter knowledge's questions, for reading pinyin: `python -m bench.ship_spelled`."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from kb import starter
from retrieval.tokens import spoken

_SHIPPED = Path(__file__).parents[1] / "dialogue/understand/spelled.txt"
_CHINESE = re.compile(r"[一-鿿]+")
_LEAST, _LEAST_ALONE = 4, 2
"""Times a word must have been said, and one of a single character."""
_HEARD = 20
_ALSO = ("不想活", "活不下去", "活够", "想死", "自杀", "跳楼", "割腕", "救命")
"""Words that must be heard however seldom they were said."""


def main() -> None:
    counted = Counter(
        word
        for entry in starter.load().entries
        for wording in entry.wordings
        for word in spoken(wording)
        if _CHINESE.fullmatch(word)
    )
    kept = [(word, n) for word, n in counted.items() if n >= (_LEAST_ALONE if len(word) == 1 else _LEAST)]
    kept += [(word, _HEARD) for word in _ALSO]
    lines = (f"{word} {n}\n" for word, n in sorted(kept, key=lambda pair: (-pair[1], pair[0])))
    _SHIPPED.write_text("".join(lines), encoding="utf-8")
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main()
