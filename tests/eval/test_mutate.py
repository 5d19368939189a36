"""Every planted fault turns the shipped gate red, and a harmless change does not."""

from pathlib import Path

import pytest

from eval.gate import load
from eval.mutate import FAULTS, Fault, Recorder, noticed, planted
from eval.run import run
from eval.summary import summarise
from eval.types import Answered
from tests.eval.making import fingerprint
from tests.eval.test_gate import GATE, Sound, questions


async def judged(system, folder: Path):
    cases = await run(list(questions()), system, folder, fingerprint())
    return summarise(cases, fingerprint(), finished_at="2026-11-23T00:00:00", seconds=1)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
async def test_a_planted_fault_turns_the_gate_red_by_the_figure_meant_for_it(tmp_path, fault):
    sound = await judged(Sound().system(), tmp_path / "sound")
    faulty = await judged(planted(fault, Sound().system()), tmp_path / "faulty")
    found = noticed(fault, load(GATE), sound, faulty)
    assert found.red, found
    assert found.by


async def test_no_fault_turns_nothing_red(tmp_path):
    sound = await judged(Sound().system(), tmp_path / "sound")
    none = Fault("none", "没有错误", ("decisions.wrong_answers",), lambda _, answered: answered)
    found = noticed(none, load(GATE), sound, await judged(planted(none, Sound().system()), tmp_path / "b"))
    assert not found.red
    assert found.by == []


async def test_a_figure_that_was_red_already_counts_only_where_it_got_worse(tmp_path):
    class Poor(Sound):
        def reply(self, question):
            said = super().reply(question)
            return self.unknown() if self.number(question) % 4 == 1 else said

    poor = await judged(Poor().system(), tmp_path / "poor")
    abstains = next(fault for fault in FAULTS if fault.id == "always_abstains")
    same = await judged(Poor().system(), tmp_path / "same")
    assert not noticed(abstains, load(GATE), poor, same).red
    worse = await judged(planted(abstains, Poor().system()), tmp_path / "worse")
    assert noticed(abstains, load(GATE), poor, worse).red


async def test_the_system_is_asked_once_for_all_the_faults(tmp_path):
    asked = []

    class Counted(Sound):
        def reply(self, question):
            asked.append(question)
            return super().reply(question)

    recorder = Recorder(Counted().system())
    await judged(recorder.system(), tmp_path / "one")
    await judged(planted(FAULTS[0], recorder.system()), tmp_path / "two")
    assert len(asked) == len(set(asked))


async def test_a_wrong_figure_is_planted_in_some_answers_only():
    answered = Answered(Sound().reply("第1问"))
    fault = FAULTS[0]
    changed = [fault.said(f"第{n}问", answered).reply.text for n in range(100)]
    assert 5 < sum("97" in text for text in changed) < 60
