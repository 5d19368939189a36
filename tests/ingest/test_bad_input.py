"""What is broken is named with file, sheet and row; everything else goes in, nothing held is harmed."""

import io
import zipfile

import docx
import openpyxl
import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest import ingest
from ingest.archive import MEGABYTE

GOOD = "好问题？,好答案。"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def csv_with(tmp_path, row, header="问题,答案,地区,生效,失效,编号,人群"):
    return write(tmp_path / "a.csv", f"{header}\n{row}\n{GOOD}\n")


def only_error(report):
    assert len(report.errors) == 1, report.errors
    return report.errors[0]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("坏问题？,", "「答案」是空的"),
        (",坏答案。", "「问题」是空的"),
        ("坏？,答。,火星市", "地区「火星市」不认识"),
        ("坏？,答。,999999", "999999"),
        ("坏？,答。,,2025-09-01,2024-01-01", "早于生效日期"),
        ("坏？,答。,,2025-13-45", "「生效」的日期"),
        ("坏？,答。,,,,,外星人", "人群「外星人」不认识"),
    ],
)
def test_a_bad_cell_rejects_its_row_alone(tmp_path, store, row, says):
    report = ingest([csv_with(tmp_path, row)], store)
    error = only_error(report)
    assert (error.file, error.row) == ("a.csv", 2)
    assert says in error.reason
    assert [entry.question for entry in store.entries.values()] == ["好问题？"]
    assert (report.read, report.added, report.rejected) == (2, 1, 1)


@pytest.mark.parametrize("header", ["提问,回复", "问题,回复", "name,phone"])
def test_a_wrong_header_says_what_was_found_and_what_is_needed(tmp_path, store, header):
    report = ingest([write(tmp_path / "a.csv", f"{header}\n一,二\n三,四\n")], store)
    reason = only_error(report).reason
    assert header.split(",")[0] in reason
    assert "答案" in reason
    assert report.all_rejected


def test_a_misspelt_column_is_not_silently_lost(tmp_path, store):
    report = ingest([write(tmp_path / "a.csv", "question,answer,similiar\n一？,甲。,乙\n")], store)
    assert "是不是想写「similar」" in only_error(report).reason


