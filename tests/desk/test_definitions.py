"""What staff decide about orders is data: checked before use, versioned, and old orders keep theirs."""

from datetime import date

import pytest
import yaml

from desk.errors import FieldError, TicketModelError
from desk.orders import Filing, routing
from desk.orders.calendar import Calendar
from desk.orders.deadlines import alarm
from desk.orders.definition import parse, shipped
from tests.desk.people import AGENT, LEAD, TODAY, WAGES


def changed(**parts):
    rows = yaml.safe_load(shipped()["default"].to_yaml())
    return parse(yaml.safe_dump({**rows, **parts}, allow_unicode=True))


def with_field(**field):
    rows = yaml.safe_load(shipped()["default"].to_yaml())
    return changed(fields=[*rows["fields"], field])


def test_a_definition_survives_export_and_import():
    for definition in shipped().values():
        assert parse(definition.to_yaml()) == definition


def test_a_new_version_adds_a_field_and_old_orders_keep_their_own(desk_, filed):
    saved = desk_.definitions.save(with_field(name="hospital", label="医院", type="text"), LEAD)
    assert saved.version == 2
    new = desk_.file(Filing({**WAGES, "hospital": "某医院"}), AGENT, TODAY)
    assert (filed.model_version, new.model_version) == (1, 2)
    assert desk_.definition_of(desk_.get(filed.number)).field("hospital") is None
    with pytest.raises(FieldError, match="没有「hospital」"):
        desk_.edit(filed.number, {"hospital": "某医院"}, AGENT)


def test_the_same_content_again_is_no_new_version(desk_):
    first = desk_.definitions.save(with_field(name="hospital", label="医院", type="text"), LEAD)
    assert desk_.definitions.save(first, LEAD).version == first.version


def test_a_new_kind_of_order_needs_no_code(desk_):
    text = """
name: visit
version: 1
fields:
  - {name: who, label: 来访人, type: text, required: always, ask: 请问您是？}
  - {name: wish, label: 事由, type: choice, choices: [查档, 调解]}
routing: [{when: {wish: [调解]}, department: 调解室, level: street}]
deadlines: [{days: 2}]
"""
    desk_.definitions.save(parse(text), LEAD)
    ticket = desk_.file(Filing({"who": "李某", "wish": "调解"}, model="visit"), AGENT, TODAY, confirmed=True)
    assert (ticket.department, ticket.level, ticket.due) == ("调解室", "street", date(2026, 11, 25))


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"fields": []}, "一个字段也没有"),
        ({"routing": [{"when": {"colour": ["红"]}, "department": "甲"}]}, "colour 不是字段"),
        ({"deadlines": [{"days": 0}]}, "deadlines.0.days"),
        ({"reports": [{"name": "坏", "group_by": ["nothing"]}]}, "报表「坏」"),
        ({"surprise": 1}, "surprise"),
        ({"fields": [{"name": "a", "label": "甲", "type": "choice"}]}, "没有写 choices"),
        ({"fields": [{"name": "A b", "label": "甲", "type": "text"}]}, "fields.0.name"),
        ({"fields": [{"name": "a", "label": "甲", "type": "text"}] * 2}, "字段重复"),
        ({"fields": ["a"]}, "fields.0 有误：应当写成「名称: 值」的形式"),
        ({"fields": [{"name": "a", "type": "text"}]}, "fields.0.label 有误：缺少这一项"),
        ({"fallback": {"department": "热线", "level": "moon"}}, "fallback.level 有误：只能是"),
    ],
)
def test_a_mistake_in_a_definition_is_named_before_anything_uses_it(parts, says):
    with pytest.raises(TicketModelError, match=says):
        changed(**parts)


def test_text_that_is_no_definition_is_refused():
    for text in ("", "[1]", "a: [", "name: x"):
        with pytest.raises(TicketModelError):
            parse(text)


def test_an_unknown_kind_of_order_is_said_so(desk_):
    with pytest.raises(TicketModelError, match="没有工单模型「nobody」"):
        desk_.file(Filing({}, model="nobody"), AGENT, TODAY)


def test_a_rule_decides_the_department_and_its_district():
    found = routing.suggest(shipped()["default"], dict(WAGES))
    assert (found.department, found.level) == ("丰台区劳动保障监察机构", "district")
    assert found.confidence == 0.9


def test_without_a_rule_the_words_suggest_with_their_own_confidence_and_else_the_fallback():
    definition = shipped()["default"]
    asked = {"request_type": "咨询", "area": "社保卡"}
    assert routing.suggest(definition, asked, "社保卡服务网点", 0.41).confidence == 0.41
    assert routing.suggest(definition, asked).department == "热线值班组"
    assert routing.suggest(definition, asked).confidence < 0.3


def test_urgent_words_make_an_urgent_order():
    assert routing.suggest(shipped()["default"], {**WAGES, "urgent": True}).priority == "urgent"


def test_deadlines_count_working_days_from_the_day_passed_in(filed, desk_):
    assert filed.due == date(2026, 12, 14)  # 15 working days after Monday 2026-11-23
    asked = desk_.file(
        Filing({"request_type": "咨询", "area": "社保卡", "summary": "怎么补卡"}),
        AGENT,
        date(2026, 11, 27),
        confirmed=True,
    )
    assert asked.due == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 25), "stage_overdue"),
        (date(2026, 12, 9), "due_soon"),
        (date(2026, 12, 14), "due_soon"),
        (date(2026, 12, 15), "overdue"),
    ],
)
def test_a_warning_comes_before_the_day_and_an_alarm_after_it(filed, desk_, today, expected):
    assert alarm(filed, desk_.definition_of(filed), today) == expected


def test_an_answered_order_alarms_nobody(desk_, filed, walk):
    answered = walk(filed.number, "review", "dispatch", "accept", "reply", "approve")
    assert alarm(answered, desk_.definition_of(filed), date(2027, 3, 1)) is None


def test_holidays_are_not_working_days_and_an_announced_year_counts_as_announced():
    plain = Calendar()
    # 1 to 3 October are statutory in a year nobody has announced yet, then a weekend
    assert plain.add(date(2027, 9, 30), 1) == date(2027, 10, 4)
    entered = Calendar(frozenset(date(2027, 10, n) for n in range(1, 8)), frozenset({date(2027, 10, 9)}))
    assert entered.add(date(2027, 9, 30), 1) == date(2027, 10, 8)
    assert entered.is_workday(date(2027, 10, 9))


def test_the_announced_days_hold_without_anybody_entering_them():
    days = Calendar()
    assert days.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert days.is_workday(date(2026, 10, 10))  # a Saturday worked
    assert not days.is_workday(date(2025, 10, 8))


def test_counting_working_days_back_and_forth_agrees():
    days = Calendar()
    for start in (date(2026, 2, 10), date(2026, 9, 28), date(2026, 12, 30)):
        for number in range(1, 12):
            assert days.between(start, days.add(start, number)) == number
