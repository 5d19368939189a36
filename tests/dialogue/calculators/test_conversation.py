"""When a sum begins, what completes, corrects, repeats and leaves it."""

import pytest

from dialogue.calculators import goes_on, replayed
from tests.dialogue.calculators.figures_for_tests import TODAY, shipped, talk


@pytest.mark.parametrize(
    "said",
    [
        "失业金最多领几个月", "男的多大退休", "女职工退休年龄", "现在退休年龄改成多少了", "被辞退怎么赔偿", "年假规定是几天",
        "产假多少天", "3月忘了报，多算了一成，后面能退吗", "生育津贴怎么算", "社保每个月交多少", "医保门诊报销比例是多少", "我退休后医保卡每月划多少钱",
        "退休金什么时候涨", "我想问男的多大退休", "辞职能领失业金吗", "失业金领到第二年咋变少了，一个月就给两千一百多",
        "在职的，听说门诊没封顶了，那一年超过两万的那截给报多少", "工伤赔多少", "", "？？？", "2024", "我", "一万二",
        "还差十个来月就到退休了，现在领着失业金，能一直领到退休那天不",
    ],
)  # fmt: skip
def test_a_general_question_is_left_to_the_entries(said):
    assert talk(said) is None


def test_a_long_story_is_not_taken_for_inputs():
    assert talk("我工作8年被辞退了，" + "老板人很坏，" * 40 + "能赔多少") is None


def test_only_the_missing_input_is_asked_one_at_a_time():
    turns = ["我什么时候退休", "七零年五月", "男"]
    asked = [talk(*turns[:n]).pending["asked"] for n in (1, 2, 3)]
    assert asked == ["born", "sex", ""]
    assert "2031年10月" in talk(*turns).text


def test_a_missing_input_is_asked_with_choices_to_tap():
    found = talk("我1978年5月生，女的，什么时候退休")
    assert len(found.choices) == 3
    assert [talk("我1978年5月生，女的，什么时候退休", choice).outcome for choice in found.choices] == [
        "answer"
    ] * 3


@pytest.mark.parametrize(
    ("turns", "holds"),
    [
        (["我70年5月生，男，什么时候退休", "不是，是71年5月"], "2033年1月"),
        (["工作8年被辞退，月薪一万二，赔多少", "不对，是一万三"], "104000元"),
        (["我能领几个月失业金", "6年", "说错了，5年"], "28001元"),
        (["住院花了3万，三级医院，在职，能报多少", "不对，是二级医院"], "24969元"),
        (["我77年6月的女工人，哪年退休", "那要是女干部呢"], "2034年5月"),
    ],
)
def test_a_correction_computes_again(turns, holds):
    before = talk(*turns[:-1])
    assert holds not in before.text
    assert holds in talk(*turns).text


@pytest.mark.parametrize("said", ["算了", "不算了", "那算了吧", "取消"])
def test_a_sum_can_be_left(said):
    found = talk("我什么时候退休", said)
    assert (found.outcome, found.pending) == ("chitchat", {})


@pytest.mark.parametrize(
    "said",
    [
        "失业金怎么申请",
        "需要什么材料",
        "医保卡丢了怎么办",
        "失业金最多领几个月",
        "公司不给休呢，赔钱不，几倍",
    ],
)
def test_another_question_is_not_taken_for_an_input(said):
    assert talk("我什么时候退休", said) is None


def test_a_sum_can_be_repeated_said_shorter_begun_again_and_gone_back_in():
    whole = talk("工作8年被辞退赔多少", "一万")
    assert talk("工作8年被辞退赔多少", "一万", "再说一遍").text == whole.text
    assert whole.text.startswith(talk("工作8年被辞退赔多少", "一万", "简单点说").text)
    assert talk("工作8年被辞退赔多少", "一万", "重新算").pending == {
        "calculator": "severance",
        "slots": {},
        "asked": "worked",
    }
    assert talk("工作8年被辞退赔多少", "一万", "上一步").text == talk("工作8年被辞退赔多少").text


def test_which_input_is_wrong_is_asked_and_the_others_are_kept():
    asked = talk("我住院花了5万，三级医院，能报多少", "改一下")
    assert asked.outcome == "clarify" and {"费用", "医院级别"} <= set(asked.choices)
    assert asked.pending["slots"]["cost"] == 50000
    turns = ["我住院花了5万，在职，三级医院，能报多少", "改一下"]
    assert talk(*turns, "3万").text == talk("我住院花了3万，在职，三级医院，能报多少").text
    assert talk(*turns, "医院级别").text == talk("我住院花了5万，在职，能报多少").text
    assert talk(*turns, "医院级别", "二级").text == talk("我住院花了5万，在职，二级医院，能报多少").text


def test_where_nothing_was_given_yet_a_correction_asks_on():
    assert "出生年月" in talk("我什么时候退休", "改一下").text
    assert "2031年10月" in talk("我什么时候退休", "改一下", "男，1970年5月").text


def test_there_is_no_step_before_the_first_question():
    found = talk("我什么时候退休", "返回上一步")
    assert "第一步" in found.text and found.pending == talk("我什么时候退休").pending


def test_a_question_in_simpler_words_tells_what_is_meant():
    plain, question = talk("我什么时候退休", "说简单点").text, talk("我什么时候退休").text
    assert plain != question and plain.endswith(question) and "身份证" in plain


