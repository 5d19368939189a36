"""Small talk is answered as such, and never swallows the answer to a question of ours."""

from __future__ import annotations

import pytest

from dialogue.understand.small_talk import only_wants_person, small_talk, wants_person
from dialogue.wording import say


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("喂，有人在吗", "greeting"),
        ("您好，有人在线吗", "greeting"),
        ("嗯", "ack"),
        ("哦哦", "ack"),
        ("好的", "ack"),
        ("行吧", "ack"),
        ("对", "ack"),
        ("没了", "done"),
        ("不用了", "done"),
        ("谢谢啊", "thanks"),
        ("哦谢谢", "thanks"),
        ("那我好难过", "distress"),
        ("好的，谢谢，再见", "farewell"),
        ("不对", "wrong"),
        ("你好笨啊", "complaint"),
        ("好难过", "distress"),
        ("跑了一上午，心里憋得慌，就想跟你唠两句", "distress"),
        ("这么晚了你们还上着班呐，辛苦辛苦", "thanks"),
        ("干嘛要知道这个", "why"),
        ("我不想说", "declined"),
        ("今天天气怎么样", "joke"),
        ("多亏你们前天讲得明白，我老伴也夸你有耐心", "thanks"),
        ("行，没别的事了，挂了啊", "farewell"),
        ("刚才不该冲你嚷，对不住", "distress"),
        ("你到底是活人还是电脑呀", "identity"),
        ("这小机器人比我儿子有耐心", "thanks"),
        ("你们就知道踢皮球", "complaint"),
        ("怎么转人工", "how_person"),
        ("12345怎么转人工服务", "how_person"),
        ("转人工按几", "how_person"),
        ("有没有人工客服", "how_person"),
        ("我不要转人工", "no_person"),
        ("别给我转人工", "no_person"),
        ("不用人工了", "no_person"),
        ("你们太差劲了，什么都不懂", "complaint"),
        ("我要投诉你", "complaint"),
        ("你个傻X", "complaint"),
    ],
)
def test_a_bare_word_gets_a_natural_reply(message, kind):
    assert small_talk(message) == kind
    assert say(kind)


@pytest.mark.parametrize("message", ["是的", "对", "嗯", "不是", "没有", "不用", "算了", "好的", "没了"])
def test_what_answers_a_question_of_ours_is_left_to_it(message):
    assert small_talk(message) is not None
    assert small_talk(message, asked_back=True) is None


@pytest.mark.parametrize("message", ["谢谢", "你好", "再见"])
def test_courtesy_stays_courtesy_while_we_wait(message):
    assert small_talk(message, asked_back=True) is not None


@pytest.mark.parametrize(
    "message",
    ["职工", "北京", "没有交过", "不是，我是居民医保", "好，那生育津贴呢", "不用交吗", "行不行", "谁能代办", "垃圾处理费怎么收",
     "有人在家照顾老人吗", "为什么要交这个", "天气热有高温补贴吗", "嗯，我想问产假", "两家来回踢皮球，我找哪个电话",
     "我要投诉单位", "他什么都不懂怎么认定", "我妈有点傻能评残吗", "投诉医院打哪个电话"],
)  # fmt: skip
def test_what_may_ask_something_is_not_swallowed(message):
    assert small_talk(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "谢谢，那生育津贴几天到账",
        "没别的事了，就想问问退休怎么办",
        "谢谢啊。再多问一句，这批疫苗要是补打，掏钱不？",
    ],
)
def test_kind_words_before_a_question_are_no_small_talk(message):
    assert small_talk(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "转人工",
        "我要找人工客服",
        "请帮我转接一下人工",
        "人工服务",
        "能转人工吗",
        "听不懂，转人工",
        "转人工，你说的不对",
    ],
)
def test_a_wish_for_a_person_is_heard_alone_and_beside_a_few_words(message):
    assert wants_person(message)
    assert only_wants_person(message)


@pytest.mark.parametrize(
    "message",
    [
        "我不要转人工",
        "怎么转人工",
        "人工流产能报销吗",
        "人工费怎么算",
        "我是客服，被辞退了",
        "打12345，转人工，没人接",
    ],
)
def test_talk_of_persons_is_no_wish_for_one(message):
    assert not wants_person(message)


def test_what_is_expected_of_a_person_is_no_message_that_only_wants_one():
    assert not only_wants_person("我要工作人员给我道歉")


def test_what_repeats_itself_is_read_in_no_time():
    assert small_talk("你是谁" * 40 + "x") is None
