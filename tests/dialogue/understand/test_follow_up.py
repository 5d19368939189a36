"""What a follow-up leaves out is taken from the question before it."""

from __future__ import annotations

import pytest

from dialogue.understand.follow_up import chosen, completed, is_correction, leans_back, taken_up

CHOICES = ["产假有多少天？", "生育津贴怎么算？", "产检能报销吗？"]


@pytest.mark.parametrize(
    ("message", "picked"),
    [
        ("第二个", 1),
        ("2", 1),
        ("我问第一个", 0),
        ("选3", 2),
        ("最后一个", 2),
        ("第二个怎么办？", 1),
        ("三", 2),
    ],
)
def test_an_offered_question_is_chosen_by_its_number(message: str, picked: int) -> None:
    assert chosen(message, CHOICES) == CHOICES[picked]


@pytest.mark.parametrize("message", ["第五个", "二胎呢", "一般多少天", "3个月够吗"])
def test_other_numbers_choose_nothing(message: str) -> None:
    assert chosen(message, CHOICES) is None


@pytest.mark.parametrize(
    ("before", "message", "meant"),
    [
        ("陪产假几天", "那产假呢", "产假几天"),
        ("居民医保住三级医院给报多少", "换成二级的呢", "居民医保住二级的给报多少"),
        ("职工医保住院报多少", "不是，我是居民医保", "居民医保住院报多少"),
        ("工作三年年假几天", "干了十二年呢", "工作十二年年假几天"),
        ("工伤五级一次性补助几个月", "七级呢", "工伤七级一次性补助几个月"),
    ],
)
def test_a_word_that_takes_the_place_of_another_is_exchanged(before: str, message: str, meant: str) -> None:
    assert completed(message, before)[0] == meant


def test_other_follow_ups_keep_the_question_before_them() -> None:
    first, second = completed("需要什么材料", "失业金怎么申请")[:2]
    assert first == "失业金怎么申请，需要什么材料"
    assert second == "失业金需要什么材料"


@pytest.mark.parametrize(
    "message", ["那产假呢", "需要什么材料", "农村的也一样吗", "多久到账", "不是，我是居民医保"]
)
def test_a_message_that_cannot_stand_alone_leans_back(message: str) -> None:
    assert leans_back(message)


@pytest.mark.parametrize("message", ["失业保险金最多能领多少个月？", "北京职工医保门诊起付线是多少"])
def test_a_whole_question_stands_alone(message: str) -> None:
    assert not leans_back(message)


def test_taking_back_is_told_from_asking_whether() -> None:
    assert is_correction("不是，我说的是生育")
    assert not is_correction("是不是要交满一年")


def test_what_is_denied_is_not_asked() -> None:
    assert completed("我说的是生育的，不是高温津贴", "津贴申请了多久办完")[0] == "津贴申请了多久办完，生育的"
    assert completed("我问的是医保的，不是养老", "社保转移要多少天")[0] == "医保转移要多少天"


def test_going_back_takes_up_the_question_named() -> None:
    asked = ["生育津贴怎么算", "养老金资格认证多久一回"]
    assert taken_up("行，回到刚才那个津贴，是按我工资算吗", asked) == "生育津贴怎么算"
    assert taken_up("再说回刚才那个", asked) == "生育津贴怎么算"
    assert taken_up("在哪办", asked) == "养老金资格认证多久一回"


def test_not_this_but_that_asks_that() -> None:
    assert (
        completed("我问的不是合同，是社保，几天之内给上", "入职多久要签合同")[0]
        == "入职多久要签合同，社保，几天之内给上"
    )
