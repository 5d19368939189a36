"""Gold that the knowledge of its day cannot hold: reported, and counted all the same.

A question about what is not there measures the knowledge, not the assistant; leaving it out would make the
score look better than it is, so it is only pointed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from eval.citing import articles as _articles
from eval.citing import same_document
from eval.golden import Golden
from kb.types import Period


def doubtful(
    questions: Sequence[Golden],
    *,
    documents: Mapping[str, Iterable[Period]],
    entries: Mapping[str, Period],
    day: date,
    articles: Callable[[str], frozenset[str]] = lambda _: frozenset(),
) -> Iterator[str]:
    """What is odd about each question, in Chinese.

    `documents`: every name and title of what is held to the periods for which it holds; `entries`: id to period;
    `articles`: the articles of the text held under a name, as `citing.articles` spells them, none where there is no
    text of it.
    """
    for question in questions:
        if question.expect != "answer":
            continue
        on = question.scope.today or day
        for entry in question.entries:
            if entry not in entries:
                yield f"{question.id}：标准条目「{entry}」知识里没有"
            elif not entries[entry].contains(on):
                yield f"{question.id}：标准条目「{entry}」在 {on} 不在有效期内"
        if question.source is None:
            continue
        names = [name for name in documents if same_document(question.source.file, name)]
        held = [period for name in names for period in documents[name]]
        if not held:
            yield f"{question.id}：标准来源《{question.source.file}》知识里没有"
        elif question.kind != "expired_trap" and not any(period.contains(on) for period in held):
            yield f"{question.id}：标准来源《{question.source.file}》在 {on} 不在有效期内"
        text = frozenset[str]().union(*map(articles, names))
        missing = [said for name, said in _articles(question.source.locator).items() if name not in text]
        if text and missing:
            yield f"{question.id}：标准来源《{question.source.file}》里没有{'、'.join(missing)}"
