"""Facts, what ends soon, and the impact of documents at the command line."""

import json

import pytest
from typer.testing import CliRunner

from serve import cli, home, settings

FACTS = "名称,数值,单位,生效,来源\n失业保险金月标准·满1年不满5年,2129,元,2025-09-01,北京市失业保险办法\n"
ROWS = (
    "编号,问题,答案,来源,失效\n"
    "uses,失业金每月多少？,满1年的每月{{失业保险金月标准·满1年不满5年}}。,《北京市失业保险办法》第三条,\n"
    "ends,怎么申领？,网上申领。,,2026-12-20\n"
)
OLD = "北京市失业保险办法\n\n第一条 为了保障失业人员，制定本办法。\n第二条 本办法自2007年6月14日起施行。\n"
NEW = (
    "北京市失业保险若干规定\n\n第一条 为了保障失业人员，制定本规定。\n"
    "第二条 本规定自2026年1月1日起施行。《北京市失业保险办法》同时废止。\n"
)
GOLDEN = {
    "id": "g1", "kind": "answerable", "turns": ["失业金多少"], "must": [["元"]], "must_not": [],
    "source": {"file": "北京市失业保险办法", "locator": "第三条"}, "expect": "answer",
}  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-25")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "g.jsonl").write_text(
        json.dumps(GOLDEN, ensure_ascii=False) + "\n", encoding="utf-8"
    )

    def invoke(*args, code=0):
        result = CliRunner().invoke(cli.app, list(args))
        assert result.exit_code == code, result.output + str(result.exception)
        return result if code == 0 else str(result.exception)

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return invoke("ingest", name, "--json")

    write("事实.csv", FACTS)
    write("问答.csv", ROWS)
    write("北京市失业保险办法.txt", OLD)
    invoke.write = write
    return invoke


def said(result):
    return json.loads(result.stdout)


def test_a_new_value_shows_which_answers_change_and_is_written_only_without_dry_run(run):
    change = (
        "kb", "fact", "set", "失业保险金月标准·满1年不满5年", "--value", "2286", "--from", "2026-09-01",
        "--source", "某通告", "--number", "京某发〔2026〕1号", "--json",
    )  # fmt: skip
    trial = said(run(*change, "--dry-run"))
    assert (trial["written"], [one["id"] for one in trial["answers"]]) == (False, ["uses"])
    assert (trial["answers"][0]["before"], trial["answers"][0]["after"]) == (
        "满1年的每月2129元。",
        "满1年的每月2286元。",
    )
    assert [
        one["value"] for one in said(run("kb", "fact", "show", trial["fact"]["name"], "--json"))["values"]
    ] == ["2129"]
    assert said(run(*change))["written"] is True
    shown = said(run("kb", "fact", "show", trial["fact"]["name"], "--json"))
    assert [(one["value"], one.get("valid_to")) for one in shown["values"]] == [
        ("2129", "2026-08-31"),
        ("2286", None),
    ]
    assert [one["id"] for one in shown["entries"]] == ["uses"]
    (now,) = said(run("kb", "fact", "list", "--like", "满1年", "--json"))["facts"]
    assert now["now"]["value"] == "2286"


def test_what_ends_within_thirty_days_is_listed(run):
    (one,) = said(run("kb", "expiring", "--json"))["ending"]
    assert (one["kind"], one["id"], one["last_day"]) == ("entry", "ends", "2026-12-20")
    assert said(run("kb", "expiring", "--days", "10", "--json"))["ending"] == []
    assert "ends" in run("kb", "check").stdout


def test_bringing_in_a_document_lists_what_rests_on_the_one_it_replaces(run):
    result = run.write("北京市失业保险若干规定.txt", NEW)
    (impact,) = said(result)["impact"]
    assert [(one["title"], one["document"], one["how"]) for one in impact["affected"]] == [
        ("北京市失业保险办法", "北京市失业保险办法.txt", "repealed")
    ]
    assert [one["id"] for one in impact["entries"]] == ["uses"]
    assert [one["id"] for one in impact["facts"]] == ["失业保险金月标准·满1年不满5年"]
    assert [one["id"] for one in impact["golden"]] == ["g1"]
    assert "废止《北京市失业保险办法》" in result.stderr
    assert "uses" in result.stderr
    again = said(run("kb", "impact", "北京市失业保险若干规定.txt", "--json"))
    assert again == impact
    assert (
        home.open_store(settings.load()).document("北京市失业保险办法.txt").superseded_by
        == "北京市失业保险若干规定"
    )


def test_the_same_document_again_has_no_new_impact(run):
    run.write("北京市失业保险若干规定.txt", NEW)
    assert said(run.write("北京市失业保险若干规定.txt", NEW))["impact"] == []


def test_a_document_that_was_never_imported_is_said_so(run):
    assert "没有导入过" in run("kb", "impact", "没有.txt", code=1)


def test_the_graph_and_the_counts_say_what_is_held(run):
    shown = said(run("kb", "graph", "uses", "--json"))
    assert ("based_on", "document:北京市失业保险办法.txt") in {
        (r["kind"], r["tail"]) for r in shown["relations"]
    }
    assert "失业保险金月标准" in run("kb", "graph", "uses").stdout
    assert "没有" in run("kb", "graph", "不存在", code=1)
    counts = said(run("kb", "stats", "--json"))
    assert (counts["entry"], counts["facts"], counts["documents"]) == (2, 1, 1)
    assert counts["items"] == counts["entry"] + counts["passage"]
    assert counts["relations"] == sum(counts["relations_by_kind"].values()) > 0
    assert counts["entries_by_origin"] == {"问答.csv": 2}


def test_a_drug_is_looked_up_in_the_catalogue(run):
    run.write("药品目录2024.csv", "药品名称,医保分类,剂型\n甲硝唑,甲,口服常释剂型\n甲硝唑,乙,注射剂\n")
    found = said(run("kb", "drug", "甲硝唑打针的是甲类还是乙类", "--json"))
    assert (found["status"], [row["cls"] for row in found["rows"]], found["edition"]) == (
        "found",
        ["乙"],
        "2024年版",
    )
    assert said(run("kb", "drug", "脑白金是甲类还是乙类", "--json"))["status"] == "not_found"
