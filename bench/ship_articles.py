"""Ships what citizens ask of articles: `python -m bench.ship_articles HOME ROWS...`, then `bench.ship_vectors HOME`.

HOME holds the laws. ROWS are files of lines {"file": name of the law's file, "locator": "第十七条", "questions": [...]}, written by
people or models who read the article. Of an article that was cut into several passages each question goes to the one
it is nearest to. Questions that an article already has stay; those of articles that are not held are counted.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.material import cached_index
from kb import article_questions
from kb.item import Item
from kb.text import fold


def main() -> None:
    index = cached_index(Path(sys.argv[1]))
    articles: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in index.store.iter_items():
        if item.kind == "passage" and item.state == "published":
            articles[str(item.document), str(item.payload["locator"])].append(item)
    asked: dict[str, dict[str, str]] = defaultdict(dict)
    laws: dict[str, tuple[str, str]] = {}
    for item in (item for held in articles.values() for item in held):
        laws[article_questions.key(item.body)] = (str(item.document), str(item.payload["locator"]))
    for text, questions in article_questions.shipped().items():
        asked[text] |= {fold(question): question for question in questions}
    missing = 0
    for line in (line for name in sys.argv[2:] for line in Path(name).read_text("utf-8").splitlines()):
        row = json.loads(line)
        held = articles.get((Path(row["file"]).name, row["locator"]))
        if not held:
            missing += 1
            continue
        for question in row["questions"]:
            passage = held[0]
            if len(held) > 1:
                near = index.embedder.encode([item.body for item in held], "passage")
                passage = held[int(np.argmax(near @ index.embedder.encode([question], "query")[0]))]
            asked[article_questions.key(passage.body)].setdefault(fold(question), question.strip())
    rows = [
        {
            "law": Path(laws[text][0]).stem,
            "locator": laws[text][1],
            "text": text,
            "questions": list(questions.values()),
        }
        for text, questions in asked.items()
    ]
    lines = (
        json.dumps(row, ensure_ascii=False) for row in sorted(rows, key=lambda row: (row["law"], row["text"]))
    )
    article_questions.SHIPPED.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} articles, {sum(map(len, asked.values()))} questions; {missing} of articles not held")


if __name__ == "__main__":
    main()
