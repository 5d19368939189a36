"""A folder of everything that goes wrong, over a real database: all of it named, the rest in, nothing harmed."""

import re
import zipfile

import openpyxl
import pytest

from ingest import ingest
from ingest.archive import MEGABYTE
from kb.database import connect, sqlite_url
from kb.entry import Entry
from kb.store import Store

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.fixture
def published(tmp_path):
    store = Store(connect(sqlite_url(tmp_path)))
    store.create()
    with store.writing("张三", "先有的") as writer:
        writer.put_entry(Entry(id="kept", question="怎么参保？", answer="到社保所。"))
    yield store
    store.engine.dispose()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "in"
    path.mkdir()
    return path


def workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def edit(path, part, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_everything_bad_is_named_and_everything_good_goes_in(folder, published):
    files = {
        "表头不对.csv": "提问,回复\n一,二\n",
        "空答案.csv": "编号,问题,答案\nkept,怎么参保？,\nnew-1,怎么缴费？,网上缴。\n",
        "地区不对.csv": "问题,答案,地区\n一？,甲。,火星市\n",
        "日期反了.csv": "问题,答案,生效,失效\n一？,甲。,2025-09-01,2024-01-01\n",
        "同编号.csv": "编号,问题,答案\nnew-2,怎么转移？,网上转。\nnew-2,怎么补缴？,窗口补。\n",
        "空.csv": "",
        "不是表格.xlsx": "其实是文字",
        "坏的.docx": "其实是文字",
        "坏的.pdf": "%PDF-1.7 坏的",
        "零字节.csv": "问题,答案\n一\x00？,\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "混编码.csv").write_bytes(
        "编号,问题,答案\nnew-3,怎么退休？,本人申请。\n".encode()
        + "new-4,怎么报销？,窗口办理。\n".encode("gb18030")
    )
    workbook(
        folder / "公式.xlsx",
        ["编号", "问题", "答案"],
        ["new-5", "一？", '="甲"&"乙"'],
        ["new-6", "二？", "乙。"],
    )
    before = published.item("kept")
    report = ingest([folder], published)
    named = {(error.file, error.sheet, error.row) for error in report.errors}
    assert named == {
        ("表头不对.csv", None, 1),
        ("空答案.csv", None, 2),
        ("地区不对.csv", None, 2),
        ("日期反了.csv", None, 2),
        ("同编号.csv", None, 3),
        ("空.csv", None, None),
        ("不是表格.xlsx", None, None),
        ("坏的.docx", None, None),
        ("坏的.pdf", None, None),
        ("零字节.csv", None, 2),
        ("混编码.csv", None, 3),
        ("公式.xlsx", "Sheet", 2),
    }
    assert all(re.search("[一-龥]", error.reason) for error in report.errors)
    assert (report.rejected, report.added) == (len(named), 4)
    assert {entry.id for entry in published.entries()} == {"kept", "new-1", "new-2", "new-3", "new-6"}
    assert published.item("kept") == before


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_entities_that_grow_to_gigabytes_are_not_unfolded(folder, published, kind):
    path = folder / f"a.{kind}"
    if kind == "xlsx":
        workbook(path, ["问题", "答案"], ["一？", "MARK"])
        part = "xl/worksheets/sheet1.xml"
    else:
        import docx

        document = docx.Document()
        document.add_paragraph("MARK")
        document.save(path)
        part = "word/document.xml"

    def grow(xml):
        text = xml.decode("utf-8").replace("MARK", "&i;")
        return (LAUGHS + text.split("?>")[-1]).encode("utf-8")

    edit(path, part, grow)
    report = ingest([path], published)
    longest = max((len(entry.answer) for entry in published.entries()), default=0)
    longest = max([longest, *(len(item.body) for item in published.iter_items("passage"))])
    assert longest < 100_000
    assert report.rejected == 1 or longest < 1000


def test_a_fifty_megabyte_cell_of_a_workbook_costs_its_row(folder, published):
    path = workbook(
        folder / "a.xlsx", ["编号", "问题", "答案"], ["big", "一？", "MARK"], ["fine", "二？", "乙。"]
    )
    edit(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"MARK", "长".encode() * (50 * MEGABYTE // 3)),
    )
    report = ingest([path], published)
    (error,) = report.errors
    assert "超过" in error.reason or "压缩" in error.reason
    if error.row is not None:
        assert {entry.id for entry in published.entries()} == {"kept", "fine"}


def test_a_sheet_of_a_million_empty_rows_is_read_in_seconds(folder, published):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("问答")
    sheet.append(["编号", "问题", "答案"])
    sheet.append(["a", "一？", "甲。"])
    for _ in range(20_000):
        sheet.append([None, None, None])
    sheet.append(["b", "二？", "乙。"])
    book.save(folder / "a.xlsx")
    report = ingest([folder / "a.xlsx"], published)
    assert (report.read, report.added, report.errors) == (2, 2, [])
