"""The day that something happened, and how long the talk stays on it."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue.understand.events import on, stays, told

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ("孩子是2023年5月生的", ("2023-05", "birth")),
        ("去年3月住院的费用还能报吗", ("2025-03", "illness")),
        ("单位上个月把我裁了", ("2026-10", "parting")),
        ("我爸2024年12月3号去世的", ("2024-12-03", "death")),
        ("2023年的缴费基数是多少", None),
        ("前年领过失业金", None),
        ("我1968年生的", None),
    ],
)
def test_what_happened_is_dated_and_a_period_asked_about_is_not(
    message: str, event: tuple[str, str] | None
) -> None:
    assert told(message, TODAY) == event


@pytest.mark.parametrize(
    ("message", "still"),
    [
        ("产假多少天", True),
        ("要带什么材料", True),
        ("社保卡丢了怎么补", False),
        ("换个问题，孩子上学怎么办", False),
        ("这回又生了一个", False),
    ],
)
def test_a_clear_change_of_matter_leaves_the_event(message: str, still: bool) -> None:
    assert stays(message, "birth") is still


def test_what_holds_now_is_not_judged_at_that_day() -> None:
    assert on("津贴怎么算", "2023-05") == "2023-05"
    assert on("现在产假多少天", "2023-05") == ""
