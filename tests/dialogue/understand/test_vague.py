"""An opening names a matter and asks nothing of it yet."""

from __future__ import annotations

import pytest

from dialogue.understand.vague import names_nothing, opens


@pytest.mark.parametrize(
    "message",
    ["我要报销", "社保怎么办", "医保问题", "孩子的医保", "我想问问退休的事", "社保断了", "咨询一下失业的事"],
)
def test_openings(message: str) -> None:
    assert opens(message)


@pytest.mark.parametrize(
    "message",
    ["产假多少天", "社保卡丢了怎么补办要多少钱", "失业金领几个月", "退休年龄是多大", "医保报销比例"],
)
def test_questions_are_no_openings(message: str) -> None:
    assert not opens(message)


@pytest.mark.parametrize(
    "message",
    ["上次交的东西说不合格让我重弄", "帮我查一下", "我这种情况特殊不知道能不能享受", "多长时间能下来"],
)
def test_what_could_be_about_anything_names_nothing(message: str) -> None:
    assert names_nothing(message)


@pytest.mark.parametrize("message", ["失业金多久能下来", "劳动仲裁时效", "明天天气怎么样"])
def test_a_matter_named_is_something(message: str) -> None:
    assert not names_nothing(message)
