"""Pieces of real texts: distinct, joined only inside one text, and never fewer than asked for."""

import random

import pytest

from bench.real_texts import distinct
from bench.third_party.shared import AbsentError

TEXTS = [
    ("甲.md", "参保人员应当缴费。\n缴费满十五年的，按月领取。不满的，可以补缴。"),
    ("乙.md", "工伤职工享受待遇。参保人员应当缴费。"),
]


def pieces(size: int) -> list[tuple[str, str]]:
    return list(distinct(TEXTS, size, random.Random(1)))


def test_paragraphs_come_before_sentences_and_sentences_before_joins() -> None:
    found = [text for _, text in pieces(7)]
    assert set(found[:3]) == {
        "参保人员应当缴费。",
        "缴费满十五年的，按月领取。不满的，可以补缴。",
        "工伤职工享受待遇。参保人员应当缴费。",
    }
    assert set(found[3:6]) == {"缴费满十五年的，按月领取。", "不满的，可以补缴。", "工伤职工享受待遇。"}
    assert found[6] == "参保人员应当缴费。缴费满十五年的，按月领取。"


def test_no_piece_is_there_twice_and_each_names_its_document() -> None:
    found = pieces(8)
    assert len({text for _, text in found}) == 8
    assert dict.fromkeys(name for name, _ in found).keys() == {"甲.md", "乙.md"}


def test_too_few_texts_are_refused_with_their_number() -> None:
    with pytest.raises(AbsentError, match="只有 8 段，不够 9 段"):
        pieces(9)
