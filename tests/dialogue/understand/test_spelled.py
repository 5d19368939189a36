"""Pinyin is read as the words of our field, and nothing else is touched."""

from __future__ import annotations

import pytest

from dialogue.understand import spelled


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shiyejin zenme lingqu", "失业金怎么领取"),
        ("yibaokadiule zenmeban", "医保卡丢了怎么办"),
        ("shi1ye4jin1 zen3me ling3", "失业金怎么领"),
        ("wo de yibao yu'e haiyou duoshao", "我的医保余额还有多少"),
        ("lizhi buchang zenme suan n+1", "离职补偿怎么算n+1"),
    ],
)
def test_pinyin_is_read_as_what_citizens_ask(typed: str, meant: str) -> None:
    assert spelled.read(typed) == meant


@pytest.mark.parametrize(
    "message",
    ["京通APP登录不了", "CT和MRI能报吗", "hello", "how are you", "What is the medical insurance?", "失业金"],
)
def test_what_is_no_pinyin_stays_as_it_is(message: str) -> None:
    assert spelled.read(message) == message
