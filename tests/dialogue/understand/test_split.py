"""A message is taken apart where it holds several questions, and nowhere else."""

from __future__ import annotations

import pytest

from dialogue.understand.split import MOST, interrogative, question_of, split


def said(message: str) -> list[str]:
    return [part.said for part in split(message)]


def perhaps(message: str) -> list[str]:
    """The questions that one message may be instead."""
    (whole,) = split(message)
    return [part.said for part in whole.apart]


def test_marked_questions_are_apart_and_certain() -> None:
    assert said("产假多少天？生育津贴怎么算？") == ["产假多少天", "生育津贴怎么算"]


@pytest.mark.parametrize(
    "message",
    [
        "看门诊花过多少开始报，还有医保卡每月划多少钱",
        "看门诊花过多少开始报，另外，医保卡每月划多少钱",
        "看门诊花过多少开始报。顺便问一下医保卡每月划多少钱",
        "看门诊花过多少开始报 再问一下 医保卡每月划多少钱",
        "1、看门诊花过多少开始报\n2、医保卡每月划多少钱",
        "1.看门诊花过多少开始报 2.医保卡每月划多少钱",
        "一是看门诊花过多少开始报二是医保卡每月划多少钱",
        "一个是看门诊花过多少开始报一个是医保卡每月划多少钱",
        "看门诊花过多少开始报，再就是医保卡每月划多少钱",
        "看门诊花过多少开始报，对了，医保卡每月划多少钱",
    ],
)
def test_words_that_lead_on_set_questions_apart(message: str) -> None:
    assert said(message) == ["看门诊花过多少开始报", "医保卡每月划多少钱"]


def test_what_is_set_apart_is_a_question_though_it_only_names_a_thing() -> None:
    assert said("伤残鉴定多久出结果？顺便问下北京最低工资") == ["伤残鉴定多久出结果", "北京最低工资"]
    assert said("居民住院封顶线；卖药给别人会咋处理") == ["居民住院封顶线", "卖药给别人会咋处理"]


def test_clauses_that_ask_are_only_perhaps_questions_of_their_own() -> None:
    message = "试用期最多几个月，这期间工资最少给几成"
    assert said(message) == [message]
    assert perhaps(message) == ["试用期最多几个月", "这期间工资最少给几成"]


def test_each_of_several_questions_may_be_several_again() -> None:
    (first, second) = split("试用期最多几个月，这期间工资最少给几成？社保卡丢了怎么补？")
    assert [part.said for part in first.apart] == ["试用期最多几个月", "这期间工资最少给几成"]
    assert not second.apart


def test_a_name_beside_a_question_is_perhaps_one_too() -> None:
    (whole,) = split("男的陪产假，公司赔了钱还能再领失业金吗")
    assert [(part.said, part.named) for part in whole.names] == [
        ("男的陪产假", True),
        ("公司赔了钱还能再领失业金吗", False),
    ]
    assert not whole.apart


@pytest.mark.parametrize(
    "message",
    ["在职，三级医院，住院能报多少", "1966年11月生的，多大退休", "跟团旅游半道上没备案的，能报吗"],
)
def test_who_and_where_are_no_questions(message: str) -> None:
    (whole,) = split(message)
    assert not whole.names


def test_a_story_belongs_to_the_question_after_it() -> None:
    (first, second) = split("我签了三年合同，试用期最多几个月，工资最少给几成")[0].apart
    assert (first.story, first.said) == ("我签了三年合同", "试用期最多几个月")
    assert second.earlier == first.whole


def test_what_is_still_so_is_told_and_not_asked() -> None:
    assert perhaps("领着失业金呢，找着工作了多少天之内得去停") == []


def test_who_lies_in_hospital_tells_it() -> None:
    assert perhaps("砸了脚住院呢，护工钱谁出") == []


def test_a_first_step_numbers_no_question() -> None:
    assert perhaps("工伤了第一步该干啥，住院吃饭给多少钱") == ["工伤了第一步该干啥", "住院吃饭给多少钱"]
    assert said("怎么申请？第一步该干啥？") == ["怎么申请", "第一步该干啥"]


def test_true_or_false_asks() -> None:
    assert said("买了意外险工伤险就可以不交，真的假的？我该上哪儿报") == [
        "买了意外险工伤险就可以不交，真的假的",
        "我该上哪儿报",
    ]


def test_is_that_right_asks_about_what_was_told_before_it() -> None:
    (_, second) = split("社保信息别人能随便查吗，我按钟点给钱，老板说工伤险他不用管，对吗")[0].apart
    assert (second.story, second.said) == ("我按钟点给钱", "老板说工伤险他不用管，对吗")


def test_a_message_without_marks_is_parted_after_what_is_asked() -> None:
    assert perhaps("产假多少天生育津贴怎么算") == ["产假多少天", "生育津贴怎么算"]


def test_two_matters_that_share_a_question_are_two_questions() -> None:
    assert perhaps("养老和医保都想从老家转到北京，各要多少天") == [
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
    assert len(split(message)) == 1
    assert not split(message)[0].apart


def test_a_long_list_is_cut_at_what_one_turn_can_answer() -> None:
    assert len(split("产假几天？" * 9)) == MOST


def test_the_question_of_a_story_is_its_last_asking_clause() -> None:
    story = "我刚到一家餐馆上班，老板说干满仨月再给上保险，法律上到底给他多少天去登记"
    assert question_of(story) == "法律上到底给他多少天去登记"
    assert question_of("我刚到一家餐馆上班") == ""


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "舅舅点头让他去饭馆端盘子，这也叫童工？他以前被处罚过，往后上学会不会不要他",
            ["舅舅点头让他去饭馆端盘子，这也叫童工", "他以前被处罚过，往后上学会不会不要他"],
        ),
        (
            "这按住院给报还是按门诊？万一没刷成，手机上能报消不，我跑不动了",
            ["这按住院给报还是按门诊", "万一没刷成，手机上能报消不，我跑不动了"],
        ),
        (
            "早年那个存折还能支出来不 现在卡里的钱买自费药刷得了吗",
            ["早年那个存折还能支出来不", "现在卡里的钱买自费药刷得了吗"],
        ),
    ],
)
def test_a_mark_or_a_pause_after_a_question_ends_it(message: str, parts: list[str]) -> None:
    assert said(message) == parts


@pytest.mark.parametrize(
    "message",
    ["两家都给我上了医保，多交的打水漂了？要得回来不", "藿香正气水能报不 哪类的", "这都不算，还要怎么证明"],
)
def test_what_asks_on_of_the_same_stays(message: str) -> None:
    assert len(said(message)) == 1


@pytest.mark.parametrize("text", ["兄弟几个谁也不吭声", "我们几个都被辞退了", "哪儿都不给办"])
def test_a_telling_with_the_words_of_a_question_asks_nothing(text):
    assert not interrogative(text)


@pytest.mark.parametrize("text", ["我们几个月的工资能要回来吗", "谁都能申请吗", "兄弟几个谁来领"])
def test_a_question_with_words_that_also_tell_asks(text):
    assert interrogative(text)