def test_of_two_rows_with_one_id_the_second_is_named_with_the_first(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,x\n二？,乙。,x\n三？,丙。,y\n")
    error = only_error(ingest([path], store))
    assert error.row == 3
    assert "编号「x」与第2行重复" in error.reason
    assert store.entries["x"].answer == "甲。"
    assert "y" in store.entries


def test_a_fifty_megabyte_cell_costs_its_row(tmp_path, store):
    path = csv_with(tmp_path, "坏？," + "长" * (50 * MEGABYTE // 3))
    assert "超过" in only_error(ingest([path], store)).reason
    assert len(store.entries) == 1


def test_a_quoted_fifty_megabyte_cell_of_many_lines_costs_one_row(tmp_path, store):
    path = csv_with(tmp_path, '坏？,"' + ("很长的一行\n" * (3 * MEGABYTE)) + '"')
    error = only_error(ingest([path], store))
    assert error.row == 2
    assert "超过" in error.reason


def test_an_answer_no_citizen_would_read_is_rejected(tmp_path, store):
    assert "20000" in only_error(ingest([csv_with(tmp_path, "坏？," + "字" * 20_001)], store)).reason


def test_an_unclosed_quote_does_not_swallow_the_rows_after_it(tmp_path, store):
    path = write(
        tmp_path / "a.csv", '问题,答案\n一？,"没有闭合\n二？,乙。\n三？,"丙，有""引号""。"\n四？,丁。\n'
    )
    error = only_error(ingest([path], store))
    assert (error.row, "引号" in error.reason) == (2, True)
    assert [entry.answer for entry in store.entries.values()] == ["乙。", '丙，有"引号"。', "丁。"]


def test_a_quoted_cell_of_several_lines_is_one_row(tmp_path, store):
    path = write(tmp_path / "a.csv", '问题,答案\n一？,"第一行，\n第二行"\n二？,\n')
    report = ingest([path], store)
    assert only_error(report).row == 3
    assert next(iter(store.entries.values())).answer == "第一行，\n第二行"


@pytest.mark.parametrize(("most", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_line_in_another_encoding_is_named(tmp_path, store, most, other):
    lines = [
        "问题,答案",
        "怎么参加医疗保险？,到社保所办理。",
        "怎么领取失业金？,网上申请。",
        "在哪里报销？,医保中心。",
    ]
    data = b"".join((line + "\n").encode(other if index == 2 else most) for index, line in enumerate(lines))
    error = only_error(ingest([write(tmp_path / "a.csv", data)], store))
    assert (error.row, "编码" in error.reason) == (3, True)
    assert len(store.entries) == 2


def test_merged_answers_are_named_and_merged_regions_filled(tmp_path, store):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "问答"
    for row in [
        ["问题", "答案", "地区"],
        ["一？", "甲。", "北京"],
        ["二？", None, None],
        ["三？", "丙。", None],
    ]:
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("C2:C4")
    book.save(tmp_path / "a.xlsx")
    error = only_error(ingest([tmp_path / "a.xlsx"], store))
    assert (error.sheet, error.row) == ("问答", 3)
    assert "B2:B3" in error.reason
    assert [entry.region for entry in store.entries.values()] == ["110000", "110000"]


def test_a_formula_without_a_stored_result_is_named(tmp_path, store):
    book = openpyxl.Workbook()
    book.active.append(["问题", "答案"])
    book.active.append(["一？", '="甲"&"乙"'])
    book.active.append(["二？", "#REF!"])
    book.active.append(["三？", "丙。"])
    book.save(tmp_path / "a.xlsx")
    report = ingest([tmp_path / "a.xlsx"], store)
    assert [(error.row, "公式" in error.reason or "#REF!" in error.reason) for error in report.errors] == [
        (2, True),
        (3, True),
    ]
    assert report.added == 1


def test_a_formula_with_a_stored_result_is_that_result(tmp_path, store):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["问题", "答案"])
    book.active.append(["一？", '="甲"&"。"'])
    book.save(path)
    _edit(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b"<v></v>", b"<v>ok</v>")
            .replace(b"<v />", b"<v>ok</v>")
            .replace(b"<v/>", b"<v>ok</v>")
            .replace(b'<c r="B2">', b'<c r="B2" t="str">')
        ),
    )
    assert ingest([path], store).errors == []
    assert next(iter(store.entries.values())).answer == "ok"


def _edit(path, part, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_a_password_is_named(tmp_path, store, name):
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )
    assert "密码" in only_error(ingest([write(tmp_path / name, ole)], store)).reason


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_a_zip_bomb_is_not_unpacked(tmp_path, store, name):
    part = "xl/workbook.xml" if name.endswith("xlsx") else "word/document.xml"
    with (
        zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(part, "w", force_zip64=True) as file,
    ):
        for _ in range(300):
            file.write(b"\0" * MEGABYTE)
    reason = only_error(ingest([tmp_path / name], store)).reason
    assert "炸弹" in reason or "超过" in reason


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.pdf"])
@pytest.mark.parametrize("data", [b"not what it says", b"PK\x03\x04broken", b"%PDF-1.7 broken"])
def test_a_broken_file_is_named_and_the_next_goes_in(tmp_path, store, name, data):
    bad, good = write(tmp_path / name, data), write(tmp_path / "z.csv", f"问题,答案\n{GOOD}\n")
    report = ingest([bad, good], store)
    assert only_error(report).file == name
    assert report.added == 1


def test_a_pdf_without_text_says_so(tmp_path, store):
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    assert "没有文字" in only_error(ingest([tmp_path / "a.pdf"], store)).reason


def test_a_pdf_with_a_password_says_so(tmp_path, store):
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(100, 100, "text")
    canvas.save()
    writer = PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert "密码" in only_error(ingest([tmp_path / "a.pdf"], store)).reason


@pytest.mark.parametrize(
    "name", ["a.csv", "a.jsonl", "a.yaml", "a.md", "a.txt", "a.html", "a.pdf", "a.docx", "a.xlsx"]
)
def test_an_empty_file_is_named(tmp_path, store, name):
    assert only_error(ingest([write(tmp_path / name, b"")], store)).file == name


@pytest.mark.parametrize(
    ("name", "says"), [("a.doc", ".docx"), ("a.xls", ".xlsx"), ("a.bin", "不认识"), ("没有.csv", "找不到")]
)
def test_a_file_of_another_kind_says_what_to_do(tmp_path, store, name, says):
    path = tmp_path / name if "没有" in name else write(tmp_path / name, b"data")
    report = ingest([path], store)
    assert says in only_error(report).reason
    assert report.all_rejected


def test_broken_json_lines_are_named_one_by_one(tmp_path, store):
    text = (
        '{"question": "一？", "answer": "甲。"}\n{"question": \n[1]\n{"question": "二？", "answer": ["不"]}\n'
    )
    report = ingest([write(tmp_path / "a.jsonl", text)], store)
    assert [error.row for error in report.errors] == [2, 3, 4]


def test_objects_of_another_kind_say_which_keys_they_lack(tmp_path, store):
    reason = only_error(
        ingest([write(tmp_path / "a.jsonl", '{"title": "信件", "reply": "答复"}\n')], store)
    ).reason
    assert "title" in reason
    assert "question（问题）" in reason


def test_yaml_references_are_refused(tmp_path, store):
    text = "- &a {question: 一？, answer: 甲。}\n- *a\n"
    assert "引用" in only_error(ingest([write(tmp_path / "a.yaml", text)], store)).reason


def test_a_rejected_row_leaves_the_published_entry_as_it_was(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,x\n")
    ingest([path], store)
    ingest([write(path, "问题,答案,编号\n一？,,x\n")], store)
    assert store.entries["x"].answer == "甲。"


def test_in_a_folder_descriptions_and_other_files_are_left_out(tmp_path, store):
    for name in ("SOURCE.md", "README.md", ".hidden.md", "~$a.docx", "photo.jpg"):
        write(tmp_path / name, b"x")
    write(tmp_path / "sub.csv", f"问题,答案\n{GOOD}\n")
    write(tmp_path / "old.doc", b"x")
    (tmp_path / "link.csv").symlink_to(tmp_path / "sub.csv")
    report = ingest([tmp_path], store)
    assert [error.file for error in report.errors] == ["old.doc"]
    assert (report.read, report.added) == (2, 1)


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path, store):
    for folder, text in (("a", "第一条 甲规定。"), ("b", "第一条 乙规定。")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "办法.txt", text)
    error = only_error(ingest([tmp_path], store))
    assert (error.file, "同名" in error.reason) == ("b/办法.txt", True)
    assert store.passages["办法.txt"][0].text == "第一条 甲规定。"


def test_a_word_document_that_is_fine_goes_in_beside_them(tmp_path, store):
    document = docx.Document()
    document.add_paragraph("第一条 为了规范管理，制定本办法。")
    document.save(tmp_path / "a.docx")
    assert ingest([tmp_path / "a.docx"], store).added == 1
