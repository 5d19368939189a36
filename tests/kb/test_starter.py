"""The knowledge we ship keeps its own schema, and its check finds no error."""

from datetime import date

import pytest

from kb import starter
from kb.check import check, unused_facts
from kb.errors import StarterFileError
from kb.types import AREAS

GOOD = """
- id: {id}
  question: 失业金领多久？
  similar: [一, 二, 三, 四]
  answer: 最长24个月。
  area: 失业保险
  region: "110000"
  source: {{title: 失业保险条例}}
  valid_from: 2011-07-01
  verified: {{against: 失业保险条例 第十七条}}
"""


@pytest.fixture(scope="module")
def shipped():
    return starter.load()


@pytest.fixture
def folder(tmp_path):
    for name in ("entries", "facts"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_every_record_is_read_and_the_check_finds_no_error(shipped):
    assert shipped.problems == []
    errors = [finding for finding in check(shipped, date(2026, 11, 25)) if finding.severity == "error"]
    assert errors == []


def test_every_business_area_of_the_scope_has_entries(shipped):
    assert {entry.area for entry in shipped.entries} == set(AREAS)


def test_every_fact_is_used_by_an_answer_or_is_known_to_be_a_table_of_its_own(shipped):
    unused = unused_facts(shipped.entries, shipped.facts)
    assert len(unused) <= len({fact.name for fact in shipped.facts}) * 0.1, unused


def test_what_no_office_has_reviewed_says_so(shipped):
    assert {entry.review.checked_by for entry in shipped.entries} == {"model"}


def test_a_broken_record_is_named_and_the_others_are_read(folder):
    (folder / "entries" / "x.yaml").write_text(
        GOOD.format(id="good") + GOOD.format(id="Bad Id") + "- 一句话\n", encoding="utf-8"
    )
    (folder / "facts" / "y.yaml").write_text("- {name: 甲, value: 1, 单位: 元}\n", encoding="utf-8")
    read = starter.read(folder)
    assert [entry.id for entry in read.entries] == ["good"]
    assert [(problem.file, problem.record) for problem in read.problems] == [
        ("y.yaml", "甲"),
        ("x.yaml", "Bad Id"),
        ("x.yaml", "第3条"),
    ]
    with pytest.raises(StarterFileError, match="3 处错误"):
        starter.load(folder)


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("  area: 失业保险\n", "  area: 没有的业务\n", "不在清单里"),
        ("  valid_from: 2011-07-01\n", "  valid_from: 2011-07-01\n  valid_to: 2010-01-01\n", "早于生效日期"),
        ("  similar: [一, 二, 三, 四]\n", "  similar: [一]\n", "similar"),
        ("against: 失业保险条例 第十七条", "basis: general, confirm: 12333", "12333"),
        ("  source: {title: 失业保险条例}\n", "", "source"),
    ],
)
def test_what_breaks_the_schema_says_what_is_wrong(folder, line, instead, says):
    text = GOOD.format(id="a")
    assert line in text
    (folder / "entries" / "x.yaml").write_text(text.replace(line, instead), encoding="utf-8")
    (problem,) = starter.read(folder).problems
    assert says in problem.reason
