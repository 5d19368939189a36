"""Words repeated without end cost no more than their length: a pattern that tries all ways to split them would not end."""

from __future__ import annotations

import time

import pytest

from desk import progress
from desk.reception import requests
from dialogue.understand import grief, small_talk
from kb import articles

_ENDLESS = 300


@pytest.mark.parametrize(
    ("hears", "message"),
    [
        (progress.wanted, "看" * _ENDLESS),
        (progress.wanted, "查" * _ENDLESS),
        (requests.wants_order, "想要" * _ENDLESS + "x"),
        (requests.waits_no_longer, "那我" * _ENDLESS + "x"),
        (articles.asked, "看看查查" * _ENDLESS + "第三条x"),
        (grief.told, "我妈" + "因" * _ENDLESS),
        (grief.told, "我妈" + "刚" * _ENDLESS),
        (small_talk.about_person, "那就" * _ENDLESS + "x"),
        (small_talk.about_person, "转接" * _ENDLESS + "x"),
        (small_talk.only_wants_person, "我想" * _ENDLESS + "x"),
        (small_talk.small_talk, "好的" * _ENDLESS + "x"),
        (small_talk.small_talk, "是这样" * _ENDLESS + "x"),
    ],
)
def test_no_message_hangs_a_turn(hears, message: str) -> None:
    began = time.process_time()
    hears(message)
    assert time.process_time() - began < 1
