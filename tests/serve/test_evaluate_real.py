"""Real conversations: sampled, marked, mined and asked again, on a home of its own."""

import json
from datetime import datetime

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dialogue.record import AnswerRecord, Records
from kb.entry import Entry
from serve import home, settings
from serve.commands.evaluate import app
from serve.errors import ServeError

CARD = Entry(
    id="card-lost",
    question="社保卡丢了怎么补办？",
    similar=("社保卡掉了去哪补",),
    answer="先拨打12333挂失，再到服务网点补办。",
    region="110000",
    source={"title": "社会保障卡管理办法"},
    valid_from="2011-07-01",
)
ALLOWANCE = Entry(
    id="flexible-allowance",
    question="灵活就业社保补贴怎么申请？",
    similar=("灵活就业补贴怎么申请", "灵活就业的社保补贴去哪儿申请"),
    answer="向户籍所在街道的社保所申请。",
    region="110000",
    source={"title": "灵活就业社会保险补贴办法"},
    valid_from="2011-07-01",
)


def record(name, message, outcome="unknown", session=None, text="没有查到，请拨打12333。", channel="web"):
    return AnswerRecord(
        turn_id=name,
        session_id=session or f"s-{name}",
        today="2026-11-20",
        channel=channel,
        message=message,
        questions=[message],
        scope={"region": "110000", "insured_type": None, "on": "2026-11-20"},
        evidence=[],
        release=None,
        answerer="extractive",
        answerer_version="",
        outcome=outcome,
        confidence=0.2,
        text=text,
        citations=[],
        suggestions=[],
        guard=[],
        times={},
        at=datetime(2026, 11, 20, 9, 0),
    )


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-23")
    for name in ("JXB_LLM_BASE_URL", "JXB_LLM_MODEL", "JXB_DATABASE_URL", "JXB_ANSWERER"):
        monkeypatch.delenv(name, raising=False)
    publish(CARD)
    records = Records(home.open_store(settings.load()).engine)
    records.save(record("1", "灵活就业社保补贴怎么申请"))
    records.save(record("2", "灵活就业的社保补贴怎么申请呢，我电话13812345678"))
    records.save(record("3", "社保卡丢了怎么补办", "answer", text="先拨打12333挂失，再到服务网点补办。"))
    records.save(record("4", "火星上能种土豆吗"))
    records.save(record("5", "不该算进来", channel="eval"))
    records.add_feedback("3", False, "没说清楚，我叫张伟")
    return tmp_path


def publish(*entries):
    with home.open_store(settings.load()).writing() as writer:
        for entry in entries:
            writer.put_entry(entry)


def drafts(book):
    """Rows of the workbook as cells by their header."""
    header, *rows = book.active.iter_rows()
    for row in rows:
        yield {name.value: cell for name, cell in zip(header, row, strict=True)}


