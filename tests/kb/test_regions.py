"""Which place a text means, and which rules hold there."""

import pytest

from kb import regions
from kb.errors import UnknownRegionError


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", ""),
        ("全国", ""),
        ("北京", "110000"),
        ("丰台区", "110106"),
        ("朝阳", "110105"),
        ("310000", "310000"),
    ],
)
def test_a_cell_is_read_as_name_or_code(cell, code):
    assert regions.parse(cell) == code


@pytest.mark.parametrize("cell", ["火星市", "999999", "110199", "11010"])
def test_a_place_that_does_not_exist_is_refused(cell):
    with pytest.raises(UnknownRegionError):
        regions.parse(cell)


@pytest.mark.parametrize(
    ("rule", "place", "holds"),
    [
        ("", "110106", True),
        ("110000", "110106", True),
        ("110106", "110106", True),
        ("110106", "110105", False),
        ("110106", "110000", False),
        ("310000", "110106", False),
    ],
)
def test_a_rule_covers_its_place_and_all_below(rule, place, holds):
    assert regions.covers(rule, place) is holds


def test_places_are_found_in_the_order_they_are_named():
    text = "我从河北来北京丰台上班"
    assert [regions.name_of(place.code) for place in regions.mentions(text)] == ["河北省", "北京市", "丰台区"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("家住燕郊在国贸上班", ["三河市"]),
        ("从固安到大兴看病", ["固安县", "大兴区"]),
        ("顺德和昆山哪边的厂", ["顺德区", "昆山市"]),
        ("老城区改造，互联网大厂裁员", []),
    ],
)
def test_counties_are_known_by_the_names_callers_use(text, names):
    assert [regions.name_of(place.code) for place in regions.mentions(text)] == names


def test_words_that_only_hold_a_places_name_are_no_places():
    assert regions.mentions("中午吃三明治，喝东方红") == []
