from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.matching import canonical

DIGITS = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """A whole number in words, the long way round: groups of four digits."""
    if number == 0:
        return "零"
    groups = [(number // 10**8, "亿"), (number // 10**4 % 10**4, "万"), (number % 10**4, "")]
    text = ""
    for value, unit in groups:
        if value:
            gap = text and value < 1000
            text += ("零" if gap else "") + four_digits(value) + unit
    return text[1:] if text.startswith("一十") else text


def four_digits(number: int) -> str:
    text, pending = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if pending and text else "") + DIGITS[digit] + unit
            pending = False
        else:
            pending = True
    return text


@given(st.integers(0, 10**11))
def test_a_number_in_words_equals_the_same_number_in_digits(number):
    assert canonical(f"共{spoken(number)}元") == canonical(f"共{number}元")


@given(st.integers(1000, 10**10))
def test_thousands_may_be_set_apart_by_commas(number):
    assert canonical(f"{number:,}元") == canonical(f"{number}元")


@given(st.integers(1900, 2099))
def test_a_year_spelt_digit_by_digit_equals_the_year(year):
    spelt = "".join(DIGITS[int(digit)] for digit in str(year))
    assert canonical(f"{spelt}年") == canonical(f"{spelt.replace('零', '〇')}年") == canonical(f"{year}年")


@given(st.integers(0, 100), st.integers(1, 9))
def test_percentages_in_words_equal_those_in_figures(whole, tenth):
    assert canonical(f"百分之{spoken(whole)}点{DIGITS[tenth]}") == canonical(f"{whole}.{tenth}%")


@given(st.decimals("0.1", "999", places=1))
def test_ten_thousands_are_multiplied_out(number):
    assert canonical(f"{number}万元") == canonical(f"{(number * 10_000).quantize(Decimal(1))}元")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一千八", "1800"),
        ("三万五", "35000"),
        ("一百五", "150"),
        ("两百五", "250"),
        ("一百零五", "105"),
        ("一万零五", "10005"),
        ("十", "10"),
        ("一十五", "15"),
        ("一亿二千万", "1.2亿"),
        ("3万5千", "三万五千"),
        ("1万2000元", "12000元"),
        ("百分之百", "100%"),
        ("百分之零点五", "0.5%"),
        ("千分之二", "0.2%"),
        ("5‰", "0.5%"),
        ("万分之五", "0.05%"),
        ("三分之一", "1/3"),
        ("两倍半", "2倍半"),
        ("二点五倍", "2.5倍"),
        ("一点八万", "18000"),
        ("8.0%", "8%"),
        ("2025年07月01日", "2025年7月1日"),
        ("2025-07-01", "二〇二五年七月一日"),
        ("2025.7.1", "2025/7/1"),
        ("二○二五年", "2025年"),
        ("第四十六条", "第46条"),
        ("１，８００元", "1800元"),
        ("５百元", "五百元"),
    ],
)
def test_two_spellings_are_one(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("七八天", "78天"),
        ("七八天", "8天"),
        ("010", "10"),
        ("1.5", "15"),
        ("5百分点", "500分点"),
        ("1,80元", "180元"),
        ("12/24", "1/2"),
        ("3点5分", "3.5分"),
        ("60%", "60‰"),
        ("二百", "2"),
    ],
)
def test_two_numbers_stay_two(one, other):
    assert canonical(one) != canonical(other)


@given(st.text())
def test_any_text_at_all_can_be_folded_and_folding_twice_changes_no_match(text):
    assert canonical(text) == canonical(text)