def jxb(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_what_went_badly_is_grouped_masked_and_drafted(at_home):
    out = at_home / "mined"
    mined = json.loads(jxb("mine", "-o", out, "--json").stdout)["topics"]
    assert mined[0]["citizens"] == 2
    assert sorted(mined[0]["cases"]) == ["1", "2"]
    assert {case for topic in mined for case in topic["cases"]} == {"1", "2", "3", "4"}
    written = "".join(path.read_text(encoding="utf-8") for path in out.glob("*.json*"))
    assert "13812345678" not in written
    assert "张伟" not in written
    first = next(drafts(load_workbook(out / "drafts.xlsx")))
    assert (first["做法"].value, first["影响市民"].value) == ("写新条目", 2)
    assert first["地区"].value == "110000"


def test_after_publishing_the_same_questions_are_asked_again_and_the_change_is_shown(at_home):
    out = at_home / "mined"
    jxb("mine", "-o", out)
    publish(ALLOWANCE)
    result = json.loads(jxb("mine", "--again", "-o", out, "--json").stdout)
    states = {case["id"]: case["state"] for case in result["cases"]}
    assert (states["1"], states["2"]) == ("mended", "mended")
    assert (states["3"], states["4"]) == ("same", "same")
    page = (out / "before-after.html").read_text(encoding="utf-8")
    assert "现在能答" in page
    assert "灵活就业" in page


def test_drafts_whose_answer_was_written_go_in_through_ingest(at_home):
    from serve.cli import app as whole

    out = at_home / "mined"
    jxb("mine", "-o", out)
    book = load_workbook(out / "drafts.xlsx")
    row = next(row for row in drafts(book) if "灵活就业" in row["问题"].value)
    row["答案"].value = "向户籍所在街道的社保所申请。"
    book.save(out / "drafts.xlsx")
    told = CliRunner().invoke(whole, ["ingest", str(out / "drafts.xlsx"), "--draft", "--json"])
    read = json.loads(told.stdout)
    assert (read["added"], told.exit_code) == (1, 0)
    assert all("答案" in error["reason"] for error in read["errors"]), "the others wait for an answer"


def test_a_sample_is_written_blind_and_masked(at_home):
    drawn = json.loads(jxb("sample", "-o", at_home / "marking", "--n", 3, "--json").stdout)
    assert (drawn["of"], drawn["drawn"]) == (4, 3)
    for path in drawn["files"]:
        cells = [str(cell) for row in load_workbook(path)["标注"].iter_rows(values_only=True) for cell in row]
        assert not any("13812345678" in cell for cell in cells)


def test_agreement_of_two_sheets_is_told(at_home):
    drawn = json.loads(jxb("sample", "-o", at_home / "marking", "--json").stdout)
    for path in drawn["files"]:
        book = load_workbook(path)
        for number, row in enumerate(sorted(book["标注"].iter_rows(min_row=2), key=lambda row: row[0].value)):
            row[5].value = "对" if number else "错"
        book.save(path)
    told = json.loads(jxb("agree", *drawn["files"], "--json").stdout)
    assert (told["kappa"], told["marked"], told["disputes"]) == (1.0, 4, [])
    assert "κ = 1.000" in jxb("agree", *drawn["files"]).stdout


def test_asking_again_before_mining_is_explained(at_home):
    with pytest.raises(ServeError, match="先运行 jxb eval mine"):
        jxb("mine", "--again", "-o", at_home / "nothing")


def test_no_conversations_in_the_period_is_explained(at_home):
    with pytest.raises(ServeError, match="没有真实对话"):
        jxb("sample", "--since", "2030-01-01")


def test_answers_of_a_run_are_drawn_blind_and_marks_are_held_against_the_score(at_home):
    right = {"id": "unans-1", "kind": "unanswerable", "turns": ["火星上能种土豆吗"], "expect": "abstain"}
    wrong = {
        "id": "ans-2",
        "kind": "answerable",
        "turns": ["社保卡丢了怎么补办"],
        "must": [["99元"]],
        "expect": "answer",
    }
    rows = [json.dumps(row, ensure_ascii=False) for row in (right, wrong)]
    (at_home / "golden.jsonl").write_text("\n".join(rows), encoding="utf-8")
    jxb("run", at_home / "golden.jsonl", "--report", at_home / "report")
    drawn = json.loads(jxb("sample", "--report", at_home / "report", "-o", at_home / "m", "--json").stdout)
    assert drawn["drawn"] == 2
    book = load_workbook(drawn["files"][0])
    said = [[cell.value for cell in row] for row in book["标注"].iter_rows(min_row=2)]
    assert not any("ans-" in str(row) for row in said)
    for row in book["标注"].iter_rows(min_row=2):
        row[5].value = "对"
    book.save(drawn["files"][0])
    told = json.loads(jxb("agree", drawn["files"][0], "--report", at_home / "report", "--json").stdout)
    (score,) = told["with_score"]
    assert (score["marked"], score["agreed"], len(score["too_strict"])) == (2, 0.5, 1)
    assert "没有两人的一致性" in jxb("agree", drawn["files"][0], "--report", at_home / "report").stdout
    with pytest.raises(ServeError, match="--report"):
        jxb("agree", drawn["files"][0])
