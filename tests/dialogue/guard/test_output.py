"""What may leave: nothing foreign, nothing personal, unless the evidence itself says it."""

from __future__ import annotations

from dialogue.guard import carries_out, without_personal_data

EVIDENCE = "详见 https://rsj.beijing.gov.cn/a ，电话010-63167907。"


def test_a_link_of_the_evidence_may_leave():
    assert not carries_out("请看 https://rsj.beijing.gov.cn/a 。", EVIDENCE)


def test_a_link_that_is_not_in_the_evidence_may_not():
    assert carries_out("请看 https://rsj.beijing.gov.cn.evil.example/a 。", EVIDENCE)
    assert carries_out("请看 www.evil.example 。", EVIDENCE)


def test_html_and_images_may_not():
    assert carries_out("<script>alert(1)</script>", EVIDENCE)
    assert carries_out("![x](http://e.example)", EVIDENCE)


def test_an_offices_telephone_stays_and_a_strangers_is_masked():
    assert without_personal_data("电话010-63167907。", EVIDENCE) == "电话010-63167907。"
    assert without_personal_data("电话13812345678。", EVIDENCE) == "电话[电话]。"
