"""Files as they come from offices: half scanned, locked, of two encodings, referring to what is not there."""

import zipfile

import openpyxl
import pytest
from pypdf import PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest import ingest
from ingest.archive import MEGABYTE
from ingest.readers import pdf
from kb import releases
from kb.database import connect, sqlite_url
from kb.releases import Releases
from kb.review import Reviews
from kb.store import Store
from tests.kb.making import document, passages

LAW = "第一条 为了规范管理，制定本办法，自2026年1月1日起施行。"


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    store = Store(connect(sqlite_url(tmp_path / "home")))
    store.create()
    yield store
    store.engine.dispose()


def write(path, text, encoding="utf-8"):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def only_error(report):
    assert len(report.errors) == 1, report.errors
    return report.errors[0]


def pages(path, *texts):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    for text in texts:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(40, 700, text) if text else canvas.rect(10, 10, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def test_pages_without_text_are_named_and_the_others_go_in(tmp_path, home):
    report = ingest(
        [pages(tmp_path / "办法.pdf", LAW * 2, None, "第二条 本办法由市医保局解释。", None)], home
    )
    assert (report.added, report.rejected) == (1, 0)
    assert "第 2、4 页没有文字" in only_error(report).reason
    assert "第二条" in "".join(item.body for item in home.iter_items("passage"))


def test_a_pdf_that_is_mostly_pictures_says_how_many_pages_have_words(tmp_path, home):
    report = ingest([pages(tmp_path / "办法.pdf", "封面", *[None] * 9)], home)
    assert "10 页里只有 1 页有字" in only_error(report).reason or "没有文字" in only_error(report).reason
    assert report.rejected == 1


def test_a_pdf_locked_with_the_newer_cipher_keeps_nothing_else_out(tmp_path, home, monkeypatch):
    """Where the package for it is missing, as in the base installation."""
    locked = pages(tmp_path / "a.pdf", LAW)
    writer = PdfWriter(clone_from=locked)
    writer.encrypt("", owner_password="o", algorithm="RC4-128")
    writer.write(locked)

    def refuse(*_):
        raise pdf.DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pdf.PdfReader, "decrypt", refuse)
    report = ingest([locked, write(tmp_path / "b.csv", "问题,答案\n一？,甲。\n")], home)
    assert "PDF 有加密" in only_error(report).reason
    assert report.added == 1


