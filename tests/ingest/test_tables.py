"""Declared tables: the drug catalogue, its editions, and tables an office declares itself."""

from datetime import date

import openpyxl
import pytest

from ingest import DeclarationError, ingest

HEADER = "sheet,category_code,category,cls,number,name,dosage_form,note,payment_standard,valid_period"
ROW = "西药部分,XC10AA,心血管系统 > 调节血脂药,乙,500,阿托伐他汀,口服常释剂型,限二线用药。,,"


def put(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_of_the_catalogue_reads_as_a_sentence_with_its_edition(tmp_path, store):
    report = ingest([put(tmp_path / "catalog.csv", f"{HEADER}\n{ROW}\n")], store)
    assert (report.read, report.added, report.errors) == (1, 1, [])
    row = next(iter(store.rows.values()))
    assert row.title == "阿托伐他汀"
    assert row.text == (
        "阿托伐他汀（口服常释剂型）：医保乙类，西药部分，编号500，"
        "类别：心血管系统 > 调节血脂药，备注：限二线用药。"
    )
    document = store.held["catalog.csv"]
    assert document.note == "2024年版"
    assert (document.period.start, document.period.end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert document.superseded_by


def test_chinese_headings_and_sheet_names_are_the_same_table(tmp_path, store):
    book = openpyxl.Workbook()
    book.active.title = "中成药部分"
    book.active.append(["药品名称", "剂型", "医保分类", "编号", "备注"])
    book.active.append(["补脾益肠丸", None, "乙类", 340, None])
    book.save(tmp_path / "目录2024年.xlsx")
    ingest([tmp_path / "目录2024年.xlsx"], store)
    row = next(iter(store.rows.values()))
    assert (row.cells["cls"], row.cells["sheet"], row.key) == (
        "乙",
        "中成药部分",
        "中成药部分|340|补脾益肠丸|",
    )


def test_another_years_table_is_not_labelled_with_the_declared_year(tmp_path, store):
    report = ingest([put(tmp_path / "药品目录2025年.csv", f"{HEADER}\n{ROW}\n")], store)
    assert store.rows == {}
    assert "2025 年" in report.errors[0].reason


def test_a_repeated_row_and_an_empty_required_cell_are_named(tmp_path, store):
    text = f"{HEADER}\n{ROW}\n{ROW}\n{ROW.replace('乙', '', 1)}\n"
    report = ingest([put(tmp_path / "catalog.csv", text)], store)
    assert [error.row for error in report.errors] == [3, 4]
    assert report.added == 1


def test_the_table_read_again_is_unchanged(tmp_path, store):
    path = put(tmp_path / "catalog.csv", f"{HEADER}\n{ROW}\n")
    ingest([path], store)
    assert ingest([path], store).unchanged == 1


def test_an_office_declares_a_table_of_its_own(tmp_path, store):
    folder = tmp_path / "tables"
    folder.mkdir()
    put(
        folder / "hospitals.yaml",
        "name: hospitals\nlabel: 定点医院\n"
        "editions: [{edition: 2025年, year: 2025, title: 定点医疗机构名单, valid_from: 2025-01-01}]\n"
        "columns:\n  - {name: name, headers: [医院名称], meaning: 名称, required: true}\n"
        "  - {name: level, headers: [等级], meaning: 等级}\n"
        'match: [name, level]\nkey: [name]\ntitle: name\nsentence: ["{name}", "是{level}医院"]\n',
    )
    path = put(tmp_path / "名单.csv", "医院名称,等级\n协和医院,三级\n")
    assert ingest([path], store).rejected == 1
    assert ingest([path], store, tables=folder).added == 1
    assert next(iter(store.rows.values())).text == "协和医院是三级医院"


def test_a_wrong_declaration_is_refused_by_name(tmp_path, store):
    put(tmp_path / "x.yaml", "name: x\n")
    with pytest.raises(DeclarationError, match=r"x\.yaml"):
        ingest([], store, tables=tmp_path)
