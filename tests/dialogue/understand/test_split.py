"""A message is taken apart where it holds several questions, and nowhere else."""

from __future__ import annotations

import pytest

from dialogue.understand.split import MOST, question_of, split


def said(message: str) -> list[str]:
    return [part.said for part in split(message).parts]


def test_marked_questions_are_apart_and_certain() -> None:
    apart = split("产假多少天？生育津贴怎么算？")
    assert apart.firm
    assert [part.said for part in apart.parts] == ["产假多少天", "生育津贴怎么算"]


@pytest.mark.parametrize(
    "message",
    [
        "看门诊花过多少开始报，还有医保卡每月划多少钱",
        "看门诊花过多少开始报，另外，医保卡每月划多少钱",
        "看门诊花过多少开始报。顺便问一下医保卡每月划多少钱",
        "看门诊花过多少开始报 再问一下 医保卡每月划多少钱",
        "1、看门诊花过多少开始报\n2、医保卡每月划多少钱",
    ],
)
def test_words_that_lead_on_set_questions_apart(message: str) -> None:
    assert said(message) == ["看门诊花过多少开始报", "医保卡每月划多少钱"]


def test_clauses_that_ask_are_only_perhaps_questions_of_their_own() -> None:
    apart = split("试用期最多几个月，这期间工资最少给几成")
    assert not apart.firm
    assert len(apart.parts) == 2


def test_a_story_belongs_to_the_question_after_it() -> None:
    (first, second) = split("我签了三年合同，试用期最多几个月，工资最少给几成").parts
    assert (first.story, first.said) == ("我签了三年合同", "试用期最多几个月")
    assert second.earlier == first.whole


def test_a_message_without_marks_is_parted_after_what_is_asked() -> None:
    assert said("产假多少天生育津贴怎么算") == ["产假多少天", "生育津贴怎么算"]


def test_two_matters_that_share_a_question_are_two_questions() -> None:
    assert said("养老和医保都想从老家转到北京，各要多少天") == [
        "养老想从老家转到北京，要多少天",
        "医保想从老家转到北京，要多少天",
    ]


@pytest.mark.parametrize(
    "message",
    [
        "失业保险金最多能领多少个月？",
        "我在老家交过几年，现在来北京了，怎么转过来",
        "能直接报吗，还是得先自己垫钱",
        "能报吗？是不是就不用自己跑了？",
        "我上班才半年，还有没有年假",
        "那医保呢，在哪儿弄",
        "住院好几天花了不少，能报多少",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert len(split(message).parts) == 1


def test_a_long_list_is_cut_at_what_one_turn_can_answer() -> None:
    assert len(split("产假几天？" * 9).parts) == MOST


def test_the_question_of_a_story_is_its_last_asking_clause() -> None:
    story = "我刚到一家餐馆上班，老板说干满仨月再给上保险，法律上到底给他多少天去登记"
    assert question_of(story) == "法律上到底给他多少天去登记"
    assert question_of("我刚到一家餐馆上班") == ""