def test_a_file_that_a_library_chokes_on_is_named_and_the_others_go_in(tmp_path, home, monkeypatch):
    def choke(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(pdf, "_paragraphs", choke)
    report = ingest(
        [pages(tmp_path / "a.pdf", LAW), write(tmp_path / "b.csv", "问题,答案\n一？,甲。\n")], home
    )
    error = only_error(report)
    assert (error.file, "ZeroDivisionError" in error.reason) == ("a.pdf", True)
    assert report.added == 1


def test_a_cell_of_fifty_megabytes_in_a_workbook_costs_its_row_alone(tmp_path, home):
    book = openpyxl.Workbook()
    for row in (["问题", "答案"], ["大？", "MARK"], ["好？", "甲。"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "t.xlsx") as source,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"MARK", "长".encode() * (50 * MEGABYTE // 3)))
    report = ingest([tmp_path / "a.xlsx"], home)
    error = only_error(report)
    assert (error.sheet, error.row) == ("Sheet", 2)
    assert "超过" in error.reason
    assert [entry.question for entry in home.entries()] == ["好？"]


def test_a_line_longer_than_the_sample_is_still_utf8(tmp_path, home):
    long = '{"question": "大？", "answer": "' + "长" * (2 * MEGABYTE) + '"}\n'
    report = ingest([write(tmp_path / "a.jsonl", long + '{"question": "好？", "answer": "甲。"}\n')], home)
    assert "超过" in only_error(report).reason
    assert [entry.question for entry in home.entries()] == ["好？"]


def test_a_document_of_two_encodings_names_the_line(tmp_path, home):
    text = "某某办法\n第一条 甲的规定，办理参保。\n".encode() + "第二条 乙的规定，办理退休。\n".encode(
        "gb18030"
    )
    assert "第3行的编码" in only_error(ingest([write(tmp_path / "a.txt", text)], home)).reason


def test_traditional_characters_in_big5_are_not_taken_for_others(tmp_path, home):
    text = "某某辦法\n第一條 為了規範管理，制定本辦法。\n"
    assert "Big5" in only_error(ingest([write(tmp_path / "a.txt", text, "big5")], home)).reason
    assert ingest([write(tmp_path / "b.txt", f"某某办法\n{LAW}\n", "gb18030")], home).errors == []


@pytest.mark.parametrize("entry_id", ["办法.txt#0", "fact:月标准", "document:办法.txt"])
def test_an_id_of_another_kind_is_refused_and_what_has_it_stays(tmp_path, home, entry_id):
    with home.writing("张三") as writer:
        writer.put_document(document(), passages("甲。"), "h")
    before = home.item("办法.txt#0")
    report = ingest(
        [write(tmp_path / "a.csv", f"编号,问题,答案\n{entry_id},一？,甲。\nok,二？,乙。\n")], home
    )
    assert "请换一个" in only_error(report).reason
    assert home.item("办法.txt#0") == before
    Releases(home).make("一", "李四")
    assert releases.current(home) == "一"


def test_an_id_in_two_files_of_one_run_is_named_with_both(tmp_path, home):
    one = write(tmp_path / "a.csv", "编号,问题,答案\nx,一？,甲。\ny,二？,乙。\n")
    other = write(tmp_path / "b.csv", "编号,问题,答案\nx,一？,丙。\ny,二？,乙。\n")
    report = ingest([one, other], home)
    error = only_error(report)
    assert (error.file, error.row, "a.csv" in error.reason) == ("b.csv", 2, True)
    assert (report.rejected, home.item("x").body) == (0, "丙。")


def test_an_answer_that_refers_to_an_unknown_fact_is_named_and_waits_for_review(tmp_path, home):
    rows = "编号,问题,答案\na,一？,每月{{没有}}。\nb,二？,每月{{后来有}}。\nc,三？,{{没有}}。\n"
    later = write(tmp_path / "z.csv", "名称,数值,单位,生效,来源\n后来有,1,元,2026-01-01,某通告\n")
    report = ingest([write(tmp_path / "a.csv", rows), later], home)
    assert [(one.file, one.row, "「没有」没有记录" in one.reason) for one in report.errors] == [
        ("a.csv", 2, True),
        ("a.csv", 4, True),
    ]
    assert (report.added, report.rejected, report.in_review) == (4, 0, 2)
    assert [entry.id for entry in home.entries()] == ["b"]
    assert {one.item_id for one in Reviews(home).waiting()} == {"a", "c"}


def test_of_an_answer_held_back_for_its_fact_the_last_row_of_the_run_counts(tmp_path, home):
    first = write(tmp_path / "a.csv", "编号,问题,答案\na,一？,{{没有}}。\n")
    report = ingest([first, write(tmp_path / "b.csv", "编号,问题,答案\na,一？,乙。\n")], home)
    assert [entry.answer for entry in home.entries()] == ["乙。"]
    assert (report.in_review, Reviews(home).waiting()) == (0, [])


def test_an_area_nobody_knows_is_said_once_a_file_with_the_nearest(tmp_path, home):
    rows = "编号,问题,答案,业务\na,一？,甲。,火星业务\nb,二？,乙。,工商保险\nc,三？,丙。,工商保险\nd,四？,丁。,缴费\n"
    report = ingest([write(tmp_path / "a.csv", rows)], home)
    assert [(one.row, "工商" in one.reason) for one in report.errors] == [(2, False), (3, True)]
    assert "是不是「工伤保险」" in report.errors[1].reason
    assert (report.added, report.rejected) == (4, 0)


def test_a_row_with_more_cells_than_the_header_says_so_and_goes_in(tmp_path, home):
    report = ingest([write(tmp_path / "a.csv", "编号,问题,答案\na,一？,先登记,再缴费\nb,二？,乙。,\n")], home)
    error = only_error(report)
    assert (error.row, "「再缴费」" in error.reason) == (2, True)
    assert (report.added, report.rejected) == (2, 0)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_of_headers_alone_says_so(tmp_path, home, name):
    path = tmp_path / name
    if name.endswith("xlsx"):
        book = openpyxl.Workbook()
        book.active.append(["编号", "问题", "答案"])
        book.save(path)
    else:
        write(path, "编号,问题,答案\n")
    assert "只有表头" in only_error(ingest([path], home)).reason


def test_a_fact_that_ends_before_it_starts_says_so_plainly(tmp_path, home):
    rows = "名称,数值,生效,失效,来源\n标准,1,2026-09-01,2025-09-01,某通告\n"
    reason = only_error(ingest([write(tmp_path / "a.csv", rows)], home)).reason
    assert reason.startswith("失效日期 2025-09-01 早于生效日期")
