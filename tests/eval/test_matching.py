import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval.matching import forbidden, holds, missing

WORDS = st.text("参保缴费医疗待遇年月日天个元领取，。", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("最长二十四个月。", "24个月"),
        ("最长24 个月", "二十四个月"),
        ("最长２４个月", "24个月"),
        ("满两年", "2年"),
        ("按百分之六十支付", "60%"),
        ("每月1,800元", "1800元"),
        ("每月一千八百元", "1,800元"),
        ("限额1.8万元", "18000元"),
        ("①5天内办结", "5天"),
        ("2. 5天内办结", "5天"),
        ("请拨打12333。", "12333"),
        ("二十\n四个月", "24个月"),
        ("依据《社会保险法》第四十六条", "社会保险法》第46条"),
        ("自2025年9月1日起", "二〇二五年九月一日"),
        ("（一）", "(一)"),
        ("报销 60 ％", "60%"),
        ("60%至80%", "60"),
        ("五险一金", "五险一金"),
        ("一次性领取", "一次性"),
    ],
)
def test_a_phrase_is_found_however_it_is_spelt(answer, phrase):
    assert holds(answer, phrase)


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("15天内", "5天"),
        ("十五天内", "5天"),
        ("二十五天", "五天"),
        ("12.5%", "5%"),
        ("12.5%", "2.5%"),
        ("0.5%", "5%"),
        ("115元", "15元"),
        ("1,800元", "800元"),
        ("1 5天", "15天"),
        ("2022年", "2年"),
        ("12333", "2333"),
        ("3个月", "13个月"),
        ("一百二十元", "二十元"),
        ("18000元", "8000元"),
        ("七八天", "8天"),
        ("", "5天"),
        ("5天", ""),
        ("5天", " "),
        ("第一百四十六条", "第四十六条"),
        ("百分之六十五", "60%"),
    ],
)
def test_part_of_another_number_is_not_found(answer, phrase):
    assert not holds(answer, phrase)


@given(WORDS, WORDS, WORDS)
def test_a_phrase_is_in_every_text_around_it(before, phrase, after):
    assert holds(f"{before}{phrase}{after}", phrase)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_number_is_found_only_as_itself(held, wanted):
    assert holds(f"最长{held}天。", f"{wanted}天") == (held == wanted)


@given(st.integers(0, 99_999), st.sampled_from([" ", "　", "\n", "\t", "\u200b"]), WORDS)
def test_white_space_between_words_and_numbers_changes_nothing(number, space, word):
    assume(not word.startswith(("，", "。")))
    assert holds(f"共{space}{number}{space}{word}", f"共{number}{word}")


def test_every_group_needs_one_alternative_and_the_others_are_named():
    must = [["24个月", "两年"], ["12333"], ["60%", "六成"]]
    assert missing("最长2年，可拨打12333", must) == (("60%", "六成"),)


def test_all_forbidden_phrases_that_appear_are_named():
    assert forbidden("最长三十六个月，发60%", ["36个月", "80%", "60%"]) == ("36个月", "60%")


def test_marks_used_inside_cannot_be_smuggled_in_by_a_text():
    assert not holds("最长1\ue001\ue0005天", "5天")
