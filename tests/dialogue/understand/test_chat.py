"""Small talk in words that no list has, and questions that begin like it."""

import pytest

from dialogue.understand import chat


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("greeting", "喂，您好您好，听得见我说话不？"),
        ("identity", "你到底是真人还是电脑呀，叫啥"),
        ("thanks", "您这说话真有耐心，祝您天天开心"),
        ("farewell", "成，那我就先撂了啊，改天再麻烦您"),
    ],
)
def test_small_talk_is_heard_by_its_kind(kind: str, message: str, ear) -> None:  # type: ignore[no-untyped-def]
    assert chat.heard(message, ear) == kind


@pytest.mark.parametrize(
    "message",
    [
        "您辛苦了，问下失业金能领几个月",
        "你吃饭了没，我这退休手续啥时候办",
        "听不清，你说的起付线是多少",
        "喂，你好，" + "我在外地住院，北京医保怎么报销" * 4,
    ],
)
def test_a_question_behind_kind_words_is_none(message: str, ear) -> None:  # type: ignore[no-untyped-def]
    assert chat.heard(message, ear) is None
