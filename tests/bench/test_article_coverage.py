"""Which articles some entry points to, read from locators as they are written."""

import os
from datetime import date
from pathlib import Path

import pytest

from bench.article_coverage import core_files, coverage, for_offices, main, named, numbers
from ingest.documents import parse
from kb import starter
from kb.entry import Entry, Source, Verified

LAW = """# 中华人民共和国休假法
2020年1月1日公布

第一条 为了休假，制定本法。

第二条 职工每年可以休假。

第三条 单位应当安排休假。

第四条 单位不安排的，应当补发工资。

第五条 本法自公布之日起施行。

附录

一、附录里的编号不是条。
"""


def entry(name: str, title: str, locator: str | None, against: str) -> Entry:
    source = Source(title=title, locator=locator, date=date(2020, 1, 1))
    return Entry(id=name, question=name, answer="可以。", source=source, verified=Verified(against=against))


@pytest.mark.parametrize(
    ("locators", "expected"),
    [
        ("第四十六条", [46]),
        ("第二条第二款第三项、第十五条", [2, 15]),
        ("第十八条至第二十条、第三十六条", [18, 19, 20, 36]),
        ("第一百零二条", [102]),
        ("二、三（一）", [2, 3]),
        ("附录", []),
    ],
)
def test_articles_are_read_from_a_locator(locators, expected):
    assert list(numbers(locators)) == expected


def test_an_article_is_covered_by_the_source_or_by_what_was_read_against_it(tmp_path):
    file = tmp_path / "休假法(2020-01-01).md"
    file.write_text(LAW, encoding="utf-8")
    held = named(
        [
            entry("source", "中华人民共和国休假法", "第二条", "别的法 第五条"),
            entry("against", "别的法", "第一条", "别的法 第一条；休假法 第三条至第四条"),
        ]
    )
    found = coverage(parse(file), held)
    assert [(article.locator, article.entries) for article in found.articles] == [
        ("第一条", ()),
        ("第二条", ("source",)),
        ("第三条", ("against",)),
        ("第四条", ("against",)),
        ("第五条", ()),
    ]
    assert found.covered == 3


def test_a_document_that_is_not_at_hand_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("JXB_SHARED", str(tmp_path))
    main([])
    assert "略过 社会保险法" in capsys.readouterr().out
    assert all(path is None for _, path in core_files(tmp_path / "data"))


def test_an_article_that_concerns_no_citizen_is_not_missed(tmp_path):
    file = tmp_path / "休假法(2020-01-01).md"
    file.write_text(LAW, encoding="utf-8")
    listed = tmp_path / "listed.tsv"
    listed.write_text(
        "# 头\n休假法\t第一条\t立法目的\n中华人民共和国休假法\t第五条\t施行日期\n", encoding="utf-8"
    )
    held = named([entry("two", "休假法", "第二条", "休假法 第三条")])
    found = coverage(parse(file), held, for_offices(listed))
    assert [article.locator for article in found.missing] == ["第四条"]
    assert found.articles[0].why_none == "立法目的"


def test_no_article_of_the_core_documents_is_missing():
    shared = Path(os.environ.get("JXB_SHARED") or Path(__file__).parents[3] / "shared") / "data"
    if not shared.is_dir():
        pytest.skip(f"{shared} is absent")
    held, needless = named(starter.load().entries), for_offices()
    files = [path for _, path in core_files(shared) if path]
    missing = [
        (path.stem, article.locator)
        for path in files
        for article in coverage(parse(path), held, needless).missing
    ]
    assert files
    assert missing == []
