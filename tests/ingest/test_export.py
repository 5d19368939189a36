"""What goes out as a file comes back in as it was."""

from datetime import date

import openpyxl
import pytest

from ingest import ingest
from ingest.export import EXCEL_CELL, FORMATS, ExportError, export, template
from kb import starter
from kb.database import connect, sqlite_url
from kb.entry import Entry, Review, Source, Verified
from kb.fact import Fact
from kb.review import Reviews
from kb.store import Store

HARD = Entry(
    id="001",
    question="=怎么算？",
    similar=("甲；乙怎么办", '["不是列表', "第二问"),
    answer='第一行，"引号"\n第二行 {{月标准·满1年}}\n12345',
    area="失业保险",
    insured_types=("employee", "retired"),
    region="110105",
    source=Source(
        title="某某办法", number="京人社发〔2025〕9号", locator="一（一）", url="https://example.org/a?b=1"
    ),
    valid_from=date(2025, 9, 1),
    valid_to=date(2026, 8, 31),
    verified=Verified(basis="general", confirm="12333"),
    review=Review(state="published", checked_by="李四"),
)
PLAIN = Entry(
    id="b",
    question="二？",
    answer="乙。",
    source=Source(title="某某办法", locator="第三条"),
    review=Review(checked_by="import"),
)
FACTS = [
    Fact(
        name="月标准·满1年", value="2035", unit="元", region="110000", valid_from=date(2024, 9, 1),
        valid_to=date(2025, 8, 31), source=Source(title="某通告", number="某发〔2024〕1号"),
        verified=Verified(against="某通告 一"),
    ),
    Fact(
        name="月标准·满1年", value="2129", unit="元", region="110000", insured_types=("employee",),
        valid_from=date(2025, 9, 1), source=Source(title="某通告"), verified=Verified(against="某通告"),
    ),
]  # fmt: skip


def home(folder):
    folder.mkdir()
    store = Store(connect(sqlite_url(folder)))
    store.create()
    return store


def held(store):
    return {e.id: e for e in store.entries()}, {(f.name, f.valid_from): f for f in store.facts()}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_field_comes_back(tmp_path, kind):
    path = tmp_path / f"out.{kind}"
    export(path, [HARD, PLAIN], FACTS, kind)
    store = home(tmp_path / "home")
    report = ingest([path], store)
    assert (report.added, report.errors) == (4, [])
    assert held(store) == (
        {"001": HARD, "b": PLAIN},
        {("月标准·满1年", fact.valid_from): fact for fact in FACTS},
    )


@pytest.mark.parametrize("kind", FORMATS)
def test_the_starter_knowledge_goes_out_and_in_without_loss(tmp_path, kind):
    shipped = starter.load()
    path = tmp_path / f"out.{kind}"
    export(path, shipped.entries, shipped.facts, kind)
    store = home(tmp_path / "home")
    report = ingest([path], store)
    assert report.errors == []
    entries, facts = held(store)
    assert facts == {(f.name, f.valid_from): f for f in shipped.facts}
    assert entries == {e.id: Entry.model_validate(e.model_dump()) for e in shipped.entries}
    assert ingest([path], store).unchanged == len(entries) + len(facts)


def test_an_export_changes_nothing_where_it_comes_from(tmp_path):
    store = home(tmp_path / "home")
    with store.writing() as writer:
        writer.put_entries([HARD, PLAIN], document="原来.csv")
    export(tmp_path / "out.xlsx", store.entries(), store.facts(), "xlsx")
    assert ingest([tmp_path / "out.xlsx"], store).unchanged == 2
    assert store.item("001").document == "原来.csv"


def test_what_excel_would_cut_off_is_refused_by_name(tmp_path):
    long = PLAIN.model_copy(update={"similar": tuple(f"第{n}种很长的问法" * 10 for n in range(1000))})
    with pytest.raises(ExportError, match=rf"「b」的「相似问」.*{EXCEL_CELL}.*jsonl"):
        export(tmp_path / "out.xlsx", [long], [], "xlsx")


