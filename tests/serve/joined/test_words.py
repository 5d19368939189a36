"""Staff keep the word library over HTTP, in Excel and on the command line: tried before it is kept, audited, undone."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from dialogue.guard import StaffWord, StaffWords
from serve import word_sheets
from serve.cli import app
from serve.commands import words as words_command
from tests.serve.hall import Hall

WORDS = "/api/guard/words"


async def add(hall: Hall, *names: str, status: int = 200, who: str = "editor", **more: Any) -> dict:
    options = {"why": "上级通知", **{key: more.pop(key) for key in ("accept_blocked",) if key in more}}
    words = [{"word": name, "action": "refuse", "category": "crime", **more} for name in names]
    return dict(await hall.staff(who, "POST", WORDS, status, json={"words": words, **options}))


async def act(hall: Hall, verb: str, *names: str, status: int = 200) -> dict:
    body = {"words": list(names), "why": "误拦"}
    return dict(await hall.staff("editor", "POST", f"{WORDS}/{verb}", status, json=body))


def book(
    *rows: tuple[object, ...], heads: tuple[str, ...] = word_sheets.HEADS, title: str = "敏感词"
) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in (heads, *rows):
        made.active.append(row)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


async def bring(hall: Hall, content: bytes, status: int = 200, **query: str) -> dict:
    params = {"why": "季度更新", **query}
    return dict(await hall.staff("editor", "POST", f"{WORDS}/import", status, params=params, content=content))


async def test_a_word_added_over_http_acts_in_the_chat_at_once(hall: Hall) -> None:
    before = await hall.staff("viewer", "POST", "/api/guard/check", json={"text": "蓝莓暗号哪里接头"})
    assert before["action"] == "pass"
    made = await add(hall, "蓝莓暗号")
    assert (made["edit"]["who"], made["edit"]["why"], made["trial"]["stopped"]) == ("editor", "上级通知", 0)
    assert (await hall.citizen().say("蓝莓暗号哪里接头"))["outcome"] == "refuse"


async def test_the_service_follows_what_another_process_changed_without_being_asked(hall: Hall) -> None:
    StaffWords(hall.home.store.engine).put([StaffWord("蓝莓暗号", "crime", "refuse")], "别处", "测试")
    query = {"part": "蓝莓暗号"}
    async with asyncio.timeout(10.0):  # a second where the machine is idle
        while not (await hall.staff("viewer", "GET", WORDS, params=query))["total"]:
            pass


async def test_only_knowledge_staff_and_leads_may_change_words(hall: Hall) -> None:
    assert (await hall.http.get(WORDS)).status_code == 401
    await hall.staff("viewer", "GET", WORDS)
    for who in ("viewer", "agent"):
        await add(hall, "蓝莓暗号", who=who, status=403)
    for who in ("reviewer", "supervisor"):
        await add(hall, f"蓝莓暗号{who}", who=who)


async def test_what_would_stop_harmless_questions_is_not_kept_unless_somebody_says_so(hall: Hall) -> None:
    await hall.citizen().say("你们这里上班时间是几点到几点")
    refused = await add(hall, "上班时间", status=409)
    assert "会误拦" in refused["detail"]
    assert "你们这里上班时间" in refused["detail"]
    assert (await hall.staff("editor", "GET", WORDS, params={"part": "上班时间"}))["total"] == 0
    made = await add(hall, "上班时间", accept_blocked=True)
    assert made["trial"]["stopped"] >= 1


async def test_a_trial_keeps_nothing_and_names_what_it_found(hall: Hall) -> None:
    await hall.citizen().say("你们这里上班时间是几点到几点，我电话13800125678")
    body = {"words": [{"word": "上班时间", "action": "refuse"}]}
    made = await hall.staff("editor", "POST", f"{WORDS}/trial", json=body)
    [example] = [one for one in made["examples"] if one["source"] == "市民问过"]
    assert "上班时间" in example["text"]
    assert "13800125678" not in json.dumps(made)
    assert (await hall.staff("editor", "GET", WORDS))["version"] == 0


async def test_a_word_of_the_core_is_silenced_and_wakes_again(hall: Hall) -> None:
    await act(hall, "disable", "裸聊软件")
    silenced = await hall.staff("viewer", "GET", WORDS, params={"disabled": "true"})
    assert [one["word"] for one in silenced["words"]] == ["裸聊软件"]
    assert (await hall.staff("viewer", "GET", WORDS, params={"part": "裸聊软件"}))["total"] == 0
    await act(hall, "enable", "裸聊软件")
    assert (await hall.staff("viewer", "GET", WORDS, params={"part": "裸聊软件"}))["total"] == 1
    refused = await act(hall, "disable", "没有这个词", status=422)
    assert "词库里没有「没有这个词」" in refused["detail"]


async def test_every_change_is_on_record_and_can_be_taken_back(hall: Hall) -> None:
    await add(hall, "蓝莓暗号")
    await add(hall, "蓝莓暗号", action="note", who="reviewer")
    [second, first] = (await hall.staff("viewer", "GET", f"{WORDS}/history"))["edits"]
    assert (second["who"], first["who"], second["at"].endswith("+08:00")) == ("reviewer", "editor", True)
    [change] = (await hall.staff("viewer", "GET", f"{WORDS}/history/{second['number']}"))["changes"]
    assert (change["before"]["action"], change["after"]["action"]) == ("refuse", "note")
    undo = f"{WORDS}/history/{second['number']}/undo"
    await hall.staff("agent", "POST", undo, 403, json={"why": "改错了"})
    undone = await hall.staff("supervisor", "POST", undo, json={"why": "改错了"})
    assert undone["edit"]["undoes"] == second["number"]
    assert (await hall.citizen().say("蓝莓暗号哪里接头"))["outcome"] == "refuse"
    again = await hall.staff("supervisor", "POST", undo, 422, json={"why": "再来"})
    assert "之后又改过" in again["detail"]


async def test_rows_in_error_are_named_and_the_rest_goes_in(hall: Hall) -> None:
    await hall.citizen().say("你们这里上班时间是几点到几点")
    content = book(
        ("蓝莓暗号", "crime", "拦截", "严重", "是", "启用", "", "通知3号"),
        ("", "crime", "拦截"),
        (None, None, None),
        ("丧葬费", "other", "拦截"),
        ("红莓暗号", "crime", "封杀"),
        ("绿莓暗号", "crime", "拦截", "很严重"),
        ("蓝莓暗号", "crime", "结合语境"),
        ("上班时间", "other", "拦截"),
        (8964, "politics", "只收录"),
        ("=1+1", "other", "只收录"),
    )
    found = await bring(hall, content, name="三季度.xlsx")
    assert (found["read"], found["added"]) == (9, 2)
    by_row = {one["row"]: one["reason"] for one in found["errors"]}
    assert {one["sheet"] for one in found["errors"]} == {"敏感词"}
    for row, says in (
        (3, "词是空的"), (5, "办事常用词"), (6, "没有动作「封杀」"), (7, "很严重"), (8, "第 2 行重复"), (9, "会误拦"),
    ):  # fmt: skip
        assert says in by_row[row], by_row
    held = (await hall.staff("editor", "GET", WORDS, params={"origin": "staff"}))["words"]
    assert {one["word"]: one["severity"] for one in held} == {"蓝莓暗号": "serious", "8964": "normal"}
    assert (await bring(hall, content))["unchanged"] == 2


async def test_a_dry_run_says_the_same_and_keeps_nothing(hall: Hall) -> None:
    found = await bring(hall, book(("蓝莓暗号", "crime", "拦截")), dry_run="true")
    assert (found["added"], found["edit"]) == (1, None)
    assert (await hall.staff("editor", "GET", WORDS, params={"origin": "staff"}))["total"] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "没有收到文件"),
        (b"not a workbook", "不是有效的 Excel 文件"),
        (book(("甲",), heads=("名称",)), "没有「词」这一列"),
    ],
)
async def test_a_file_that_is_no_word_list_says_what_to_do(hall: Hall, content: bytes, says: str) -> None:
    response = await hall.http.post(
        f"{WORDS}/import", params={"why": "试试"}, content=content, headers=hall.headers("editor")
    )
    assert response.status_code in (400, 422)
    assert says in response.json()["detail"]


async def test_an_export_goes_back_in_without_loss(hall: Hall) -> None:
    staff = StaffWords(hall.home.store.engine)
    staff.put(
        [
            StaffWord("蓝莓暗号", "crime", "refuse", grave=True, by_sound=False, note="第一行\n第二行"),
            StaffWord("=cmd", "other", "note", list="某地词表"),
            StaffWord("007", "politics", "note"),
            StaffWord("裸聊软件", "porn", "refuse", disabled=True),
        ],
        "张三",
        "准备",
    )
    before = staff.all()
    response = await hall.http.get(f"{WORDS}/export.xlsx", headers=hall.headers("editor"))
    staff.remove(list(before), "张三", "清空")
    found = await bring(hall, response.content)
    assert (found["added"], found["errors"]) == (4, [])
    assert staff.all() == before


async def test_the_template_explains_itself_and_can_be_filled_in(hall: Hall) -> None:
    response = await hall.http.get(f"{WORDS}/template.xlsx", headers=hall.headers("viewer"))
    made = openpyxl.load_workbook(BytesIO(response.content))
    assert made.sheetnames == ["敏感词", "填写说明"]
    made["敏感词"].append(["蓝莓暗号", "crime", "拦截"])
    buffer = BytesIO()
    made.save(buffer)
    assert (await bring(hall, buffer.getvalue()))["added"] == 2


@pytest.fixture
def jxb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "cli"))
    monkeypatch.setenv("JXB_STARTER", "off")

    def run(*words: str, code: int = 0) -> Any:
        result = CliRunner().invoke(app, ["guard", *words])
        assert result.exit_code == code, result.output + str(result.exception)
        return json.loads(result.stdout) if "--json" in words or words[0] == "check" else result.output

    return run


def test_the_command_line_tries_adds_changes_silences_exports_and_takes_back(jxb, tmp_path) -> None:
    jxb(
        "words",
        "add",
        "蓝莓暗号",
        "--category",
        "crime",
        "--action",
        "refuse",
        "--why",
        "通知3号",
        "--who",
        "张三",
    )
    assert jxb("check", "说说蓝莓暗号")["categories"] == ["crime"]
    jxb("words", "disable", "蓝莓暗号", "裸聊软件")
    assert jxb("check", "说说蓝莓暗号")["action"] == "pass"
    assert len(jxb("words", "find", "--disabled", "--json")) == 2
    file = tmp_path / "词.xlsx"
    assert jxb("words", "export", str(file), "--json")["words"] == 2
    edits = jxb("words", "history", "--json")
    assert [(one["kind"], one["who"]) for one in edits] == [("disable", "命令行"), ("edit", "张三")]
    jxb("words", "undo", str(edits[0]["number"]))
    assert jxb("check", "说说蓝莓暗号")["action"] == "refuse"
    found = jxb("import", str(file), "--json")
    assert (found["files"][0]["updated"], found["files"][0]["added"]) == (1, 1)
    assert "蓝莓暗号" in jxb("words", "history", "1")


def test_a_broken_workbook_alone_ends_with_code_2(jxb, tmp_path) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(book(("丧葬费", "other", "拦截")))
    assert "办事常用词" in jxb("import", str(file), code=2)


def test_a_text_list_is_replaced_by_its_next_edition_and_weakens_nobody_elses_words(jxb, tmp_path) -> None:
    jxb("words", "add", "红莓暗号", "--action", "refuse")
    first, other = tmp_path / "某地词表.txt", tmp_path / "别处词表.txt"
    first.write_text("甲乙丙丁,\n戊己庚辛\n甲乙丙丁\n流产\n", "utf-8")
    [report] = jxb("import", str(first), "--category", "crime", "--action", "refuse", "--json")["files"]
    assert [report[name] for name in ("read", "added", "duplicates", "protected")] == [4, 2, 1, 1]
    first.write_text("戊己庚辛\n红莓暗号\n", "utf-8")
    jxb("import", str(first), "--category", "crime", "--action", "note")
    assert jxb("check", "说说甲乙丙丁")["action"] == "pass"
    assert jxb("check", "说说戊己庚辛")["action"] == "pass"
    assert jxb("check", "说说红莓暗号")["action"] == "refuse"
    other.write_text("[refuse]\n戊己庚辛\n", "utf-8")
    jxb("import", str(other))
    jxb("import", str(first), "--action", "note")
    assert jxb("check", "说说戊己庚辛")["action"] == "refuse"


def test_shared_lists_make_ten_thousand_words_and_block_no_policy_question(jxb) -> None:
    root = Path(__file__).resolve().parents[3]
    lists = root.parent / "shared" / "data" / "sensitive-words"
    if not lists.is_dir():
        pytest.skip(f"共享词表不在 {lists}")
    found = jxb("import", str(lists), "--json")
    assert found["library"] >= 10_000
    guard = words_command.opened().guard
    rows = [
        json.loads(line) for line in (root / "golden/guard/must_answer.jsonl").read_text("utf-8").splitlines()
    ]
    refused = [row["text"] for row in rows if guard.check(row["text"]).action == "refuse"]
    assert len(refused) <= 0.02 * len(rows)
