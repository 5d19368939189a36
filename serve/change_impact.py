"""What a change of facts or of an entry does, before anybody publishes it: answers, figures written out, golden
questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eval.golden import Golden
from kb import differences, effects
from kb.effects import AnswerChange, FactEffects
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import FactTable
from kb.impact import Resting
from kb.review import Proposal, Reviews
from kb.store import Store
from serve import computed_touch
from serve.golden_touch import QuestionFinder, Rendering


@dataclass(frozen=True, slots=True)
class ChangeImpact:
    """Everything that a change touches."""

    facts: Sequence[str]
    """Names of the facts that change."""
    effects: FactEffects
    golden: Sequence[Resting]

    def to_json(self) -> dict[str, Any]:
        return {
            "facts": list(self.facts),
            "answers": [one.to_json() for one in self.effects.answers],
            "contradictions": [one.to_json() for one in self.effects.contradictions],
            "golden": [one.to_json() for one in self.golden],
        }


def of_facts(
    before: FactTable, after: FactTable, entries: Sequence[Entry], questions: Sequence[Golden]
) -> ChangeImpact:
    found = effects.of_change(before, after, entries)
    by_id = {entry.id: entry for entry in entries}
    finder = QuestionFinder(questions)
    touched: dict[str, Resting] = {}
    for change in found.answers:
        for one in finder.touched(change.entry, _rendering(by_id[change.entry], before, after, change.on)):
            touched.setdefault(one.id, one)
    names = effects.names_changed(before, after)
    if days := [day for name in names for day in effects.days_of_change(before, after, name)]:
        for one in computed_touch.touched(questions, before, after, max(days)):
            touched.setdefault(one.id, one)
    return ChangeImpact(names, found, list(touched.values()))


def of_entry(
    before: Entry | None, after: Entry | None, facts: FactTable, questions: Sequence[Golden], on: date
) -> ChangeImpact:
    """`before` is None for a new entry, `after` for one that is retired."""
    either = after or before
    assert either is not None

    def on_day(day: date | None) -> tuple[str | None, str | None]:
        texts = [_text(entry, facts, day or on) if entry else None for entry in (before, after)]
        return texts[0], texts[1]

    one, other = on_day(None)
    if one == other:
        return ChangeImpact((), FactEffects((), ()), ())
    changed = AnswerChange(either.id, either.question, on, one, other)
    touched = tuple(QuestionFinder(questions).touched(either.id, on_day))
    return ChangeImpact((), FactEffects([changed], ()), touched)


def of_proposal(store: Store, proposal: Proposal, questions: Sequence[Golden], on: date) -> ChangeImpact:
    """What approving a proposal would do."""
    if proposal.kind == "fact":
        after = Reviews(store).facts_after(proposal)
        return of_facts(store.facts(), after, store.entries(), questions)
    held = store.item(proposal.item_id)
    before = held.entry if held and held.state == "published" else None
    return of_entry(before, None if proposal.retires else proposal.entry, store.facts(), questions, on)


def tell(impact: ChangeImpact) -> list[str]:
    """Lines for people."""
    answers, wrong = impact.effects.answers, impact.effects.contradictions
    lines = [f"答案改变 {len(answers)} 个："] if answers else ["没有答案改变。"]
    for one in answers:
        lines.append(f"  {one.entry} {one.question}（{one.on} 起）")
        changes = differences.lines({"answer": one.before}, {"answer": one.after})
        lines += [f"    {line}" for line in changes]
    if wrong:
        lines.append(f"直接写了数字、与新数值不符的答案 {len(wrong)} 个，请改成引用：")
        lines += [f"  {one.entry} {one.question}：{one.written}" for one in wrong]
    if impact.golden:
        lines.append(f"要跟着改的评测题 {len(impact.golden)} 道：")
        lines += [f"  {one.id} {one.title}（{one.because}）" for one in impact.golden]
    return lines


def _rendering(entry: Entry, before: FactTable, after: FactTable, on: date) -> Rendering:
    def on_day(day: date | None) -> tuple[str | None, str | None]:
        return _text(entry, before, day or on), _text(entry, after, day or on)

    return on_day


def _text(entry: Entry, facts: FactTable, on: date) -> str | None:
    try:
        return facts.render(entry.answer, on).text if entry.in_force(on) else None
    except KnowledgeError:
        return None
