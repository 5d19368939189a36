"""A question worded as an entry is certain, also in the short form people type."""

from __future__ import annotations

import pytest

from retrieval.search import _short_forms


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("北京的生育津贴怎么算，能领多少钱？", "生育津贴怎么算"),
        ("在北京生孩子，产假一共能休多少天？", "生孩子，产假一共能休多少天？"),
        ("社保卡丢了怎么挂失？", "社保卡丢了怎么挂失"),
    ],
)
def test_the_place_and_what_follows_the_first_clause_may_be_left_out(question: str, form: str) -> None:
    assert form in _short_forms(question)


def test_a_clause_too_short_to_ask_anything_is_no_form() -> None:
    assert "生孩子" not in _short_forms("在北京生孩子，产假一共能休多少天？")
