"""The to-do list of a home, golden questions included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from eval.golden import Golden
from kb.replaced import Replaced
from kb.store import Store
from kb.todo import Todo, Todos
from serve import impact
from serve.settings import Settings

_A_YEAR = timedelta(days=366)
"""Days for which a golden question on a replaced document is listed: one that is still asked after that is meant so."""


def waiting(store: Store, config: Settings) -> list[Todo]:
    """All that nobody has looked at yet."""
    todos = Todos(store)
    documents = store.documents()
    held = {document.title for document in documents}
    last_year = config.day() - _A_YEAR
    replacements = todos.replacements(documents)
    replaced = [one for one in replacements.documents if one.by in held and one.since >= last_year]
    return todos.waiting(_golden(replaced, impact.questions_of(config)), replacements)


def _golden(replaced: Sequence[Replaced], questions: Sequence[Golden]) -> Iterator[Todo]:
    """Questions that stand on a replaced document and are asked on a day when it is gone."""
    for question in questions:
        if question.source is None:
            continue
        for one in replaced:
            day = question.scope.today
            if (day is None or day >= one.since) and impact.stands_on(question.source.file, one):
                because = (
                    f"出处《{one.title}》{question.source.locator or ''}，{one.since} 起由《{one.by}》代替"
                )
                yield Todo(
                    "replaced", f"golden:{question.id}", one.key, question.turns[-1], because, one.since
                )
                break
