"""Messages about what is remembered, and none besides."""

from __future__ import annotations

import pytest

from dialogue.understand.recall import asks, forgets


@pytest.mark.parametrize(
    "message",
    [
        "你还记得我什么",
        "你记住了我什么信息",
        "你都记得我说过什么",
        "你知道我哪些情况",
        "你记得我多大吗",
        "你存了我哪些资料",
    ],
)
def test_asking_what_is_remembered(message: str) -> None:
    assert asks(message)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("忘掉我的信息", ""),
        ("请忘记我说过的信息", ""),
        ("别记我的情况", ""),
        ("不要再保存我的资料了", ""),
        ("把我说的都忘了吧", ""),
        ("把刚才说的都删掉", ""),
        ("清空你记住的", ""),
        ("忘掉我的年龄", "age"),
        ("别记我在哪个区", None),
    ],
)
def test_asking_to_forget(message: str, name: str | None) -> None:
    assert forgets(message) == name


@pytest.mark.parametrize(
    "message",
    [
        "忘了我的医保密码怎么办",
        "怎么删除我的社保信息",
        "你知道我的医保余额吗",
        "公司把我的档案弄丢了",
        "单位能删除员工信息吗",
    ],
)
def test_other_matters_are_not_taken_for_it(message: str) -> None:
    assert not asks(message)
    assert forgets(message) is None
