"""What a figure was at the time asked about, or that it is not held."""

from datetime import date

import pytest

from dialogue import dated_figures
from kb import starter
from kb.fact import FactTable

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def facts():
    return FactTable(starter.load().facts)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2024年3月那会儿，北京社保缴费基数最低是多少", "6326元"),
        ("去年9月的社保缴费基数下限是多少来着", "7162元"),
        ("2024年12月北京最低工资一个月是多少", "2420元"),
        ("2025年8月的小时最低工资是多少", "13.91元"),
        ("2023年全年法定节假日一共几天", "11天"),
        ("我2028年退休，养老保险最少得交够几年", "15年"),
        ("2032年退养老最低要交几年", "16年6个月"),
        ("2022年的养老个人账户记账利率是多少", "6.12%"),
        ("翻出2022年打的对账单，想核对2021年那一年养老个人账户的利率是百分之几", "6.69%"),
        ("我爸2024年初退的，总说养老账户有六个点。2023年那年还是六个多点吗", "3.97%"),
        ("儿子2025年暑假7月全日制上班，按小时折的最低工资是多少钱", "13.91元"),
        ("2023年10月这个月社保缴费封顶的是哪个数", "33891元"),
        ("2025年6月，工资里扣的失业保险个人那份是百分之几", "0.5%"),
        ("2025年的一次性工亡补助金标准是多少", "1083760元"),
    ],
)
def test_the_figure_of_the_time_asked_about_is_told_with_its_source(facts, question, told):
    step = dated_figures.step(question, facts, "110000", TODAY)
    assert step.outcome == "answer"
    assert told in step.text
    assert step.citations


def test_a_year_that_two_periods_share_shows_both(facts):
    text = dated_figures.step("2024年社保缴费基数上限多少", facts, "110000", TODAY).text
    assert "33891元" in text
    assert "35283元" in text


def test_a_base_without_upper_or_lower_is_told_with_both(facts):
    step = dated_figures.step("前年社保基数多少", facts, "110000", TODAY)
    assert step.outcome == "answer"
    assert ("6821元" in step.text, "35283元" in step.text, len(step.citations)) == (True, True, 2)


def test_what_of_a_year_is_not_held_yet_is_named(facts):
    step = dated_figures.step("今年社保基数上限多少", facts, "110000", date(2026, 11, 27))
    assert "35811元" in step.text
    assert "2026年7月至2026年12月的我没有收录" in step.text


def test_now_is_the_day_of_the_conversation(facts):
    step = dated_figures.step("现在社保基数上限多少", facts, "110000", date(2024, 1, 15))
    assert "33891元" in step.text
    assert "35283" not in step.text


@pytest.mark.parametrize(
    "question",
    [
        "2019年社保缴费基数上限是多少",
        "2022年社保缴费基数上限",
        "2018年最低工资标准",
        "2027年最低缴费基数是多少",
        "明年北京最低工资涨到多少了",
    ],
)
def test_a_period_that_is_not_held_is_said_to_be_missing(facts, question):
    step = dated_figures.step(question, facts, "110000", TODAY)
    assert step.outcome == "unknown"
    assert "没有收录" in step.text
    assert "收录的是2023年" in step.text


@pytest.mark.parametrize(
    "question",
    [
        "社保缴费基数下限是多少",
        "2024年的社保缴费记录在哪查",
        "2023年生的孩子产假几天",
        "公积金2023年利率多少",
        "2023年公积金缴存基数上限",
        "2024年我的社保基数是多少",
    ],
)
def test_other_questions_are_left_to_the_entries(facts, question):
    assert dated_figures.step(question, facts, "110000", TODAY) is None


@pytest.mark.parametrize(("said", "told"), [("那现在呢", "没有收录"), ("那2025年9月呢", "7162元")])
def test_a_follow_up_asks_for_its_own_time_and_not_for_that_before(facts, said, told):
    completed = f"2024年3月社保基数最低多少，{said}"
    text = dated_figures.step(completed, facts, "110000", TODAY, said).text
    assert told in text
    assert "6326" not in text


def test_a_new_question_behind_a_figure_does_not_ask_for_it_again(facts):
    said = "刚工作交社保值不值"
    assert dated_figures.step(f"前年社保基数多少，{said}", facts, "110000", TODAY, said) is None


def test_the_part_of_a_year_that_is_not_held_is_said_to_be_missing(facts):
    text = dated_figures.step("2023年最低工资标准", facts, "110000", TODAY).text
    assert "2420元" in text
    assert "2023年1月至2023年8月的我没有收录" in text


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("2025年3月公司按33891给我交的，那月份的上限应该是多少", True),
        ("2025年3月按上限交，我一共要交多少", False),
        ("最低工资的百分之八十是多少", False),
    ],
)
def test_a_figure_is_told_from_a_sum_of_it(question, only):
    assert dated_figures.asks_only(question) is only
