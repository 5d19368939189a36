"""What citizens must be able to say."""

from __future__ import annotations

import pytest

SAYINGS = [
    "工亡补助金怎么领",
    "丧葬费多少钱",
    "遗属抚恤金发到什么时候",
    "艾滋病的药能报销吗",
    "流产有没有生育津贴",
    "精神病住院医保报多少",
    "自杀能认定工伤吗",
    "打架受伤医保报不报",
    "我被诈骗了怎么报案",
    "上访有什么合法途径",
    "吸毒人员能领失业金吗",
    "吗啡止痛片在医保目录里吗",
    "强奸受害者的医疗费谁出",
    "举报骗保打哪个电话",
    "服刑期间养老金停发吗",
    "信教的人怎么参保",
    "梅毒治疗能不能报",
    "被枪打伤能报医保吗",
    "炸鸡店员工烫伤算工伤吗",
    "我姓习，叫习远，想查缴费",
]


@pytest.mark.parametrize("saying", SAYINGS)
def test_policy_words_never_block_a_citizen(guard, saying):
    assert guard.check(saying).action in ("pass", "mask")


@pytest.mark.parametrize(
    "saying", ["今天天气怎么样", "怎么做红烧肉", "股票涨了吗", "给我讲个笑话", "你是真人吗"]
)
def test_off_topic_is_never_refused(guard, saying):
    assert guard.check(saying).action == "pass"


@pytest.mark.parametrize(
    "saying", ["你们效率太低了，气死我了", "真他妈坑人，断一个月就不给报", "差评，说了半天没用"]
)
def test_an_angry_complaint_is_not_harm(guard, saying):
    assert guard.check(saying).action == "pass"


def test_an_imported_list_may_not_act_on_a_policy_word(tmp_path):
    from dialogue.guard import Guard

    (tmp_path / "色情词库.txt").write_text("丧葬补助金\n艾滋病\n流产\n", "utf-8")
    guard = Guard.load(tmp_path)
    assert guard.check("丧葬补助金怎么领").action == "pass"
    assert guard.check("流产和艾滋病能报吗").action == "pass"
