"""The shared laws, Beijing's notices, other regions' laws and the drug catalogue go in whole."""

import re

import pytest

from ingest import ingest
from ingest.documents import parse
from kb.types import Authority

ARTICLE = re.compile(r"^[\s\u3000]*第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三]+)?", re.MULTILINE)


@pytest.fixture
def everything(shared, store):
    folders = ["laws", "bj-policy", "laws-other-regions", "drug-catalog-2024"]
    return ingest([shared / name for name in folders], store), store


def test_nothing_is_rejected_and_nothing_is_added_twice(everything, shared):
    report, store = everything
    assert report.errors == []
    again = ingest([shared / "laws", shared / "bj-policy"], store)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 136)


def test_no_article_is_lost(shared):
    files = [
        *shared.glob("laws/*/*.md"),
        *shared.glob("laws-other-regions/*/*.md"),
        *shared.glob("bj-policy/2*.md"),
    ]
    assert len(files) >= 158
    for file in files:
        locators = [passage.locator for passage in parse(file).passages]
        articles = [
            here
            for before, here in zip([None, *locators], locators, strict=False)
            if here != before and here and here.startswith("第")
        ]
        assert len(articles) == len(ARTICLE.findall(file.read_text(encoding="utf-8"))), file.name


def test_no_text_of_the_articles_is_lost(shared):
    for file in shared.glob("laws/社会法/*.md"):
        body = file.read_text(encoding="utf-8").partition("INFO END -->")[2]
        found = {line for passage in parse(file).passages for line in passage.text.split("\n")}
        joined = "".join(found)
        for line in filter(None, map(str.strip, body.split("\n"))):
            assert line.startswith("#") or line in joined or line in parse(file).document.title, (
                file.name,
                line,
            )


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("北京市优化营商环境条例(2020-03-27).md", "2020-04-28", "2024-11-28"),
        ("北京市优化营商环境条例(2024-11-29).md", "2024-11-29", None),
        ("船员条例(2020-03-27).md", "2020-03-27", "2023-07-19"),
        ("船员条例(2023-07-20).md", "2023-07-20", None),
        ("慈善法(2016-03-16).md", "2016-09-01", "2024-09-04"),
        ("慈善法(2023-12-29).md", "2024-09-05", None),
        ("个体工商户条例(2016-02-06).md", "2016-02-06", "2022-10-31"),
        ("退役士兵安置条例(2011-10-29).md", "2011-11-01", "2024-08-31"),
        ("北京市发展中医条例.md", "2001-10-01", "2021-04-30"),
        ("上海市社会救助条例(2018-11-22).md", "2019-05-01", "2024-12-30"),
        ("社会保险经办条例(2023-08-16).md", "2023-12-01", None),
        ("2025-07-28-关于调整失业保险金发放标准的通告.md", "2025-09-01", None),
        ("2024-12-27-北京市失业保险金申领发放实施办法（试行）.md", "2025-01-01", None),
        ("妇女权益保障法(2018-10-26).md", "2018-10-26", "2022-12-31"),
        ("信访条例(2005-01-10).md", "2005-05-01", "2022-04-30"),
        ("法律援助条例(2003-07-21).md", "2003-09-01", "2021-12-31"),
    ],
)
def test_the_period_of(everything, name, start, end):
    period = everything[1].held[name].period
    assert (str(period.start), str(period.end) if period.end else None) == (start, end)


def test_regions_and_authority_are_told_apart(everything):
    held = everything[1].held
    assert {held[name].region for name in held if name.startswith(("北京市", "20"))} == {"110000"}
    assert held["德州市养老服务条例(2019-10-08).md"].region == "371400"
    assert held["社会保险法(2018-12-29).md"].region == ""
    assert held["劳动仲裁和劳动诉讼的攻略.md"].authority is Authority.UNOFFICIAL
    assert held["加班费的仲裁时效应当如何认定.md"].authority is Authority.CASE
    assert held["2024-08-07-失业保险金热点问答.md"].authority is Authority.OFFICIAL_QA
    unofficial = [name for name, document in held.items() if document.authority is Authority.UNOFFICIAL]
    assert len(unofficial) == 1


def test_the_excerpt_is_titled_as_what_it_is_from(everything):
    document = everything[1].held["2007-06-14-北京市失业保险规定（节选）.md"]
    assert document.title == "北京市失业保险规定"
    assert document.note.startswith("节选")


def test_every_drug_is_a_row_of_the_2024_edition(everything):
    rows = everything[1].rows.values()
    assert len(rows) == 3826
    assert {row.cells["cls"] for row in rows} == {"甲", "乙"}
