"""Who tells of a loss hears a word on it first; who asks for a rule does not."""

from __future__ import annotations

import pytest

from dialogue.understand import grief
from dialogue.wording import say


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("我妈昨天走了，我好难过，养老金怎么停", "bereaved"), ("我爸上个月去世了，丧葬费怎么领", "bereaved"),
        ("老伴刚刚过世，他的医保怎么办", "bereaved"), ("我老公前天突然没了，单位给什么", "bereaved"),
        ("我妈查出肺癌，报销比例多少", "grave"), ("我流产了，休几天假", "grave"), ("孩子没保住，生育津贴还有吗", "grave"),
    ],
)  # fmt: skip
def test_a_loss_of_ones_own_family_is_heard(message, kind):
    assert grief.told(message) == kind
    assert say(kind)


@pytest.mark.parametrize(
    "message",
    [
        "参保人去世后养老金怎么停", "职工因工死亡待遇有哪些", "如果我妈去世了，她的养老金怎么办", "我们单位有个职工去世了，怎么报",
        "我爸2015年去世的，他的账户还在吗", "我妈走了三个窗口都没办成", "我爸退休走了，档案怎么转", "流产休几天假", "癌症能办特病吗",
        "我的社保卡没了怎么补", "老人去世后多领的要退吗",
    ],
)  # fmt: skip
def test_a_rule_asked_of_others_or_for_one_day_is_no_loss_told(message):
    assert grief.told(message) is None


def test_it_is_said_once():
    assert grief.told("我爸去世了，抚恤金多少", ["我爸去世了，丧葬费怎么领"]) is None
