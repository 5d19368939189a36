"""A figure is recorded once and valued by the date asked about."""

from datetime import date

import pytest
from pydantic import ValidationError

from kb.errors import FactNotInForceError, UnknownFactError
from kb.fact import FactTable, references, with_value
from tests.kb.making import fact

LAST_YEAR = fact(value="2035", start=date(2024, 9, 1), end=date(2025, 8, 31))
THIS_YEAR = fact(value="2129", start=date(2025, 9, 1))
ANSWER = "每月{{月标准·满1年}}。"


@pytest.fixture
def facts():
    return FactTable([THIS_YEAR, LAST_YEAR])


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2024, 9, 1), "每月2035元。"),
        (date(2025, 8, 31), "每月2035元。"),
        (date(2025, 9, 1), "每月2129元。"),
        (date(2026, 11, 25), "每月2129元。"),
    ],
)
def test_an_answer_says_the_value_of_the_day_asked_about(facts, on, says):
    rendered = facts.render(ANSWER, on)
    assert rendered.text == says
    assert [used.period.contains(on) for used in rendered.facts] == [True]


def test_this_year_and_last_year_give_two_values(facts):
    today = date(2026, 3, 1)
    last_year = today.replace(year=2025)
    assert facts.at("月标准·满1年", today).value != facts.at("月标准·满1年", last_year).value


def test_a_day_without_a_value_is_an_error_that_names_the_day(facts):
    with pytest.raises(FactNotInForceError, match="2024-08-31"):
        facts.render(ANSWER, date(2024, 8, 31))


def test_an_unknown_name_is_an_error_that_names_it(facts):
    with pytest.raises(UnknownFactError, match="没有这项"):
        facts.render("{{没有这项}}", date(2025, 9, 1))


def test_values_that_overlap_are_found(facts):
    assert list(facts.overlapping()) == []
    both = FactTable([THIS_YEAR, fact(value="2035", start=date(2024, 9, 1))])
    assert [(a.value, b.value) for a, b in both.overlapping()] == [("2035", "2129")]


def test_a_fact_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValidationError, match="早于"):
        fact(start=date(2025, 9, 1), end=date(2025, 8, 31))


def test_references_are_listed_once_each():
    assert references("{{甲}}、{{ 乙 }}、{{甲}}") == ("甲", "乙")


def spans(facts):
    return [(one.value, one.valid_from, one.valid_to) for one in facts]


def test_a_new_value_ends_the_one_before_the_day_it_starts():
    history = with_value([LAST_YEAR, THIS_YEAR], fact(value="2286", start=date(2026, 9, 1)))
    assert spans(history) == [
        ("2035", date(2024, 9, 1), date(2025, 8, 31)),
        ("2129", date(2025, 9, 1), date(2026, 8, 31)),
        ("2286", date(2026, 9, 1), None),
    ]
    assert list(FactTable(history).overlapping()) == []


def test_a_value_for_a_start_that_is_held_replaces_it():
    assert spans(with_value([LAST_YEAR, THIS_YEAR], fact(value="2130"))) == [
        ("2035", date(2024, 9, 1), date(2025, 8, 31)),
        ("2130", date(2025, 9, 1), None),
    ]


def test_a_value_before_a_later_one_ends_where_that_starts():
    history = with_value([THIS_YEAR], fact(value="2035", start=date(2024, 9, 1)))
    assert spans(history)[0] == ("2035", date(2024, 9, 1), date(2025, 8, 31))
