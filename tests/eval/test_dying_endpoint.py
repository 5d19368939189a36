"""An evaluation of a model whose endpoint dies in the middle: nothing is right by default, and the run goes on later."""

import json
from datetime import date

import pytest

from eval import golden
from eval.errors import RunStoppedError
from eval.journal import read_cases
from kb.entry import Entry
from serve import home
from serve.evaluating import Plan, evaluate
from serve.settings import Settings
from tests.dialogue.openai_peer import peer, saying

ENTRY = Entry(
    id="unemployment-months",
    question="失业保险金最多能领多少个月？",
    answer="最长领取24个月，具体按缴费年限核定。",
    region="110000",
    source={"title": "中华人民共和国社会保险法", "locator": "第四十六条"},
    valid_from="2011-07-01",
)


@pytest.fixture
def questions(tmp_path):
    row = {"kind": "answerable", "turns": [ENTRY.question], "must": [["24个月"]], "expect": "answer"}
    path = tmp_path / "golden.jsonl"
    path.write_text("\n".join(json.dumps({"id": f"q{n}", **row}, ensure_ascii=False) for n in range(6)))
    return golden.load([path])


@pytest.fixture
def config(tmp_path):
    config = Settings(home=tmp_path / "home", starter="off", today=date(2026, 11, 23), answerer="generative")
    with home.open_store(config).writing() as writer:
        writer.put_entry(ENTRY)
    return config


async def run(questions, config, url, folder):
    config = config.model_copy(update={"llm_base_url": url, "llm_model": "peer"})
    return await evaluate(questions, config, Plan(folder, parallel=1))


async def test_what_was_answered_instead_of_the_model_is_never_counted(
    questions, config, tmp_path, monkeypatch
):
    monkeypatch.setattr("eval.run.STOP_AFTER", 3)
    answers_left = 2
    say = saying("最长领取24个月。[1]")

    async def dying(call):
        if len(model.calls) <= answers_left:
            await say(call)  # afterwards the connection is closed without a word

    async with peer(dying) as model:
        with pytest.raises(RunStoppedError, match=r"模型端点.*重跑同一命令会接着做"):
            await run(questions, config, model.url, tmp_path / "report")
        cases = read_cases(tmp_path / "report")
        assert [case.right for case in cases] == [True, True, False, False, False]
        assert {case.stage for case in cases[2:]} == {"run_failed"}
        answers_left, asked = 100, len(model.calls)
        report = await run(questions, config, model.url, tmp_path / "report")
        assert len(model.calls) == asked + 4
    assert (report.summary.right, report.summary.failed, report.taken_over) == (6, 0, 0)


async def test_answers_of_which_the_reviewed_text_took_over_are_told(questions, config, tmp_path):
    async with peer(saying("最长领取36个月。[1]")) as model:
        report = await run(questions, config, model.url, tmp_path / "report")
    assert report.summary.right == report.taken_over == 6
    assert report.faithfulness.figures == 0
