"""A medical emergency: told to call 120 and staff alerted, however it is said; talk of its costs is answered."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "said",
    [
        "胸口闷得厉害喘不上气，我该吃点啥药",
        "我爸现在胸口疼喘不上气",
        "心口疼得受不了",
        "我妈晕过去了！",
        "老伴儿抽搐不止",
        "孩子口吐白沫",
        "他半天没知觉了",
        "我爱人大出血了",
        "老人叫不醒，怎么办",
    ],
)
def test_an_emergency_is_told_to_call_120_and_staff_are_alerted(desk, said):
    done = desk.ask(said)
    assert "120" in done.reply.text[:20]
    assert [alert.category for alert in desk.alerts(done)] == ["medical_emergency"]


@pytest.mark.parametrize(
    "said",
    [
        "产后大出血怎么结算",
        "我媳妇宫外孕大出血，医院按普通住院结的",
        "生的时候大出血 能多休不",
        "工伤职工昏迷，劳动能力鉴定能由家里人替他申请吗",
        "孩子接种后抽搐住院，谁调查",
        "朋友昏迷，医院说等家属来签字才手术，耽误了谁负责",
        "在粉尘车间干了十年，老是喘不上气，能评职业病吗",
        "社保缴费压得小企业喘不过气",
    ],
)
def test_talk_of_what_it_costs_and_who_pays_is_no_emergency(guard, said):
    assert "medical_emergency" not in guard.check(said).categories