def test_a_formula_in_a_text_stays_text(tmp_path):
    export(tmp_path / "out.xlsx", [HARD], [], "xlsx")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["问答"]["A2"]
    assert (cell.value, cell.data_type) == ("=怎么算？", "s")


def test_the_empty_template_goes_in_and_a_filled_one_too(tmp_path):
    path = tmp_path / "模板.xlsx"
    template(path)
    store = home(tmp_path / "home")
    report = ingest([path], store)
    assert (report.read, report.rejected) == (0, 0)
    book = openpyxl.load_workbook(path)
    book["问答"].append(
        [
            "怎么参保？",
            "咋参保\n怎么上保险",
            "到社保所。",
            "参保登记",
            "职工",
            "北京市",
            "《社会保险法》第五十八条",
        ]
    )
    book["事实"].append(["月标准·满1年", 2129, "元", "北京市", None, "2025-09-01", None, "某通告", None])
    book.save(path)
    report = ingest([path], store)
    assert (report.added, report.errors) == (2, [])
    (entry,) = store.entries()
    assert (entry.similar, entry.area, entry.region) == (("咋参保", "怎么上保险"), "参保登记", "110000")
    assert store.facts().at("月标准·满1年", date(2026, 1, 1)).text == "2129元"


def test_a_new_row_of_a_fact_ends_the_value_before_it(tmp_path):
    store = home(tmp_path / "home")
    path = tmp_path / "事实.csv"
    header = "名称,数值,单位,生效,来源\n"
    path.write_text(header + "月标准,2035,元,2024-09-01,某通告\n", encoding="utf-8")
    ingest([path], store)
    path.write_text(header + "月标准,2129,元,2025-09-01,某通告\n", encoding="utf-8")
    report = ingest([path], store)
    assert (report.added, report.errors) == (1, [])
    facts = store.facts()
    assert facts.at("月标准", date(2025, 8, 31)).value == "2035"
    assert facts.at("月标准", date(2025, 9, 1)).value == "2129"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("月标准,,元,2025-09-01,某通告", "「数值」是空的"),
        ("月标准,2129,元,,某通告", "「生效」是空的"),
        ("月标准,2129,元,2025-09-01,", "「来源」是空的"),
        ("月标准,2129,元,明天,某通告", "看不懂"),
    ],
)
def test_a_fact_that_lacks_something_is_named(tmp_path, row, says):
    path = tmp_path / "事实.csv"
    path.write_text(f"名称,数值,单位,生效,来源\n{row}\n", encoding="utf-8")
    (error,) = ingest([path], home(tmp_path / "home")).errors
    assert (error.row, says in error.reason) == (2, True), error.reason


def test_facts_brought_in_as_drafts_wait_for_review_and_count_nowhere(tmp_path):
    path = tmp_path / "事实.csv"
    rows = "月标准,2129,元,2025-09-01,某通告\n月标准,2286,元,2026-09-01,某通告\n别的,1,%,2025-01-01,某通告\n"
    path.write_text("名称,数值,单位,生效,来源\n" + rows, encoding="utf-8")
    store = home(tmp_path / "home")
    report = ingest([path], store, draft=True, who="张三")
    assert (report.added, report.rejected, len(store.facts())) == (3, 0, 0)
    waiting = {p.item_id: p for p in Reviews(store).waiting()}
    assert [fact.value for fact in waiting["fact:月标准"].facts] == ["2129", "2286"]
    assert {p.author for p in waiting.values()} == {"张三"}
    Reviews(store).approve("fact:月标准", "李四")
    assert [(f.name, f.value) for f in store.facts()] == [("月标准", "2129"), ("月标准", "2286")]
    assert ingest([path], store, draft=True, who="张三").unchanged == 3
