"""A word to the conversation is answered from what was said in it, and never looked up."""

from __future__ import annotations

import pytest

from dialogue import told
from dialogue.repairs import mended
from dialogue.told import Told
from dialogue.types import Citation, Memory

RULE = Citation("entry:1", "entry", "产假", "产假.csv", None, None, None, None, None, "产假158天")
LONG = "产假158天。\n难产的再加15天。"


def after(*turns: Told, **more: object) -> Memory:
    questions = [question for turn in turns for question in turn.asked]
    return Memory(told=[turn.to_memory() for turn in turns], questions=questions, **more)  # type: ignore[arg-type]


def turn(question: str, text: str = LONG, **more: object) -> Told:
    return Told((question,), text, "answer", told.conclusion(text), (RULE,), ("陪产假几天？",), **more)  # type: ignore[arg-type]


def test_the_last_answer_is_said_again_as_it_was_with_its_sources() -> None:
    step, memory = mended("repeat", after(turn("产假多少天")))
    assert (step.outcome, step.text, step.citations, step.related) == (
        "answer",
        LONG,
        (RULE,),
        ("陪产假几天？",),
    )
    assert memory.questions == ["产假多少天"]


def test_simpler_words_are_the_conclusion_alone() -> None:
    step, _ = mended("simpler", after(turn("产假多少天")))
    assert step.text == "简单说：产假158天。"


def test_what_cannot_be_shorter_says_so_and_offers_a_person() -> None:
    step, _ = mended("simpler", after(turn("产假多少天", "产假158天。")))
    assert step.text.startswith("产假158天。")
    assert "转人工" in step.text


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("任选一个渠道：\n1. APP；\n2. 网站。\n登录后申领。", "任选一个渠道：\n1. APP；\n2. 网站。"),
        ("根据《规定》第三条：\n最长24个月。另有说明。", "根据《规定》第三条：\n最长24个月。"),
    ],
)
def test_a_conclusion_takes_the_list_that_it_announces(text: str, short: str) -> None:
    assert told.conclusion(text) == short


def test_back_is_the_question_before_and_what_follows_leans_on_it() -> None:
    summed = {"calculator": "unemployment", "slots": {}, "asked": ""}
    step, memory = mended(
        "back", after(turn("能领几个月", "16个月。", calculation=summed), turn("产假多少天"))
    )
    assert step.text.endswith("16个月。")
    assert (memory.questions, memory.calculation, len(memory.told)) == (["能领几个月"], summed, 1)
    step, _ = mended("back", memory)
    assert step.text.startswith("这是第一个问题")


@pytest.mark.parametrize("word", ["cancel", "restart"])
def test_what_is_left_is_forgotten_but_not_who_asks(word: str) -> None:
    before = after(turn("产假多少天"), region="110106", insured_type="employee", choices=["一"], missed=1)
    step, memory = mended(word, before)  # type: ignore[arg-type]
    assert memory == Memory(region="110106", insured_type="employee")
    assert step.outcome == "chitchat"
    assert step.related


@pytest.mark.parametrize("word", ["repeat", "simpler", "back", "correct"])
def test_where_nothing_was_said_yet_it_tells_what_may_be_asked(word: str) -> None:
    step, memory = mended(word, Memory())  # type: ignore[arg-type]
    assert (step.outcome, memory) == ("chitchat", Memory())
    assert step.related
