"""Ships what citizens ask of articles: `python -m bench.ship_articles HOME ROWS...`, then `bench.ship_vectors HOME`.

HOME holds the laws. ROWS are files of lines {"file": name of the law's file, "locator": "第十七条", "questions": [...]}, written by
people or models who read the article. Of an article that was cut into several passages each question goes to the one
it is nearest to. Questions that an article already has stay; those of articles that are not held are counted.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.material import cached_index
from kb import article_questions
from kb.item import Item
from kb.text import fold
from models.embedder import Embedder


def main() -> None:
    index = cached_index(Path(sys.argv[1]))
    articles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    place: dict[str, tuple[str, str]] = {}
    for item in index.store.iter_items():
        if item.kind == "passage" and item.state == "published":
            here = str(item.document), str(item.payload["locator"])
            articles[here].append(item)
            place[article_questions.key(item.body)] = here
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    for text, questions in article_questions.shipped().items():
        asked[text] |= {fold(question): question for question in questions}
    missing = 0
    for line in (line for name in sys.argv[2:] for line in Path(name).read_text("utf-8").splitlines()):
        row = json.loads(line)
        if held := articles.get((Path(row["file"]).name, row["locator"])):
            nearest = _nearest(held, row["questions"], index.embedder)
            for question, passage in zip(row["questions"], nearest, strict=True):
                asked[article_questions.key(passage.body)].setdefault(fold(question), question.strip())
        else:
            missing += 1
    rows = [(*place[text], text, list(questions.values())) for text, questions in asked.items()]
    with article_questions.SHIPPED.open("w", encoding="utf-8") as file:
        for law, locator, text, said in sorted(rows, key=lambda row: (row[0], row[2])):
            shown = {"law": Path(law).stem, "locator": locator, "text": text, "questions": said}
            file.write(json.dumps(shown, ensure_ascii=False) + "\n")
    print(f"{len(rows)} articles, {sum(map(len, asked.values()))} questions; {missing} of articles not held")


def _nearest(passages: Sequence[Item], questions: Sequence[str], embedder: Embedder) -> list[Item]:
    """The passage of an article that each question is nearest to."""
    if len(passages) == 1:
        return [passages[0]] * len(questions)
    near = (
        embedder.encode(questions, "query") @ embedder.encode([item.body for item in passages], "passage").T
    )
    return [passages[at] for at in np.argmax(near, axis=1)]


if __name__ == "__main__":
    main()
