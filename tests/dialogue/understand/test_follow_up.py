"""What a follow-up leaves out is taken from the question before it."""

from __future__ import annotations

import time

import pytest

from dialogue.understand.follow_up import (
    asks_anew,
    chosen,
    completed,
    denied,
    is_correction,
    leans_back,
    taken_up,
    turned,
)

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


@pytest.mark.parametrize(
    "back",
    [
        "成。还说头一个事，本钱最少得备多少",
        "回头我叫他去告。再说我那个本儿，下来能管几年",
        "好嘞。还是办证那事，我请不下假，礼拜六有人上班不",
        "晓得了。说回我那个证，几天能下来",
    ],
)
def test_going_back_behind_a_word_on_the_matter_between(back: str) -> None:
    assert taken_up(back, ["海员证归哪儿办", "试工三天不给钱合法吗"]) == "海员证归哪儿办"


def test_a_long_row_of_leading_words_is_read_at_once() -> None:
    asked = ["海员证归哪儿办", "试工三天不给钱合法吗"]
    began = time.perf_counter()
    assert taken_up("明白了。" * 2000, asked) == asked[-1]
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("on", ["那工资怎么算", "我叫他去告，去哪告", "还是不行，咋办"])
def test_going_on_is_no_going_back(on: str) -> None:
    assert taken_up(on, ["海员证归哪儿办", "试工三天不给钱合法吗"]) == "试工三天不给钱合法吗"


def test_not_this_but_that_asks_that() -> None:
    assert (
        completed("我问的不是合同，是社保，几天之内给上", "入职多久要签合同")[0]
        == "入职多久要签，社保，几天之内给上"
    )


def test_what_is_not_meant_is_told_apart_from_who_it_is_not_about() -> None:
    assert denied("我问的不是合同，是社保，几天之内给上") == ("合同",)
    assert denied("不是专家号，我挂的是国际部") == ("专家号",)
    assert denied("不是周末，也不是过节，就是平常上班日") == ()
    assert denied("是不是要交满一年") == ()


@pytest.mark.parametrize(
    "message", ["我说岔了 卡在我手里", "前头说错了，我一共交了十一年", "忘说了，我怀孕了"]
)
def test_owning_up_to_a_slip_takes_back(message: str) -> None:
    assert is_correction(message)


@pytest.mark.parametrize("message", ["名字写错了怎么改", "单位报错了基数怎么办"])
def test_a_slip_asked_about_takes_nothing_back(message: str) -> None:
    assert not is_correction(message)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("算了先不说这个，生育津贴怎么算", "生育津贴怎么算"),
        ("对了 孩子没银行卡，报的钱打谁那儿", "孩子没银行卡，报的钱打谁那儿"),
        ("先不说加班 国庆值班给钱不给", "国庆值班给钱不给"),
        ("这个我自己去问医院吧。他退休了打算长住成都，备哪种", "他退休了打算长住成都，备哪种"),
    ],
)
def test_who_leaves_the_matter_is_heard_alone(message: str, asked: str) -> None:
    assert turned(message) == asked


@pytest.mark.parametrize("message", ["还有什么材料", "另外要带啥", "好，接着说灵活就业，按多少交"])
def test_who_goes_on_or_back_leaves_nothing(message: str) -> None:
    assert turned(message) is None


def test_words_that_take_back_are_no_complaint_where_something_is_asked() -> None:
    assert asks_anew("不是这个意思，我是问定点医院能选几家来着")
    assert not asks_anew("不是这个意思")
