"""The review at the command line: what waits, who may decide, what is answered from meanwhile."""

import json

import pytest
from typer.testing import CliRunner

from serve import cli, home, settings
from serve.users import Users

ROWS = "编号,问题,答案\nx-1,怎么参保？,{answer}\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    accounts = Users(home.open_store(settings.load()).engine)
    accounts.add("张三", "editor")
    accounts.add("李四", "reviewer")

    def invoke(*args, code=0):
        result = CliRunner().invoke(cli.app, list(args), catch_exceptions=True)
        failed = str(result.exception) if result.exception else ""
        assert result.exit_code == code, result.output + failed
        return result.stdout if code == 0 else failed

    return invoke


@pytest.fixture
def rows(tmp_path):
    def write(answer):
        path = tmp_path / "问答.csv"
        path.write_text(ROWS.format(answer=answer), encoding="utf-8")
        return str(path)

    return write


def published():
    return [entry.answer for entry in home.open_store(settings.load()).entries()]


def test_a_draft_goes_the_whole_way(run, rows):
    run("ingest", rows("网上办。"), "--draft", "--as", "张三")
    assert published() == []
    (waiting,) = json.loads(run("kb", "review", "list", "--json"))["waiting"]
    assert (waiting["id"], waiting["author"], waiting["new"]) == ("x-1", "张三", True)
    assert "怎么参保？" in run("kb", "review", "show", "x-1")
    assert json.loads(run("kb", "review", "approve", "x-1", "--as", "李四", "--json"))["published"] == [
        {"id": "x-1", "version": 2}
    ]
    assert published() == ["网上办。"]
    run("ingest", rows("窗口办。"), "--draft", "--as", "张三")
    assert published() == ["网上办。"]
    run("kb", "review", "return", "x-1", "--as", "李四", "--reason", "写清在哪个窗口")
    (back,) = json.loads(run("kb", "review", "list", "--all", "--json"))["waiting"]
    assert (back["state"], back["note"]) == ("draft", "写清在哪个窗口")
    run("kb", "retire", "x-1", "--as", "李四", "--why", "停办")
    assert published() == []
    versions = json.loads(run("kb", "history", "x-1", "--json"))["versions"]
    assert [(v["state"], v["who"]) for v in versions] == [
        ("in_review", "张三"),
        ("published", "李四"),
        ("in_review", "张三"),
        ("draft", "李四"),
        ("retired", "李四"),
    ]
    assert "答案：网上办。 → 窗口办。" in versions[2]["changes"]
    assert not any("次序变了" in line for version in versions for line in version["changes"])


def test_what_is_published_after_review_says_what_it_changed_of_what_was_published_before(run, rows):
    run("ingest", rows("网上办。"))
    run("ingest", rows("窗口办。"), "--draft", "--as", "张三")
    run("kb", "review", "approve", "x-1", "--as", "李四")
    versions = json.loads(run("kb", "history", "x-1", "--json"))["versions"]
    assert [v["state"] for v in versions] == ["published", "in_review", "published"]
    assert versions[2]["changes"] == versions[1]["changes"] == ["答案：网上办。 → 窗口办。"]


def test_what_an_editor_imports_goes_to_review_and_what_a_reviewer_imports_does_not(run, rows):
    waiting = json.loads(run("ingest", rows("网上办。"), "--as", "张三", "--json"))
    assert (waiting["in_review"], published()) == (1, [])
    run("ingest", rows("网上办。"), "--as", "李四")
    assert published() == ["网上办。"]


def test_near_duplicates_are_on_the_list_until_ticked_off(run, tmp_path):
    path = tmp_path / "问答.csv"
    path.write_text("编号,问题,答案\na,失业金怎么领？,甲。\nb,请问如何领失业金呢？,乙。\n", encoding="utf-8")
    run("ingest", str(path))
    (todo,) = json.loads(run("kb", "review", "list", "--json"))["todos"]
    assert (todo["kind"], todo["item"]) == ("near", "b")
    run("kb", "review", "done", todo["id"], "--as", "李四", "--reason", "问的是两件事")
    assert json.loads(run("kb", "review", "list", "--json"))["todos"] == []
    assert json.loads(run("kb", "stats", "--json"))["entries_by_origin"] == {"问答.csv": 2}


@pytest.mark.parametrize(
    ("who", "says"), [("张三", "角色是 editor"), ("王五", "没有账号「王五」")]
)  # an editor may not review, a stranger may do nothing
def test_only_a_reviewer_approves(run, rows, who, says):
    run("ingest", rows("网上办。"), "--draft", "--as", "张三")
    assert says in run("kb", "review", "approve", "x-1", "--as", who, code=1)
    assert published() == []


def test_a_reviewer_does_not_approve_their_own_draft(run, rows):
    run("ingest", rows("网上办。"), "--draft", "--as", "李四")
    assert "另一个账号" in run("kb", "review", "approve", "x-1", "--as", "李四", code=1)
