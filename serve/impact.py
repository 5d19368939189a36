"""Impact of documents on everything of a home, golden questions included."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval import golden
from eval.citing import same_document
from eval.errors import EvalError
from eval.golden import Golden
from kb.impact import HOW, Affected, Impact, Resting, assess
from kb.replaced import Replaced
from kb.store import Store
from kb.types import Document
from serve import release_gate
from serve.errors import NotFoundError
from serve.settings import Settings

_FOLDER = Path("golden")
_SHOWN = 20


def of_documents(store: Store, names: Iterable[str], questions: Sequence[Golden]) -> list[Impact]:
    """Impacts of the named documents, those that affect nothing left out."""
    held = {document.name: document for document in store.documents()}
    return of_held(names, held, store, questions)


def of_held(
    names: Iterable[str], held: Mapping[str, Document], store: Store, questions: Sequence[Golden]
) -> list[Impact]:
    """As `of_documents`, of documents as they would stand."""
    entries, facts = store.entries(), store.facts()
    found = []
    for name in names:
        if name not in held:
            raise NotFoundError(f"没有导入过文件「{name}」：文件名要写全，如 工伤保险条例(2010-12-20).md")
        impact = assess(held[name], held.values(), entries, facts)
        if impact.affected:
            impact.golden = _golden(impact, questions)
            found.append(impact)
    return found


def _golden(impact: Impact, questions: Sequence[Golden]) -> list[Resting]:
    found = []
    for question in questions:
        if question.source is None:
            continue
        for one in impact.affected:
            if stands_on(question.source.file, one):
                because = f"出处《{one.title}》{question.source.locator or ''}"
                found.append(Resting(question.id, question.turns[-1], because))
                break
    return found


def stands_on(file: str, one: Affected | Replaced) -> bool:
    """Whether a golden question's file is that document, by its name or its title."""
    return any(same_document(file, name) for name in (one.name, one.title) if name)


def questions_of(config: Settings, more: Sequence[Path] = ()) -> list[Golden]:
    """Golden questions named, those of the home's gate, and those in ./golden; what cannot be read is said."""
    gate = release_gate.configured(config)
    beside = [path for path in sorted(_FOLDER.glob("*.jsonl")) if _holds_questions(path)]
    paths = dict.fromkeys([*more, *(gate.golden if gate else ()), *beside])
    found: dict[str, Golden] = {}
    for path in paths:
        try:
            found |= {question.id: question for question in golden.load([path]).questions}
        except EvalError as error:
            if path in more:
                raise
            first = str(error).splitlines()[0]
            print(f"提示：评测题 {path} 没有参加影响分析：{first}", file=sys.stderr)
    return list(found.values())


def _holds_questions(path: Path) -> bool:
    """Whether a file beside the others is one of questions; some hold transcripts of work orders."""
    with path.open(encoding="utf-8", errors="replace") as file:
        return '"transcript"' not in file.readline()


def tell(impacts: Sequence[Impact]) -> list[str]:
    """Lines for people."""
    lines: list[str] = []
    for impact in impacts:
        since = f"（{impact.document.period.start} 起）" if impact.document.period.start else ""
        lines.append(f"《{impact.document.title}》{since}影响：")
        for one in impact.affected:
            held = f"，文件 {one.name}" if one.name else "，库里没有这份文件"
            lines.append(f"  {HOW[one.how]}《{one.title}》{one.number or ''}{held}")
        for label, resting in (("条目", impact.entries), ("事实", impact.facts), ("评测题", impact.golden)):
            if resting:
                lines.append(f"  要复核的{label} {len(resting)} 个：")
                lines += [f"    {one.id} {one.title}（{one.because}）" for one in resting[:_SHOWN]]
                if len(resting) > _SHOWN:
                    lines.append(f"    ……另有 {len(resting) - _SHOWN} 个")
    return lines
