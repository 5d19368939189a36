"""A figure changed by an editor: what it changes is listed, and another account puts it in force."""

import json

import pytest
from typer.testing import CliRunner

from serve import cli, home, settings
from serve.users import Users

NAME = "失业保险金月标准·满1年不满5年"
ID = f"fact:{NAME}"
FACTS = f"名称,数值,单位,生效,来源\n{NAME},2129,元,2025-09-01,某通告\n"
ROWS = (
    "编号,问题,答案\n"
    f"uses,失业金每月多少？,满1年的每月{{{{{NAME}}}}}。\n"
    "writes,失业保险金月标准是多少？,满1年不满5年的，2129元。\n"
    "other,怎么申领？,网上申领。\n"
)


def question(id, must, **fields):
    row = {"id": id, "kind": "answerable", "turns": [f"{id} 问？"], "must": must, "expect": "answer"}
    return json.dumps({"must_not": [], "source": None, **row, **fields}, ensure_ascii=False)


GOLDEN = [
    question("by-points", [["每月2129元"]]),
    question("by-name", [["2286"], ["别处才有"]], entries=["uses"]),
    question("stale-trap", [["每月"]], must_not=["2286元"], note="entry: uses"),
    question("last-year", [["每月2129元"]], scope={"today": "2026-03-01"}),
    question("elsewhere", [["网上"]]),
]
CHANGE = (
    "kb", "fact", "set", NAME, "--value", "2286", "--from", "2026-09-01", "--source", "某通告", "--number",
    "京某发〔2026〕1号",
)  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-25")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "g.jsonl").write_text("\n".join(GOLDEN) + "\n", encoding="utf-8")
    accounts = Users(home.open_store(settings.load()).engine)
    for name, role in (("张三", "editor"), ("李四", "reviewer"), ("王五", "operator"), ("赵六", "viewer")):
        accounts.add(name, role)

    def invoke(*args, code=0):
        result = CliRunner().invoke(cli.app, list(args), catch_exceptions=True)
        assert result.exit_code == code, result.output + str(result.exception)
        return result.stdout if code == 0 else str(result.exception)

    for name, text in (("事实.csv", FACTS), ("问答.csv", ROWS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        invoke("ingest", name, "--json")
    return invoke


def now(run):
    return [value["value"] for value in json.loads(run("kb", "fact", "show", NAME, "--json"))["values"]]


def test_an_editors_value_waits_and_another_account_puts_it_in_force(run):
    said = json.loads(run(*CHANGE, "--as", "张三", "--why", "年度调整", "--json"))
    assert (said["written"], said["state"], said["review"]) == (False, "in_review", ID)
    assert now(run) == ["2129"]
    (waiting,) = json.loads(run("kb", "review", "list", "--json"))["waiting"]
    assert (waiting["id"], waiting["kind"], waiting["author"], waiting["why"]) == (
        ID, "fact", "张三", "年度调整",
    )  # fmt: skip
    assert "角色是 editor" in run("kb", "review", "approve", ID, "--as", "张三", code=1)
    assert json.loads(run("kb", "review", "approve", ID, "--as", "李四", "--json"))["published"] == [
        {"id": ID, "version": 3}
    ]
    assert now(run) == ["2129", "2286"]
    versions = json.loads(run("kb", "history", ID, "--json"))["versions"]
    assert [(v["state"], v["who"], v["why"]) for v in versions[1:]] == [
        ("in_review", "张三", "年度调整"),
        ("published", "李四", "审核通过"),
    ]


def test_a_reviewer_does_not_put_their_own_value_in_force(run):
    assert json.loads(run(*CHANGE, "--as", "李四", "--json"))["state"] == "in_review"
    assert "另一个账号" in run("kb", "review", "approve", ID, "--as", "李四", code=1)
    assert now(run) == ["2129"]


def test_an_operator_writes_at_once_or_sends_to_review(run):
    assert json.loads(run(*CHANGE, "--as", "王五", "--draft", "--json"))["state"] == "in_review"
    assert json.loads(run(*CHANGE, "--as", "王五", "--json"))["state"] == "published"
    assert now(run) == ["2129", "2286"]
    assert json.loads(run(*CHANGE, "--as", "王五", "--json"))["state"] == "unchanged"


def test_a_viewer_changes_nothing_and_a_draft_needs_an_author(run):
    assert "不能修改知识" in run(*CHANGE, "--as", "赵六", code=1)
    assert "--as" in run(*CHANGE, "--draft", code=1)
    assert json.loads(run("kb", "review", "list", "--all", "--json"))["waiting"] == []


@pytest.mark.parametrize("where", ["dry-run", "review"])
def test_every_answer_and_golden_question_that_it_changes_is_listed_before(run, where):
    if where == "dry-run":
        said = json.loads(run(*CHANGE, "--dry-run", "--json"))
    else:
        run(*CHANGE, "--as", "张三")
        said = json.loads(run("kb", "review", "show", ID, "--json"))
    assert now(run) == ["2129"]
    assert [(one["id"], one["before"], one["after"]) for one in said["answers"]] == [
        ("uses", "满1年的每月2129元。", "满1年的每月2286元。")
    ]
    assert [one["id"] for one in said["contradictions"]] == ["writes"]
    assert {one["id"]: one["because"] for one in said["golden"]} == {
        "by-points": "答案里不再有要点「每月2129元」",
        "by-name": "答案里有了要点「2286」",
        "stale-trap": "答案里出现不该有的「2286元」",
    }


def test_the_lists_are_read_at_the_command_line_too(run):
    text = run(*CHANGE, "--as", "张三")
    assert "答案改变 1 个" in text
    assert "要跟着改的评测题 3 道" in text
    assert f"jxb kb review approve {ID}" in text.replace("\n", "")
    shown = run("kb", "review", "show", ID)
    assert "＋ 2286元，2026-09-01 至 今" in shown
    assert "by-points" in shown


def test_an_entry_in_review_lists_the_golden_questions_that_it_changes(run, tmp_path):
    rows = "编号,问题,答案\nother,怎么申领？,到窗口申领。\n"
    (tmp_path / "改.csv").write_text(rows, encoding="utf-8")
    run("ingest", "改.csv", "--draft", "--as", "张三")
    said = json.loads(run("kb", "review", "show", "other", "--json"))
    assert [one["after"] for one in said["answers"]] == ["到窗口申领。"]
    assert [one["id"] for one in said["golden"]] == ["elsewhere"]
    assert said["entry"]["answer"] == "到窗口申领。"


def test_releases_compare_and_bring_back_figures(run):
    run("kb", "release", "一")
    run(*CHANGE, "--as", "张三")
    run("kb", "review", "approve", ID, "--as", "李四")
    (change,) = json.loads(run("kb", "diff", "一", "--json"))["changes"]
    assert (change["id"], change["kind"], change["who"]) == (ID, "fact", "李四")
    run("kb", "rollback", "一", "--as", "李四")
    assert now(run) == ["2129"]


def test_a_fact_in_use_is_not_retired(run):
    assert "引用" in run("kb", "retire", ID, "--as", "李四", "--why", "不再公布", code=1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--from", "九月"), "写成 2026-09-01"),
        (("--from", "2026-09-01", "--to", "2026-01-01"), "早于生效日期"),
        (("--from", "2026-09-01", "--region", "火星市"), "火星市"),
    ],
)
def test_a_value_that_cannot_be_says_what_is_wrong(run, change, says):
    assert says in run(
        "kb", "fact", "set", NAME, "--value", "1", "--source", "某通告", *change, "--as", "张三", code=1
    )
