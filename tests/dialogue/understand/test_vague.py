"""An opening names a matter and asks nothing of it yet."""

from __future__ import annotations

import pytest

from dialogue.understand.vague import opens


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
