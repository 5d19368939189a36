"""A dry run says what an import would touch: answers, facts, golden questions, documents; and touches nothing."""

import json

import pytest
from typer.testing import CliRunner

from serve import cli, home, settings

FACTS = (
    "名称,数值,单位,生效,来源\n月标准,2129,元,2025-09-01,北京市失业保险办法\n年限,5,年,2025-09-01,某通告\n"
)
ROWS = (
    "编号,问题,答案,来源\n"
    "uses,失业金每月多少？,每月{{月标准}}。,《北京市失业保险办法》第三条\n"
    "how,怎么申领？,网上申领。,\n"
    "over,旧的问题？,旧的答案。,\n"
)
OLD = "北京市失业保险办法\n\n第一条 为了保障失业人员，制定本办法。\n第二条 本办法自2007年6月14日起施行。\n"
NEW = (
    "北京市失业保险若干规定\n\n第一条 为了保障失业人员，制定本规定。\n"
    "第二条 本规定自2026年1月1日起施行。《北京市失业保险办法》同时废止。\n"
)


def question(id, must, source=None, **fields):
    row = {"id": id, "kind": "answerable", "turns": [f"{id}？"], "must": must, "expect": "answer"}
    return json.dumps({"must_not": [], "source": source, **row, **fields}, ensure_ascii=False)


GOLDEN = [
    question("on-entry", [["网上"]]),
    question("on-fact", [["2129"]], entries=["uses"]),
    question("on-document", [["别的"]], {"file": "北京市失业保险办法", "locator": "第三条"}),
    question("on-retired", [["旧的答案"]]),
    question("on-nothing", [["无关"]]),
]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-25")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "g.jsonl").write_text("\n".join(GOLDEN) + "\n", encoding="utf-8")

    def invoke(text, name, *args):
        (tmp_path / name).write_text(text, encoding="utf-8")
        result = CliRunner().invoke(cli.app, ["ingest", name, *args])
        assert result.exit_code == 0, result.output + str(result.exception)
        return result

    for text, name in ((FACTS, "事实.csv"), (ROWS, "问答.csv"), (OLD, "北京市失业保险办法.txt")):
        invoke(text, name, "--json")
    return invoke


def touched(run, text, name, *args):
    store = home.open_store(settings.load())
    before = store.last_change(), len(store.facts()), store.documents()
    said = json.loads(run(text, name, "--dry-run", "--json", *args).stdout)
    assert (store.last_change(), len(store.facts()), store.documents()) == before, "a dry run leaves nothing"
    found = said["touched"]
    assert all(part["count"] == len(part["first"]) for part in found.values())
    return {name: {one["id"]: one["because"] for one in part["first"]} for name, part in found.items()}, said


def test_changed_answers_and_their_golden_questions_are_named(run):
    rows = ROWS.replace("网上申领。", "到窗口申领。").replace("旧的问题", "旧的题目")
    found, said = touched(run, rows + "new,新的？,新的。,\n", "问答.csv")
    assert (said["added"], said["updated"], said["unchanged"]) == (1, 2, 1)
    assert found["answers"] == {"how": "内容修改"}, "another wording of a question changes no answer"
    assert found["golden"] == {"on-entry": "答案里不再有要点「网上」"}
    assert found["facts"] == found["documents"] == found["to_review"] == {}


def test_entries_that_would_be_retired_are_touched_too(run):
    rows = "".join(ROWS.splitlines(keepends=True)[:3])
    found, said = touched(run, rows, "问答.csv", "--replace")
    assert said["retired"] == 1
    assert found["answers"] == {"over": "停用"}
    assert found["golden"] == {"on-retired": "答案里不再有要点「旧的答案」"}


def test_a_changed_fact_names_the_answers_that_read_differently(run):
    facts = FACTS + "月标准,2286,元,2026-09-01,某通告\n新项目,1,%,2026-01-01,某通告\n"
    found, _ = touched(run, facts, "事实.csv")
    assert found["facts"] == {
        "fact:月标准": "修改：2129元（2025-09-01 起），2286元（2026-09-01 起）",
        "fact:新项目": "新增：1%（2026-01-01 起）",
    }
    assert found["answers"] == {"uses": "事实从 2026-09-01 起不同"}
    assert found["golden"] == {"on-fact": "答案里不再有要点「2129」"}


def test_a_document_names_what_it_replaces_and_what_rests_on_that(run):
    found, said = touched(run, NEW, "北京市失业保险若干规定.txt")
    assert found["documents"] == {"北京市失业保险办法.txt": "《北京市失业保险若干规定》废止"}
    assert set(found["to_review"]) == {"uses", "fact:月标准"}
    assert set(found["golden"]) == {"on-document"}
    (impact,) = said["impact"]
    assert impact["affected"][0]["document"] == "北京市失业保险办法.txt"
    real = json.loads(run(NEW, "北京市失业保险若干规定.txt", "--json").stdout)
    assert real["impact"] == said["impact"], "the real run finds what the dry run said"


def test_people_read_counts_and_the_first_names(run):
    said = run(ROWS.replace("网上申领。", "到窗口申领。"), "问答.csv", "--dry-run")
    assert "会变的答案 1 个" in said.stderr
    assert "how 怎么申领？（内容修改）" in said.stderr
    assert "要跟着改的评测题 1 个" in said.stderr


def test_what_touches_nothing_says_nothing(run):
    found, _ = touched(run, ROWS, "问答.csv")
    assert not any(found.values())
    assert "会变" not in run(ROWS, "问答.csv", "--dry-run").stderr


def test_a_draft_says_what_it_would_touch_once_it_is_approved(run):
    found, _ = touched(run, ROWS.replace("网上申领。", "到窗口申领。"), "问答.csv", "--draft")
    assert found["answers"] == {"how": "内容修改"}
