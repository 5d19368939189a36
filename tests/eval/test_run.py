import asyncio

import pytest

from eval.errors import ReportError, RunStoppedError
from eval.journal import CASES, read_cases
from eval.run import run
from eval.types import Answered, System
from tests.eval.making import LAW, case, fingerprint, golden, hit, reply, system

QUESTIONS = [golden(f"q{i}", turns=[f"第{i}问"]) for i in range(6)]


class Counting:
    """A system that counts what it is asked, and fails where told."""

    def __init__(self, failing=lambda question: False, text="最长24个月。"):
        self.asked, self.failing, self.text = [], failing, text
        self.at_once = self.most = 0

    async def __call__(self, turns, scope):
        self.asked.append(turns[-1])
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.failing(turns[-1]):
            raise ConnectionError("模型端点断开")
        return Answered(reply(self.text))


async def test_cases_come_in_the_order_of_the_questions(tmp_path):
    cases = await run(QUESTIONS, System(Counting()), tmp_path, fingerprint(), parallel=3)
    assert [case.id for case in cases] == [question.id for question in QUESTIONS]
    assert all(case.right for case in cases)


async def test_no_more_are_asked_at_once_than_allowed(tmp_path):
    counting = Counting()
    await run(QUESTIONS, System(counting), tmp_path, fingerprint(), parallel=2)
    assert counting.most == 2


async def test_a_finished_run_is_not_asked_again(tmp_path):
    first = await run(QUESTIONS, System(Counting()), tmp_path, fingerprint())
    counting = Counting()
    again = await run(QUESTIONS, System(counting), tmp_path, fingerprint())
    assert counting.asked == []
    assert again == first


async def test_a_run_that_was_cut_off_continues_even_after_a_torn_line(tmp_path):
    await run(QUESTIONS, System(Counting()), tmp_path, fingerprint(), parallel=1)
    lines = (tmp_path / CASES).read_text().splitlines(keepends=True)
    (tmp_path / CASES).write_text("".join(lines[:3]) + lines[3][:40])
    counting = Counting()
    cases = await run(QUESTIONS, System(counting), tmp_path, fingerprint())
    assert sorted(counting.asked) == ["第3问", "第4问", "第5问"]
    third = Counting()
    assert await run(QUESTIONS, System(third), tmp_path, fingerprint()) == cases
    assert third.asked == []


@pytest.mark.parametrize("changes", [{name: "other"} for name in ("golden", "knowledge", "code", "model")])
async def test_nothing_is_reused_when_anything_that_matters_changed(tmp_path, changes):
    await run(QUESTIONS, System(Counting()), tmp_path, fingerprint())
    counting = Counting(text="最长36个月。")
    cases = await run(QUESTIONS, System(counting), tmp_path, fingerprint(**changes))
    assert len(counting.asked) == len(QUESTIONS)
    assert not any(case.right for case in cases)


async def test_fresh_asks_everything_again(tmp_path):
    await run(QUESTIONS, System(Counting()), tmp_path, fingerprint())
    counting = Counting()
    await run(QUESTIONS, System(counting), tmp_path, fingerprint(), fresh=True)
    assert len(counting.asked) == len(QUESTIONS)


async def test_a_question_that_fails_is_wrong_and_is_asked_again_next_time(tmp_path):
    cases = await run(QUESTIONS, System(Counting(lambda q: q == "第2问")), tmp_path, fingerprint())
    assert [case.right for case in cases] == [True, True, False, True, True, True]
    assert cases[2].why == "运行出错：ConnectionError：模型端点断开"
    assert cases[2].stage == "run_failed"
    counting = Counting()
    mended = await run(QUESTIONS, System(counting), tmp_path, fingerprint())
    assert counting.asked == ["第2问"]
    assert mended[2].right


async def test_a_dead_endpoint_stops_the_run_and_keeps_what_was_done(tmp_path, monkeypatch):
    monkeypatch.setattr("eval.run.STOP_AFTER", 3)
    dying = Counting(lambda question: question not in ("第0问", "第1问"))
    with pytest.raises(RunStoppedError, match=r"连续 3 题运行出错.*重跑同一命令会接着做"):
        await run(QUESTIONS, System(dying), tmp_path, fingerprint(), parallel=1)
    revived = Counting()
    await run(QUESTIONS, System(revived), tmp_path, fingerprint())
    assert sorted(revived.asked) == ["第2问", "第3问", "第4问", "第5问"]


async def test_progress_ends_at_the_number_of_questions(tmp_path):
    told = []

    def tell(*step):
        told.append(step)

    await run(QUESTIONS, System(Counting()), tmp_path, fingerprint(), on_progress=tell)
    assert told[0] == ("评测", 0, 6)
    assert told[-1] == ("评测", 6, 6)


async def test_citations_and_hits_know_whether_they_are_of_the_gold_source(tmp_path):
    question = golden(source={"file": LAW, "locator": "第四十六条"})
    found = [hit("x", "别的", document="失业保险条例", title="条例"), hit()]
    (case,) = await run([question], system(hits=found), tmp_path, fingerprint())
    assert case.cited and case.located and case.citations[0]["from_source"]
    assert [hit.from_source for hit in case.hits] == [False, True]
    assert case.fact_rank == 2


async def test_hits_of_several_questions_are_taken_in_turn(tmp_path):
    async def answer(turns, scope):
        return Answered(reply(), questions=("甲", "乙"))

    async def search(question, scope, k):
        return [hit(f"{question}{n}", "无") for n in range(k)]

    (case,) = await run([golden()], System(answer, search), tmp_path, fingerprint())
    assert [hit.id for hit in case.hits[:4]] == ["甲0", "乙0", "甲1", "乙1"]


def test_a_torn_line_of_the_cases_is_passed_over(tmp_path):
    held = case("a").model_dump_json(exclude_defaults=True)
    (tmp_path / CASES).write_text(f'{held}\n{{"golden": {{"id"', encoding="utf-8")
    assert [one.id for one in read_cases(tmp_path)] == ["a"]
    (tmp_path / CASES).write_text('{"golden"', encoding="utf-8")
    with pytest.raises(ReportError, match="没有可用的"):
        read_cases(tmp_path)
