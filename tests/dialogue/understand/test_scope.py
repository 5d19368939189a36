"""Where, for whom and when, from the citizen's words."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue.understand.scope import event_date, insured_type, names_rules, places

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "message",
    [
        "上海产假多少天",
        "我是西安职工医保，在西安住院报百分之几",
        "深圳最低工资是多少",
        "我户口单位都在成都，四川那边生娃产假一共给多少天",
        "老家沈阳的，沈阳灵活就业自己交养老，那边社保补贴一个月补多少钱",
        "表弟在宁波住院治工伤，浙江省的伙食补助是按最低工资的百分之几一天",
        "我在大连上班，户口也迁过来了，辽宁这边育儿假几天",
        "我妈医保是太原的，在太原住院报百分之几",
        "在南京生孩子，晚育假几天",
        "我在北京，爱人在合肥，按安徽的规定护理假几天",
        "社保也在成都自己交，灵活就业最低那一档一个月几百块",
        "失业险交在三河市，失业金一个月能开多少",
    ],
)
def test_rules_of_another_place_are_told(message: str) -> None:
    assert places(message).elsewhere


@pytest.mark.parametrize(
    "message",
    [
        "我是河北医保，来北京看病怎么备案",
        "退休回四川老家长住，医保怎么用",
        "去上海出差急诊能报吗",
        "我上海的社保想转过来",
        "我备的是苏州，跑无锡去住院成不",
        "户口一直是海南省的，失业证怎么办",
        "药店想成为医保定点，怎么申请",
        "在北京交社保",
        "公司在合肥，按北京的规定护理假几天",
        "去广西生孩子我的生育险能用不",
        "人在浙江能不能在这交农村医疗",
        "国寿安康险报门诊吗",
        "俺河北来的，合同到期不续了能领什么",
        "我已经买了深圳社保，家乡的还要交吗",
        "盼着社会长治久安，工资什么时候发",
    ],
)
def test_a_place_come_from_or_gone_to_is_still_beijings_matter(message: str) -> None:
    assert places(message).elsewhere is None


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("按安徽的规定护理假几天", True),
        ("郑州的养老保险条例里多少天答复", True),
        ("在合肥上班，照国家的规定加班给几倍", False),
    ],
)
def test_rules_said_to_be_of_a_place(message: str, named: bool) -> None:
    assert names_rules(message) is named


def test_a_district_of_beijing_is_its_code() -> None:
    assert places("我在丰台上班").beijing == "110106"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("我退休了看门诊报多少", "retired"),
        ("我是居民医保", "resident"),
        ("灵活就业怎么交", "flexible"),
        ("我还上着班呢，不是退休的", "employee"),
        ("在职的和退休的一样吗", None),
    ],
)
def test_who_asks(message: str, kind: str | None) -> None:
    assert insured_type(message) == kind


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("2023年生的孩子", date(2023, 12, 31)),
        ("去年住的院", date(2025, 12, 31)),
        ("上个月离职", date(2026, 10, 31)),
        ("2015年参加工作的", None),
        ("明年退休", None),
        ("那我呢，男的，1970年1月生的", None),
        ("1980年1月的呢", None),
        ("2023年8月生的孩子，产假多少天", date(2023, 8, 31)),
        ("2008年住的院还能报吗", date(2008, 12, 31)),
    ],
)
def test_the_day_of_the_matter(message: str, day: date | None) -> None:
    assert event_date(message, TODAY) == day


@pytest.mark.parametrize(
    "message", ["还有一年多就退休了，五险能不能先不交", "快退休的人能把社保停了吗", "等我退休了能领多少"]
)
def test_who_will_retire_is_not_retired_yet(message: str) -> None:
    assert insured_type(message) is None


def test_who_has_retired_is() -> None:
    assert insured_type("离退休人员医保怎么报") == insured_type("我去年退休了") == "retired"


@pytest.mark.parametrize("message", ["香港少儿参保", "台湾学生怎么上医保", "我是澳门的，在北京上班"])
def test_who_comes_from_hong_kong_asks_for_our_rules(message):
    assert places(message).elsewhere is None
