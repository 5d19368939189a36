"""Of whom a message speaks, and what is said of them."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue.understand.persons import SELF, asked_again, read

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("我1968年生的，女的", {"born": "1968"}),
        ("我是六八年五月出生的", {"born": "1968-05"}),
        ("我今年58", {"age": "58"}),
        ("今年五十八岁了，在朝阳上班", {"age": "58", "employment": "employed"}),
        ("我刚被公司裁了", {"employment": "unemployed"}),
        ("我失业了，住院报多少", {"employment": "unemployed"}),
        ("我灵活就业", {"employment": "flexible", "insured_type": "flexible"}),
        ("我退休了", {"employment": "retired", "insured_type": "retired"}),
        ("我是居民医保，门诊报多少", {"insured_type": "resident"}),
    ],
)
def test_what_citizens_say_of_themselves(message: str, told: dict[str, str]) -> None:
    assert read(message, TODAY).of == {SELF: told}


@pytest.mark.parametrize(
    "message",
    [
        "60岁以上的怎么报",
        "到60岁能领多少",
        "我想问失业金怎么领",
        "要是我退休了呢",
        "我1998年参加工作的",
        "女职工多大岁数退休",
        "孩子是2023年5月生的",
    ],
)
def test_a_rule_asked_about_or_supposed_says_nothing_of_anybody(message: str) -> None:
    assert read(message, TODAY).of == {}


@pytest.mark.parametrize(
    ("message", "about", "told"),
    [
        ("我妈是居民医保，她住院报多少", "妈妈", {"妈妈": {"insured_type": "resident"}}),
        ("我母亲今年78岁，住院报多少", "妈妈", {"妈妈": {"age": "78"}}),
        ("我老婆失业了，我是职工医保", SELF, {"爱人": {"employment": "unemployed"}, SELF: {"insured_type": "employee"}}),
        ("我爸退休了，我妈灵活就业", "妈妈", None),
    ],
)  # fmt: skip
def test_what_is_said_of_another_is_theirs(
    message: str, about: str, told: dict[str, dict[str, str]] | None
) -> None:
    found = read(message, TODAY)
    assert found.about == about
    assert SELF in found.of or about != SELF
    if told is not None:
        assert found.of == told


def test_she_is_whoever_was_spoken_of_last() -> None:
    assert read("她退休了", TODAY, "妈妈").of == {
        "妈妈": {"employment": "retired", "insured_type": "retired"}
    }
    assert read("那我呢", TODAY, "妈妈").about == SELF


def test_an_insured_type_asked_about_is_nobodys() -> None:
    found = read("职工医保门诊报销比例是多少", TODAY)
    assert (found.of, found.asked_of) == ({}, "employee")


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("那我呢", "退休人员住院报多少"),
        ("我自己呢？", "退休人员住院报多少"),
        ("那我爸呢", "退休人员住院报多少"),
        ("那我呢，我是男的，1970年1月生的", None),
        ("那产假呢", None),
    ],
)
def test_the_question_before_is_asked_of_another(message: str, question: str | None) -> None:
    previous = "我退休了，我妈是居民医保，她住院报多少"
    assert asked_again(message, previous, SELF, "retired") == question
