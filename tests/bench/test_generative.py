"""What a model writes and what leaves, through a real endpoint."""

import io
import json
from datetime import date

import pytest

from bench import generative
from bench.generative import Watched, Way, judged, measure, show
from eval.golden import Golden
from kb.entry import Entry
from models import ChatSettings, chat_model
from serve import home, settings
from tests.dialogue.openai_peer import peer, saying

EVIDENCE = ["失业保险金最长领取24个月，具体按缴费年限核定。"]


@pytest.mark.parametrize(
    ("text", "unsupported", "invented"),
    [
        ("最长领取二十四个月[1]。", 0, 0),
        ("最长领取36个月[1]。", 1, 1),
        ("每月还可以领取500元的交通补贴[1]。", 1, 1),
        ("无法回答[0]", 0, 0),
    ],
)
def test_sentences_and_figures_are_held_against_the_passages(text, unsupported, invented):
    found = judged(text, EVIDENCE)
    assert (found.unsupported, found.invented) == (unsupported, invented)


@pytest.fixture
def config(tmp_path, monkeypatch):
    for name, value in (("HOME", tmp_path / "home"), ("STARTER", "off"), ("TODAY", "2026-11-23")):
        monkeypatch.setenv(f"JXB_{name}", str(value))
    entry = Entry(
        id="months", question="失业保险金最多能领多少个月？", answer=EVIDENCE[0], region="110000",
        source={"title": "社会保险法"}, valid_from=date(2011, 7, 1),
    )  # fmt: skip
    with home.open_store(settings.load()).writing() as writer:
        writer.put_entry(entry)
    return monkeypatch


async def test_what_the_model_made_up_is_counted_and_never_sent(config):
    question = Golden(
        id="a",
        kind="answerable",
        turns=("失业保险金最多能领多少个月？",),
        must=(("24个月",),),
        expect="answer",
    )
    file = io.StringIO()
    async with peer(saying("最长领取24个月。[1]", "另发补贴500元。[1]", "再发800元。[1]")) as model:
        config.setenv("JXB_LLM_BASE_URL", model.url)
        config.setenv("JXB_LLM_MODEL", "peer")
        (row,) = await measure([question], Way(20.0), [], file)
        again = await measure([question], Way(20.0), [json.loads(file.getvalue())], io.StringIO())
        assert len(model.calls) == 1
    assert again == [row | {"raw": again[0]["raw"], "sent": again[0]["sent"]}]
    assert row["raw"]["sentences"] == 3
    assert row["raw"]["invented"] == 2
    assert (row["sent"]["unsupported"], row["sent"]["invented"]) == (0, 0)
    assert row["right"]
    assert "500" not in row["answer"]
    said = []
    show([row], said.append)
    assert any("模型原话：3 句，没有依据 2（66.7%）" in line for line in said)


async def test_an_answer_that_was_given_up_before_the_model_was_asked_is_not_waited_for():
    model = chat_model(ChatSettings("http://127.0.0.1:1/v1", "nobody"))
    watched = Watched(model, "nobody", Way(20.0))
    await watched.drafts("失业保险金最多能领多少个月？", []).aclose()
    assert [written.begun for written in watched.written] == [False]


def test_a_made_up_figure_in_a_sentence_that_the_check_lets_pass_is_counted_as_leaked(monkeypatch):
    assert judged("最长领取36个月[1]。", EVIDENCE).leaked == 0
    monkeypatch.setattr(generative, "unsupported", lambda sentence, evidence: None)
    assert judged("最长领取36个月[1]。", EVIDENCE).leaked == 1