@pytest.mark.parametrize("said", ["重新开始", "从头再来", "再算一遍"])
def test_a_sum_is_begun_again_in_many_words(said):
    assert talk("工作8年被辞退赔多少", "一万", said).pending["slots"] == {}


@pytest.mark.parametrize(
    ("message", "goes"), [("不对，是9年", True), ("我姓王", False), ("海淀", False), ("13800125678", False)]
)
def test_only_what_mends_a_given_sum_goes_on_with_it(message, goes):
    assert goes_on(message, talk("我交了8年失业保险，能领几个月").pending, TODAY) == goes


def test_not_knowing_an_input_names_where_it_is_found_and_keeps_the_sum():
    found = talk("我能领几个月失业金", "不知道")
    assert found.outcome == "unknown" and "12333" in found.text
    assert "9个月" in talk("我能领几个月失业金", "不知道", "查了，三年").text


def test_one_persons_inputs_are_not_used_for_another():
    found = talk("我70年5月生，男，什么时候退休", "我老婆什么时候退休")
    assert found.outcome == "clarify" and "出生" in found.text


def test_what_an_earlier_turn_said_is_not_asked_again():
    assert "2031年10月" in talk("我是男的，70年5月出生", "我什么时候退休").text


def test_the_newest_words_win_over_what_an_earlier_turn_corrected():
    turns = [
        "失业金怎么领",
        "失业金是9年",
        "我交了8年失业保险能领几个月",
    ]  # a follow-up is remembered with its matter
    assert "16个月" in talk(*turns).text


def test_a_message_of_inputs_alone_completes_the_question_before():
    assert "2400元" in talk("去年没休的3天怎么补钱", "月薪8700").text
    assert talk("去年没休的3天怎么补钱", "月薪8700的人多吗") is None


def test_an_impossible_length_is_said_also_where_the_question_before_asked_for_the_rule():
    found = talk("失业金能领几个月", "我交了负3年")
    assert found.outcome == "clarify" and "负数" in found.text and not found.hesitant


def test_a_sum_that_is_plainly_asked_for_stands_although_its_figure_is_not_held():
    found = talk("我2023年5月失业，交了6年，失业金一个月多少")
    assert found.outcome == "unknown" and not found.hesitant
    assert "可领14个月" in found.text and "2023年5月" in found.text


def test_a_message_in_two_clauses_is_one_sum():
    found = talk("交了两年失业险，能领几个月失业金", "一共多少钱")
    assert "12774元" in found.text


def test_bad_input_is_asked_again_and_the_rest_is_kept():
    found = talk("我在公司200年了，月薪一万，被辞退赔多少")
    assert found.outcome == "clarify" and found.pending["slots"] == {"wage": 10000.0}
    assert "80000元" in talk("我在公司200年了，月薪一万，被辞退赔多少", "8年").text


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("我顺产，单位平均工资-5000，生育津贴多少", "大于0"),
        ("工作8年被辞退，月薪0元，赔多少", "大于0"),
        ("在职三级医院门诊花了99999999999，能报多少", "超出了常见范围"),
        ("年假有99天没休，月工资8000，能折多少钱", "不合常理"),
        ("我生了九胞胎，产假几天", "再确认"),
        ("怀孕90周流产，休几天产假", "不合常理"),
        ("我从2023年6月干到2015年3月被辞退，赔多少", "结束时间早于开始时间"),
        ("工作300年年假几天", "超出"),
    ],
)
def test_what_cannot_be_is_said_in_plain_chinese(said, message):
    found = talk(said)
    assert found.outcome == "clarify" and message in found.text


@pytest.mark.parametrize(
    "said", ["公司给了两万", "公司只赔三万", "我有两个孩子", "我电话13800001111", "今年是2026年"]
)
def test_a_figure_about_something_else_does_not_change_the_sum(said):
    for turns in (["工作8年被辞退赔多少"], ["工作8年被辞退赔多少", "月薪一万二"]):
        found = talk(*turns, said)
        assert found is None or found.text == talk(*turns).text


def test_a_conversation_kept_elsewhere_is_replayed():
    pending = replayed(["我什么时候退休", "70年5月"], facts=shipped(), today=TODAY)
    assert pending == {"calculator": "retirement", "slots": {"born": "1970-05", "month": 0}, "asked": "sex"}


def test_every_message_that_begins_a_sum_survives_any_next_message():
    for said in (
        "",
        " ",
        "？",
        "1",
        "-1",
        "0",
        "999999999999",
        "年",
        "一二三四五六七八九十",
        "😀",
        "NaN",
        "2026年13月",
        "万万",
        "零零零",
    ):
        for begun in (
            "我什么时候退休",
            "我能领几个月失业金",
            "我有几天年假",
            "门诊花了五千能报多少",
            "我剖腹产，生育津贴能领多少",
        ):
            talk(begun, said)


def test_a_date_of_another_matter_is_not_a_birth():
    turns = ["我2025年3月被裁了，交了6年，失业金一个月多少", "我什么时候退休"]
    assert talk(*turns).pending["asked"] == "born"
    assert talk("2025年3月我被裁了，那我什么时候退休").pending["asked"] == "born"


def test_years_of_all_work_are_not_taken_for_years_with_this_employer():
    found = talk("工作三年年假几天", "我被辞退了，帮我算一下赔多少，工资8000")
    assert (found.outcome, found.pending["asked"]) == ("clarify", "worked")


def test_everything_asked_for_can_be_given_at_once():
    assert "2032年8月" in talk("我什么时候退休", "1980年1月，女工人").text
