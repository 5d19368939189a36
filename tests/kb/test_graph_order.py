"""Which matter comes first is read off what answers say, and off nothing else."""

import pytest

from kb.graph import order
from kb.graph.read import matter_of
from tests.kb.making import entry


def pairs(answer, question="怎么办？"):
    said = entry("x", question, answer)
    return set(order.pairs(said, matter_of(said)))


@pytest.mark.parametrize(
    ("answer", "pair"),
    [
        ("要先申请工伤认定，再做劳动能力鉴定。", ("工伤认定", "劳动能力鉴定")),
        ("办了失业登记，才能申领失业保险金。", ("失业登记", "失业保险金申领")),
        ("改完名后，尽快办：换领身份证，补换社保卡。", ("改名", "社保卡补换")),
        ("裁决书生效后，单位不履行的，可向法院申请强制执行。", ("劳动仲裁", "申请强制执行")),
        ("步骤：\n1. 到医院做职业病诊断；\n2. 申请工伤认定。", ("职业病诊断", "工伤认定")),
    ],
)
def test_order_is_read_where_the_sentence_says_it(answer, pair):
    assert pair in pairs(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "工伤认定和劳动能力鉴定都可以网上申请。",
        "不用先办失业登记，再申领失业保险金。",
        "先申请工伤认定。劳动能力鉴定找另一个部门。",
        "要先退回失业保险金，然后才能补缴社保。",
        "可以用几种办法：\n1. 申请医疗救助；\n2. 申请临时救助。",
    ],
)
def test_matters_that_only_stand_together_have_no_order(answer):
    assert not pairs(answer)


def test_an_answer_on_a_matter_says_what_is_done_before_it():
    assert ("社保卡挂失", "社保卡补换") in pairs("丢失补卡要先挂失。", "社保卡怎么补办新卡？")
    assert not pairs("来京看病先办异地就医备案。", "外地老人能参加居民医保吗？")


def test_a_question_on_what_follows_says_what_comes_after():
    found = pairs("可以享受社会保险补贴；也可申请公益性岗位。", "认定为就业困难人员后，能享受哪些援助？")
    assert {("就业困难人员认定", "灵活就业社保补贴"), ("就业困难人员认定", "公益性岗位")} <= found


@pytest.mark.parametrize(
    ("question", "similar", "matter"),
    [
        ("没签劳动合同，受伤能申请工伤认定吗？", (), "工伤认定"),
        ("最长几个月？", ("失业金领几个月", "失业金最长多久", "领失业金有期限吗"), "失业保险金申领"),
        ("最长几个月？", ("失业金领几个月",), None),
    ],
)
def test_the_matter_of_an_entry_is_what_its_question_ends_on_or_most_wordings_name(question, similar, matter):
    assert matter_of(entry("x", question, similar=similar)) == matter
