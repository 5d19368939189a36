"""What an import would touch, told before it is done: answers, facts, golden questions, documents it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from eval.golden import Golden
from ingest.types import Change
from kb import effects
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import Fact, FactTable
from kb.impact import HOW, Impact
from kb.snapshot import fact_id
from kb.store import Store
from kb.types import Document
from serve import change_impact, impact
from serve.golden_touch import QuestionFinder, Rendering

SHOWN = 20
"""Of each list, how many are named; all are counted."""
_LISTED = 500
_LOOKED_INTO = 2_000
"""Changed answers whose golden questions are looked for by their points; of further ones by name alone."""


@dataclass
class Touched:
    """A list of which all are counted and the first are kept."""

    ids: set[str] = field(default_factory=set)
    first: list[dict[str, str]] = field(default_factory=list)

    def add(self, item_id: str, title: str, because: str) -> None:
        if item_id not in self.ids:
            self.ids.add(item_id)
            if len(self.first) < _LISTED:
                self.first.append({"id": item_id, "title": title, "because": because})

    def to_json(self) -> dict[str, object]:
        return {"count": len(self.ids), "first": self.first}


class ImportImpact:
    """Watches an import (ingest.types.Watcher) and tells what it would touch."""

    def __init__(self, store: Store, questions: Sequence[Golden], on: date) -> None:
        self._store, self._questions, self._on = store, questions, on
        self._facts_now = store.facts()
        self._finder = QuestionFinder(questions)
        self._new_facts: list[Fact] = []
        self._documents: dict[str, None] = {}
        self._held: Mapping[str, Document] = {}
        self.answers, self.facts_, self.golden, self.replaced, self.to_review = (
            Touched(), Touched(), Touched(), Touched(), Touched(),
        )  # fmt: skip
        self.impacts: list[Impact] = []

    # What the import tells.

    def entries(self, entries: Sequence[Entry], changes: Sequence[Change]) -> None:
        changed = {
            entry.id: entry for entry, change in zip(entries, changes, strict=True) if change == "updated"
        }
        for item_id, item in self._store.named(list(changed)).items():
            if item.kind == "entry" and item.state == "published":
                after = changed[item_id]
                self._entry(item.entry, None if after.review.state == "retired" else after)

    def retired(self, ids: Sequence[str]) -> None:
        for item in self._store.named(list(ids)).values():
            self._entry(item.entry, None)

    def facts(self, facts: Sequence[Fact], changes: Sequence[Change]) -> None:
        self._new_facts += [
            fact for fact, change in zip(facts, changes, strict=True) if change != "unchanged"
        ]

    def documents(self, changed: Sequence[str], held: Mapping[str, Document]) -> None:
        self._documents |= dict.fromkeys(changed)
        self._held = held

    # What it comes to.

    def finish(self) -> None:
        """Facts and documents are looked at together, when all of them are known."""
        if self._new_facts:
            self._finish_facts(effects.amended(self._facts_now, *self._new_facts))
        if self._documents:
            self.impacts = impact.of_held(self._documents, self._held, self._store, self._questions)
        for one in self.impacts:
            title = one.document.title
            for document in one.affected:
                self.replaced.add(
                    document.name or document.title, document.title, f"《{title}》{HOW[document.how]}"
                )
            for resting in one.entries:
                self.to_review.add(resting.id, resting.title, resting.because)
            for resting in one.facts:
                self.to_review.add(fact_id(resting.id), f"{resting.id} {resting.title}", resting.because)
            for resting in one.golden:
                self.golden.add(resting.id, resting.title, resting.because)

    def to_json(self) -> dict[str, object]:
        return {
            "answers": self.answers.to_json(),
            "facts": self.facts_.to_json(),
            "golden": self.golden.to_json(),
            "documents": self.replaced.to_json(),
            "to_review": self.to_review.to_json(),
        }

    def tell(self) -> list[str]:
        """Lines for people; nothing where nothing that is held is touched."""
        lists = (
            ("会变的答案", self.answers),
            ("会变的事实", self.facts_),
            ("被代替、废止或修改的文件", self.replaced),
            ("依据这些文件、要复核的条目和事实", self.to_review),
            ("要跟着改的评测题", self.golden),
        )
        lines = []
        for label, touched in lists:
            if touched.ids:
                lines.append(f"{label} {len(touched.ids)} 个：")
                lines += [
                    f"  {one['id']} {one['title']}（{one['because']}）" for one in touched.first[:SHOWN]
                ]
                if len(touched.ids) > SHOWN:
                    lines.append(f"  ……另有 {len(touched.ids) - SHOWN} 个，加 --json 查看")
        return lines

    def _entry(self, before: Entry, after: Entry | None) -> None:
        def on_day(day: date | None) -> tuple[str | None, str | None]:
            return self._text(before, day), self._text(after, day)

        one, other = on_day(None)
        if one == other:
            return
        self.answers.add(before.id, before.question, "停用" if after is None else "内容修改")
        self._questions_of(before.id, on_day)

    def _finish_facts(self, after: FactTable) -> None:
        for name in effects.names_changed(self._facts_now, after):
            held = _values(self._facts_now, name)
            values = [
                f"{fact.text}（{fact.valid_from} 起）" for fact in _values(after, name) if fact not in held
            ]
            self.facts_.add(fact_id(name), name, f"{'修改' if held else '新增'}：{'，'.join(values)}")
        told = change_impact.of_facts(self._facts_now, after, self._store.entries(), self._questions)
        for change in told.effects.answers:
            self.answers.add(change.entry, change.question, f"事实从 {change.on} 起不同")
        for wrong in told.effects.contradictions:
            self.to_review.add(wrong.entry, wrong.question, f"直接写了「{wrong.written}」")
        for resting in told.golden:
            self.golden.add(resting.id, resting.title, resting.because)

    def _questions_of(self, entry_id: str, answer: Rendering) -> None:
        many = len(self.answers.ids) > _LOOKED_INTO
        for one in self._finder.touched(entry_id, answer, only_named=many):
            self.golden.add(one.id, one.title, one.because)

    def _text(self, entry: Entry | None, day: date | None) -> str | None:
        if entry is None or not entry.in_force(day or self._on):
            return None
        try:
            return self._facts_now.render(entry.answer, day or self._on).text
        except KnowledgeError:
            return entry.answer  # of facts that come with the same import


def _values(facts: Iterable[Fact], name: str) -> list[Fact]:
    return [fact for fact in facts if fact.name == name]
