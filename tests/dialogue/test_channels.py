"""Which office answers, and what stands in a record that only its owner may see."""

import pytest

from dialogue import channels


@pytest.mark.parametrize(
    "said",
    [
        "我的医保余额还有多少", "我医保卡里还有多少钱", "我的医保账户余额是多少", "我的公积金余额多少",
        "我交了几年社保", "我养老交了多少个月了", "请问我一共缴了多少年养老保险",
    ],
)  # fmt: skip
def test_what_stands_in_ones_own_record_is_no_rule(said):
    assert channels.own_value(said)
    assert channels.own_case(said)


@pytest.mark.parametrize(
    "said",
    [
        "我的医保余额怎么查", "我的医保余额怎么少了", "医保卡余额多少可以提现", "我的医保账户每月划多少钱",
        "我交了几年社保能领失业金", "我交了几年社保怎么查", "交了几年社保能退休", "我卡里还有多少钱不能用",
    ],
)  # fmt: skip
def test_a_rule_on_records_is_not_ones_own(said):
    assert not channels.own_value(said)


@pytest.mark.parametrize(
    ("said", "channel"),
    [("我的公积金余额多少", "12329"), ("我的医保余额还有多少", "12393"), ("我交了几年社保", "12333")],
)
def test_the_record_is_looked_up_where_it_is_kept(said, channel):
    assert channel in channels.own_record(said)


@pytest.mark.parametrize(
    ("said", "doctors"),
    [
        ("二甲双胍从一天两片加到四片行不行", True),
        ("保胎针打几天合适", True),
        ("医保最低档加到最高档行不行", False),
        ("胰岛素一个月打几支医保给报", False),
    ],
)
def test_how_to_be_treated_is_a_doctors_to_say(said, doctors):
    assert (channels.left_to_others(said) == "medical_advice") is doctors


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("您给我看看我的申请到哪了", True),
        ("给我查查我交了几年", True),
        ("查出来的单子厂里捏着不给我看", False),
        ("老板拿张纸给我看说最低工资两千四", False),
    ],
)
def test_who_is_to_look_tells_whether_a_record_is_meant(said, ours):
    assert bool(channels.own_case(said)) is ours


def test_a_birth_certificate_of_the_street_is_no_matter_of_the_insurance():
    assert "12345" in (channels.hotline("老家的准生证怎么办") or "")
    assert "12393" in (channels.hotline("生育津贴怎么领") or "")
