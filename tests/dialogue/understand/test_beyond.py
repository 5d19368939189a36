"""What is beyond general rules is told from questions in the same words that rules answer."""

import pytest

from dialogue.understand import beyond


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("record", "我上礼拜递的工伤材料，您给瞧瞧批到哪一步了"),
        ("future", "明年失业金准备涨到多少钱一个月"),
        ("price", "朝阳医院和友谊医院哪家做白内障便宜"),
        ("verdict", "我这官司打下去能不能赢，您给估摸估摸"),
    ],
)
def test_beyond_rules(kind: str, message: str, ear) -> None:  # type: ignore[no-untyped-def]
    heard = beyond.shipped().heard(message, ear.embed(message))
    assert heard.kind == kind
    assert heard.outweighs(0.7)


@pytest.mark.parametrize(
    "message",
    [
        "工伤认定要多少天出结果",
        "失业金现在一个月多少钱",
        "白内障手术的人工晶体医保报不报",
        "劳动仲裁不服还能去哪告",
    ],
)
def test_rules_answer(message: str, ear) -> None:  # type: ignore[no-untyped-def]
    assert not beyond.shipped().heard(message, ear.embed(message)).outweighs(0.3)


def test_it_knows_its_space(ear) -> None:  # type: ignore[no-untyped-def]
    assert beyond.shipped().space == ear.space
