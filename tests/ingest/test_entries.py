"""Entries from CSV, XLSX, JSONL and YAML."""

import json
from datetime import date, datetime

import openpyxl
import pytest

from ingest import ingest

HEADER = "问题,相似问,答案,业务,人群,地区,来源,生效,失效,编号"
ROW = (
    "失业金领多久？,失业金能领几个月；被裁了领多久,最长24个月。,失业保险,职工,北京市,"
    "《社会保险法》第四十六条,2011-07-01,,a-1"
)


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path, rows, *, merge=(), sheet="问答"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    for area in merge:
        book.active.merge_cells(area)
    book.save(path)
    return path


def test_a_row_becomes_an_entry_with_every_column(tmp_path, store):
    report = ingest([write(tmp_path / "a.csv", f"{HEADER}\n{ROW}\n")], store)
    assert (report.read, report.added, report.errors) == (1, 1, [])
    entry = store.entries["a-1"]
    assert entry.question == "失业金领多久？"
    assert entry.similar == ("失业金能领几个月", "被裁了领多久")
    assert entry.insured_types == ("employee",)
    assert entry.region == "110000"
    assert entry.source.title == "社会保险法"
    assert entry.source.locator == "第四十六条"
    assert entry.valid_from == date(2011, 7, 1)
    assert entry.review.state == "published"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_the_encoding_is_found(tmp_path, store, encoding):
    report = ingest([write(tmp_path / "a.csv", f"{HEADER}\r\n{ROW}\r\n", encoding)], store)
    assert report.errors == []
    assert store.entries["a-1"].answer == "最长24个月。"


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_the_delimiter_is_found(tmp_path, store, delimiter):
    text = (
        delimiter.join(["问题", "答案"])
        + "\n"
        + delimiter.join(["怎么参保？", "到社保所, 带身份证。"])
        + "\n"
    )
    ingest([write(tmp_path / "a.csv", text)], store)
    assert [entry.answer for entry in store.entries.values()] == ["到社保所, 带身份证。"]


def test_english_headers_jsonl_json_and_yaml_say_the_same(tmp_path, store, new_store):
    record = {
        "id": "x", "question": "生育津贴怎么算", "similar": ["生孩子给多少钱", "产假工资"],
        "answer": "按月缴费平均工资计发。",
        "insured_types": ["employee"], "region": "110000",
        "source": {"title": "通知", "number": "京人社医发〔2011〕334号"},
        "valid_from": "2012-01-01",
    }  # fmt: skip
    text = json.dumps(record, ensure_ascii=False)
    files = {"a.jsonl": text + "\n", "a.json": f"[{text}]", "a.yaml": f"- {text}\n"}
    seen = []
    for name, content in files.items():
        held = new_store()
        assert ingest([write(tmp_path / name, content)], held).errors == []
        seen.append(held.entries["x"])
    assert seen[0] == seen[1] == seen[2]
    assert seen[0].source.number == "京人社医发〔2011〕334号"


def test_an_exported_entry_goes_back_in_unchanged(tmp_path, store, new_store):
    ingest([write(tmp_path / "a.csv", f"{HEADER}\n{ROW}\n")], store)
    exported = store.entries["a-1"].model_dump_json()
    held = new_store()
    ingest([write(tmp_path / "b.jsonl", exported + "\n")], held)
    assert held.entries["a-1"] == store.entries["a-1"]


@pytest.mark.parametrize(
    "written",
    [
        "2025-09-01",
        "2025/9/1",
        "2025.9.1",
        "2025年9月1日",
        "20250901",
        "2025年9月",
        "45901",
        "２０２５-０９-０１",
    ],
)
def test_a_date_is_read_in_any_usual_spelling(tmp_path, store, written):
    ingest([write(tmp_path / "a.csv", f"问题,答案,生效\n怎么办？,这样办。,{written}\n")], store)
    assert next(iter(store.entries.values())).valid_from == date(2025, 9, 1)


