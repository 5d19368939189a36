"""Sums that citizens tell as stories: over turns, with figures that are no inputs, of several people or kinds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calculators.late_fee import late_fee
from dialogue.calculators.no_contract import unsigned
from dialogue.calculators.survivors import monthly
from tests.dialogue.calculators.figures_for_tests import TODAY, figures, talk


@pytest.mark.parametrize(
    ("turns", "result"),
    [
        # over turns: what is told before the question belongs to it
        (("我怀孕三个月流产了", "单位月缴费平均工资六千", "生育津贴能有多少钱"), "3000元"),
        (("公司要跟我解除合同", "我干了四年整", "月工资六千，经济补偿该给多少"), "24000元"),
        # figures beside the inputs
        (("合同到期不跟我续了，干了三年，每月固定六千，过去十二个月发过一笔一万二的年终奖，补偿能拿多少",), "21000元"),
        (("说我不胜任，没提前通知，N加一，干了两年，前十二个月平均八千，上个月工资是九千，一共多少",), "25000元"),
        (("公司违法辞退我，一八年五月入职今年十月走的，月工资六千，赔偿金多少",), "102000元"),  # 8.5 x 6000 x 2
        # retirement
        (("我是七〇年的，身份证上写的五月，男的，不算特殊工种。给我算算几几年几月能退休",), "2031年10月"),
        (("我六六年九月生的男的，弹性延迟最晚能干到哪年几月",), "2030年3月"),
        (("我三六年退休，到时候能攒下十七年，离最低年限还差多久",), "还差1年6个月"),
        # unemployment
        (("上次失业批了我十个月，领了六个月就找着活了，这回又交了三年失业险，失业金能领几个月",), "13个月"),
        (("交了二十二年失业保险，领满了五个月失业金，按标准一共应该收到多少",), "11430元"),
        # injury
        (("九级工伤要辞职，本市上年度月平均工资按一万，医疗补助金和就业补助金一共多少",), "120000元"),
        # leave, overtime
        (("干了十二年，年假休了四天，剩下的没安排，每月四千三百五，还得补我多少",), "2400元"),
        (("合同工资八千七，周日加班一天，平时晚上加了两个小时，加班费一共多少",), "950元"),
        (("国庆一二三号上班，四号五号也加班了没补休，月薪八千七，加班费该多少",), "5200元"),
        (("春节值守变电站，除夕到初三四天全在岗，合同月工资八千七，这四天按法定节假日该发多少加班费",), "4800元"),
        (("怀的双棒儿，诊断是难产，产假一共多少天",), "188天"),
        # new sums
        (("社保费欠了十万，拖了二十天，滞纳金多少",), "1000元"),
        (("今年三月一号入职，九月一号才补签的合同，月薪五千，双倍工资差额多少",), "25000元"),
        (("二五年六月全月病假只发了一千，病假工资下限是多少，少发多少",), "1936元"),
        (("灵活就业，养老选的基数是八千，光养老一年下来要交多少钱",), "19200元"),
        (("哥哥工亡，本人工资六千，供养的有两个7岁的孩子，抚恤金每月多少",), "3600元"),
        (("我弟弟领着失业金没了，他每月领两千一百二十九，供养一个孩子，抚恤金给多少",), "12774元"),
    ],
)  # fmt: skip
def test_a_sum_told_as_a_story(turns, result):
    found = talk(*turns)
    assert found is not None and found.outcome == "answer"
    assert result in found.text


def test_two_people_are_worked_out_apart():
    found = talk("公司解散，老张干了六年整一个月七千，小李干了两年，一个月六千，补偿各自多少")
    assert found is not None and found.outcome == "answer"
    assert "老张：经济补偿42000元" in found.text and "小李：经济补偿12000元" in found.text


@pytest.mark.parametrize(
    "said",
    [
        "我老伴儿六六年二月生，我自己七七年九月，厂里女工五十退的，我俩各是哪年哪月退",
    ],
)
def test_a_date_of_another_is_not_taken_for_ones_own(said):
    found = talk(said)
    assert found is None or found.outcome != "answer"


def test_the_average_that_is_told_caps_the_pay_and_is_nobodys_own():
    found = talk("一个月五万二，干了整十四年，全市上年度职工月平均是一万二，封顶能拿多少经济补偿")
    assert found is not None and "经济补偿432000元" in found.text and "按您说的12000元" in found.text


def test_what_is_missing_is_asked_for():
    first = talk("社保费欠了十万，滞纳金多少")
    second = talk("社保费欠了十万，滞纳金多少", "20天")
    assert first is not None and first.outcome == "clarify"
    assert second is not None and "1000元" in second.text
    day = talk("今年三月入职一直没签合同，月薪五千，双倍工资能要多少")
    assert day is not None and day.outcome == "clarify"


def test_an_answer_to_another_sum_is_no_input_of_this_one():
    found = talk("失业金我能领几个月，帮我算算", "8年", "那我的年假有几天，帮我算算")
    assert found is not None and found.calculator == "annual_leave" and found.outcome == "clarify"


@pytest.mark.parametrize(
    "said",
    [
        "社保滞纳金一天多少",
        "没签合同双倍工资最多几个月",
        "病假工资最低多少",
        "工亡抚恤金配偶能领多少",
        "十级工伤医疗补助金多少个月",
        "养老保险最低缴费年限是多少",
    ],
)
def test_a_general_question_is_left_to_the_entries(said):
    assert talk(said) is None


def test_a_question_that_only_follows_what_was_told_is_no_sum():
    assert talk("98年厂里给我买断了工龄", "那之前在厂里干的十几年，退休还给算不") is None
    found = talk("我在公司交了六年多失业险，刚被裁", "那像我这样的，一个月能给多少")
    assert found is not None and "2156元" in found.text


@given(st.integers(1, 1_000_000), st.integers(1, 1000), st.integers(1, 1000))
def test_a_late_fee_grows_with_every_day(owed, days, more):
    assert (
        late_fee(Decimal(owed), days, figures(), TODAY)[0]
        < late_fee(Decimal(owed), days + more, figures(), TODAY)[0]
    )


@given(st.dates(date(2015, 1, 1), date(2026, 1, 1)), st.integers(0, 1500))
def test_a_second_wage_is_owed_for_eleven_months_at_most(joined, worked):
    whole, rest, *_ = unsigned(joined, date.fromordinal(joined.toordinal() + worked), figures(), TODAY)
    assert 0 <= whole <= 11 and 0 <= rest <= 31
    assert whole < 11 or not rest


@given(st.integers(0, 1), st.integers(0, 5))
def test_one_more_dependant_gets_three_tenths(spouse, others):
    one, more = (monthly(Decimal(1000), spouse, n, figures(), TODAY)[0] for n in (others, others + 1))
    assert more - one == 300
