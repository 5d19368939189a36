"""One evaluation of a home from end to end, for the command line, the release gate and the staff pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import holding, leakage, sealed
from eval.cache import Cache
from eval.fingerprint import Fingerprint
from eval.gate import Gate
from eval.golden import GoldenSet
from eval.leakage import Known, Leak
from eval.metrics.cost import Prices
from eval.mutate import FAULTS, Noticed, Recorder, noticed, planted
from eval.run import run as run_questions
from eval.summary import Report, summarise
from eval.tallies import strictly, tally
from eval.taught import Taught
from eval.types import Case, System
from eval.withholding import withheld
from serve.errors import ServeError
from serve.held import held
from serve.progress import bar
from serve.settings import BEIJING_TIME, Settings
from serve.subject import Subject, opened

_ROOT = Path(__file__).parents[1]
_OWN_TRAINING = _ROOT / "dialogue" / "guard" / "training"
_TEXT_FIELDS = ("text", "question", "query", "instruction")


class Leaks(StrEnum):
    """What becomes of questions the system has seen."""

    EXCLUDE = "exclude"
    REPORT = "report"
    OFF = "off"


@dataclass(frozen=True)
class Plan:
    """How a run is made."""

    folder: Path
    """Where the report and what is needed to go on after a stop are kept."""
    parallel: int = 4
    fresh: bool = False
    leaks: Leaks = Leaks.EXCLUDE
    training: tuple[Path, ...] = ()
    """Further files of training examples that no question may repeat."""
    prices: Prices = field(default_factory=Prices)


async def evaluate(questions: GoldenSet, config: Settings, plan: Plan) -> Report:
    """Ask every question that is not leaked; raises EvalError."""
    async with opened(config) as subject:
        return await evaluate_subject(questions, subject, plan)


async def evaluate_subject(questions: GoldenSet, subject: Subject, plan: Plan) -> Report:
    hidden = sealed.ids(questions.questions)
    leaks = find_leaks(questions, subject, plan)
    if plan.leaks is Leaks.EXCLUDE:
        questions = questions.without({leak.id for leak in leaks})
    warnings = questions.warnings
    if plan.leaks is not Leaks.OFF:
        warnings += Taught.load(_ROOT).remark(questions.questions)
    if plan.leaks is Leaks.REPORT:
        warnings += tuple(f"{leak.id}：{leak.reason}" for leak in leaks if leak.id not in hidden)
    if shut := sum(leak.id in hidden for leak in leaks):
        done = "已剔除" if plan.leaks is Leaks.EXCLUDE else "照常计分"
        warnings += (f"有 {shut} 道封存题与系统见过的说法相同或几乎相同，{done}",)
    documents, entries = subject.periods()
    fingerprint = subject.fingerprint(questions)
    hidden = sealed.ids(questions.questions)
    if hidden:
        said = fingerprint.model_dump(include={"code", "knowledge", "words", "release", "answerer", "model"})
        times = sealed.begin(questions, said, _now())
        warnings += (f"含封存题 {len(hidden)} 道，第 {times} 次运行，已记入封存题旁的 {sealed.LOG}",)
    started = time.perf_counter()
    cases = await _asked(questions, hidden, subject, plan, fingerprint)
    if hidden:
        closed = [case for case in cases if case.id in hidden]
        sealed.finish(questions, tally(closed).right, strictly(closed).right, _now())
    report = summarise(
        cases,
        fingerprint,
        finished_at=_now(),
        seconds=round(time.perf_counter() - started, 2),
        warnings=warnings,
        excluded=leaks if plan.leaks is Leaks.EXCLUDE else (),
        doubtful=holding.doubtful(
            [question for question in questions.questions if question.id not in hidden],
            documents=documents,
            entries=entries,
            day=subject.config.day(),
            articles=subject.articles,
        ),
        prices=plan.prices,
        held=held([case for case in cases if case.id not in hidden], subject),
    )
    return withheld(report, hidden)


async def _asked(
    questions: GoldenSet, hidden: frozenset[str], subject: Subject, plan: Plan, fingerprint: Fingerprint
) -> list[Case]:
    """The cases in the order of the questions; of the sealed ones nothing is kept on the way."""
    cache = Cache(subject.config.home / "eval-cache", fingerprint)
    shut = [question for question in questions.questions if question.id in hidden]
    rest = [question for question in questions.questions if question.id not in hidden]
    parts = [(rest, plan.folder, cache)] if rest else []
    cases: dict[str, Case] = {}
    with bar() as progress:
        for part, folder, kept in (*parts, *([(shut, None, None)] if shut else [])):
            for case in await run_questions(
                part,
                subject.system(),
                folder,
                fingerprint,
                parallel=plan.parallel,
                fresh=plan.fresh,
                cache=kept,
                on_progress=progress,
            ):
                cases[case.id] = case
    return [cases[question.id] for question in questions.questions]


def _now() -> datetime:
    return datetime.now(BEIJING_TIME).replace(microsecond=0)


async def mutate(questions: GoldenSet, config: Settings, gate: Gate) -> tuple[Report, list[Noticed]]:
    """(the sound run, whether each planted fault turns the gate red); the system is asked once."""
    async with opened(config) as subject:
        recorder = Recorder(subject.system())
        fingerprint = subject.fingerprint(questions)

        async def judged(system: System, name: str) -> Report:
            started = time.perf_counter()
            with TemporaryDirectory() as folder, bar() as progress:
                cases = await run_questions(
                    questions.questions,
                    system,
                    Path(folder),
                    fingerprint,
                    on_progress=lambda _, done, total: progress(name, done, total),
                )
            seconds = round(time.perf_counter() - started, 2)
            return summarise(cases, fingerprint, finished_at=datetime.now(BEIJING_TIME), seconds=seconds)

        sound = await judged(recorder.system(), "正常")
        return sound, [
            noticed(fault, gate, sound, await judged(planted(fault, recorder.system()), fault.name))
            for fault in FAULTS
        ]


def find_leaks(questions: GoldenSet, subject: Subject, plan: Plan) -> list[Leak]:
    if plan.leaks is Leaks.OFF:
        return []
    known = [*subject.known(), *Taught.load(_ROOT).lines(), *_trained(plan.training)]
    return leakage.find(questions.questions, leakage.Index(known))


def _trained(files: tuple[Path, ...]) -> Iterator[Known]:
    """Examples that the guard was trained on, and those of the files named."""
    for path in (*sorted(_OWN_TRAINING.glob("*.jsonl")), *files):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise ServeError(f"读不了训练样本 {path}：请检查路径，文件应是 UTF-8 文字") from error
        for line in text.split("\n"):
            if said := _said(line.strip()):
                yield Known(said, path.name, "training")


def _said(line: str) -> str:
    """The text of one example: a line, or a field of a JSON object."""
    if not line.startswith("{"):
        return line
    try:
        row = json.loads(line)
    except ValueError:
        return line
    return next((str(row[name]) for name in _TEXT_FIELDS if row.get(name)), "")