def test_a_month_alone_ends_on_its_last_day(tmp_path, store):
    ingest([write(tmp_path / "a.csv", "问题,答案,失效\n怎么办？,这样办。,2025年2月\n")], store)
    assert next(iter(store.entries.values())).valid_to == date(2025, 2, 28)


def test_excel_dates_numbers_and_every_visible_sheet_are_read(tmp_path, store):
    book = openpyxl.Workbook()
    book.active.append(["问题", "答案", "地区", "生效", "编号"])
    book.active.append(["一？", "甲。", 110000, datetime(2025, 9, 1), 1001])
    second = book.create_sheet("第二张")
    second.append(["2025年问答汇总"])
    second.append(["问题（必填）*", "答 案"])
    second.append(["二？", "乙。"])
    book.create_sheet("空表")
    hidden = book.create_sheet("选项")
    hidden.append(["职工", "居民"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    report = ingest([tmp_path / "a.xlsx"], store)
    assert (report.added, report.errors) == (2, [])
    assert store.entries["1001"].region == "110000"
    assert store.entries["1001"].valid_from == date(2025, 9, 1)


def test_full_width_letters_and_digits_become_half_width(tmp_path, store):
    ingest([write(tmp_path / "a.csv", "问题,答案\n每月多少？,２１２９元，占８０％，打１２３３３。\n")], store)
    assert next(iter(store.entries.values())).answer == "2129元，占80%，打12333。"


def test_running_again_changes_nothing_and_an_edit_is_an_update(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案\n一？,甲。\n二？,乙。\n")
    assert ingest([path], store).added == 2
    assert ingest([path], store).unchanged == 2
    write(path, "问题,答案\n一？,甲改。\n二？,乙。\n")
    report = ingest([path], store)
    assert (report.updated, report.unchanged, len(store.entries)) == (1, 1, 2)


def test_an_interrupted_import_resumes(tmp_path, store):
    lines = "".join(f"第{number}问？,第{number}答。\n" for number in range(1700))
    path = write(tmp_path / "a.csv", f"问题,答案\n{lines}")
    store.fail_after = 1
    with pytest.raises(KeyboardInterrupt):
        ingest([path], store)
    assert len(store.entries) == 1000
    store.fail_after = None
    report = ingest([path], store)
    assert (report.added, report.unchanged, len(store.entries)) == (700, 1000, 1700)


def test_a_dry_run_counts_and_writes_nothing(tmp_path, store):
    path = write(tmp_path / "a.csv", f"{HEADER}\n{ROW}\n")
    assert ingest([path], store, dry_run=True).added == 1
    assert store.entries == {}
    assert ingest([path], store).added == 1


def test_a_draft_waits_for_review(tmp_path, store):
    ingest([write(tmp_path / "a.csv", f"{HEADER}\n{ROW}\n")], store, draft=True)
    assert store.entries["a-1"].review.state == "in_review"


def test_region_given_fills_only_rows_that_name_none(tmp_path, store):
    path = write(
        tmp_path / "a.csv", "问题,答案,地区,编号\n一？,甲。,,a\n二？,乙。,上海,b\n三？,丙。,北京市朝阳区,c\n"
    )
    ingest([path], store, region="110000")
    assert [store.entries[name].region for name in "abc"] == ["110000", "310000", "110105"]


def test_equal_questions_are_taken_in_and_flagged(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,a\n一？,乙。,b\n")
    report = ingest([path], store)
    assert (report.added, report.duplicates, report.rejected) == (2, 1, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("失业金怎么领取", "请问如何领取失业金呢？"),
        ("生育津贴需要什么材料", "生育津贴要啥材料"),
        ("在哪里办理社会保险登记", "社保登记在哪儿办理？"),
    ],
)
def test_nearly_equal_questions_are_taken_in_and_flagged(tmp_path, store, one, other):
    path = write(tmp_path / "a.csv", f"问题,答案,编号\n{one},甲。,a\n{other},乙。,b\n")
    report = ingest([path], store)
    assert (report.added, report.duplicates) == (2, 1)
    (pair,) = report.duplicate_pairs
    assert ({pair["id"], pair["of"]}, pair["exact"]) == ({"a", "b"}, False)
    assert [{near.id, near.other} for near in store.near] == [{"a", "b"}]


@pytest.mark.parametrize(
    ("one", "other"),
    [("职工医保怎么报销", "居民医保怎么报销"), ("失业金领多久", "失业金领多少"), ("能退吗", "能领吗")],
)
def test_questions_of_two_things_are_not_flagged(tmp_path, store, one, other):
    path = write(tmp_path / "a.csv", f"问题,答案,编号\n{one},甲。,a\n{other},乙。,b\n")
    assert ingest([path], store).duplicates == 0


def test_what_a_file_holds_no_more_is_retired_only_when_asked(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,a\n二？,乙。,b\n")
    ingest([path], store)
    write(path, "问题,答案,编号\n一？,甲。,a\n")
    assert ingest([path], store).retired == 0
    trial = ingest([path], store, replace=True, dry_run=True)
    assert (trial.retired, set(store.entries)) == (1, {"a", "b"})
    assert trial.changes == [{"id": "b", "change": "retired", "title": "二？"}]
    assert ingest([path], store, replace=True).retired == 1
    assert set(store.entries) == {"a"}


def test_what_is_like_an_entry_that_goes_in_the_same_run_is_not_flagged(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n失业金怎么领？,甲。,b\n")
    ingest([path], store)
    write(path, "问题,答案,编号\n请问如何领失业金呢？,甲。,a\n")
    report = ingest([path], store, replace=True, dry_run=True)
    assert (report.retired, report.duplicates, report.duplicate_pairs) == (1, 0, [])


def test_what_a_file_holds_no_more_is_only_asked_to_be_retired_in_a_draft(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,a\n二？,乙。,b\n")
    ingest([path], store)
    write(path, "问题,答案,编号\n一？,甲。,a\n")
    report = ingest([path], store, replace=True, draft=True)
    assert (report.retired, store.asked_to_retire, set(store.entries)) == (0, ["b"], {"a", "b"})


def test_nothing_is_retired_for_a_row_that_could_not_be_read(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,a\n二？,乙。,b\n")
    ingest([path], store)
    write(path, "问题,答案,编号\n一？,甲。,a\n二？,,b\n")
    report = ingest([path], store, replace=True)
    assert report.retired == 0
    assert "没有停用" in report.errors[-1].reason
    assert set(store.entries) == {"a", "b"}


def test_a_dry_run_names_what_would_be_added_and_changed(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案,编号\n一？,甲。,a\n二？,乙。,b\n")
    ingest([path], store)
    write(path, "问题,答案,编号\n一？,甲改。,a\n二？,乙。,b\n三？,丙。,c\n")
    changes = ingest([path], store, dry_run=True).changes
    assert [(one["id"], one["change"]) for one in changes] == [("a", "updated"), ("c", "added")]


def test_progress_reaches_the_end(tmp_path, store):
    path = write(tmp_path / "a.csv", "问题,答案\n" + "".join(f"{n}？,答。\n" for n in range(900)))
    seen = []
    ingest([path], store, on_progress=lambda step, done, total: seen.append((done, total)))
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(done) > 4
    assert done.count(seen[-1][1]) == 1


def test_the_report_has_the_promised_shape(tmp_path, store):
    report = ingest([write(tmp_path / "a.csv", "问题,答案\n一？,\n")], store).to_json()
    promised = {"read", "added", "updated", "unchanged", "rejected", "duplicates", "errors"}
    assert promised <= set(report)
    assert report["errors"][0] == {
        "file": "a.csv",
        "sheet": None,
        "row": 2,
        "reason": "「答案」是空的：请补上，或删掉这一行",
    }
