"""The loop with the real product: citizens talk to a running server, an editor mends, another account publishes."""

from __future__ import annotations

import asyncio
import json
import shutil
import time

import httpx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dialogue.record import Records
from kb.entry import Entry
from serve import home, mining, settings
from serve.cli import app
from serve.errors import ForbiddenError
from tests.serve.serving import serving
from tests.serve.test_evaluate_real import record

CARD = Entry(
    id="card-lost",
    question="社保卡丢了怎么补办？",
    similar=("社保卡掉了去哪补",),
    answer="先拨打12333挂失，再到服务网点补办。",
    insured_types=("employee", "retired"),
    region="110000",
    source={"title": "社会保障卡管理办法", "number": "人社部发〔2011〕47号", "locator": "第十条"},
    valid_from="2011-07-01",
)
ALLOWANCE = "带身份证、灵活就业登记材料，向户籍所在街道的社保所申请。"
CARD_ANSWER = "先拨打12333挂失；补办当场可取的网点见京通小程序。"


@pytest.fixture
def base(tmp_path, monkeypatch):
    """A running server over a home that knows about cards and nothing else."""
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-24")
    for name in ("JXB_LLM_BASE_URL", "JXB_LLM_MODEL", "JXB_DATABASE_URL", "JXB_ANSWERER"):
        monkeypatch.delenv(name, raising=False)
    opened = home.open_home(settings.load())
    with opened.store.writing() as writer:
        writer.put_entry(CARD, document="社保卡问答.xlsx")
    with serving(opened) as url:
        yield url


def test_what_citizens_were_not_told_is_mended_by_two_people_and_shown_before_and_after(base, tmp_path):
    out, report = tmp_path / "mined", tmp_path / "report"
    unknown = (
        "灵活就业社保补贴怎么申请",
        "灵活就业的社保补贴怎么申请呢，我电话13812345678",
        "灵活就业社保补贴去哪儿申请",
    )
    asked = [say(base, question) for question in unknown]
    say(base, "火星上能种土豆吗")
    rate(base, say(base, "社保卡丢了怎么补办"), useful=False, reason="哪个网点能当场拿？我叫张伟")
    rate(base, say(base, "社保卡掉了去哪补"), useful=True)
    assert all(turn["outcome"] != "answer" for turn in asked)

    topics = json.loads(jxb("eval", "mine", "-o", out, "--json"))["topics"]
    assert [topic["citizens"] for topic in topics] == [3, 1, 1], "most citizens first"
    assert {topic["question"][:3]: topic["action"] for topic in topics} == {
        "灵活就": "entry",
        "社保卡": "revise",
        "火星上": "entry",
    }
    written = "".join(path.read_text(encoding="utf-8") for path in out.glob("*.json*"))
    assert "13812345678" not in written and "张伟" not in written
    jxb("eval", "run", out / "golden.jsonl", "--report", report, "--leaks", "off")

    edit(out / "drafts.xlsx")
    jxb("user", "add", "小李", "editor")
    jxb("user", "add", "老王", "reviewer")
    told = json.loads(jxb("ingest", out / "drafts.xlsx", "--draft", "--as", "小李", "--json"))
    assert (told["added"], told["updated"], told["rejected"]) == (1, 1, 0)
    assert say(base, unknown[0])["outcome"] != "answer", "nothing is answered from before it is reviewed"

    waiting = [row["id"] for row in json.loads(jxb("kb", "review", "list", "--json"))["waiting"]]
    with pytest.raises(ForbiddenError):
        jxb("kb", "review", "approve", *waiting, "--as", "小李")
    jxb("kb", "review", "approve", *waiting, "--as", "老王")

    turn = answered(base, unknown[0])
    assert ALLOWANCE in turn["text"]
    assert [citation["source"] for citation in turn["citations"]] == ["灵活就业社会保险补贴办法"]
    (card,) = say(base, "社保卡丢了怎么补办")["citations"]
    assert (card["document"], card["source"]) == ("社保卡问答.xlsx", CARD.source.title)
    held = home.open_store(settings.load()).item(CARD.id).entry
    rewritten = {"answer": CARD_ANSWER, "review": held.review}
    assert held == CARD.model_copy(update=rewritten), "only what the editor rewrote has changed"

    after = json.loads(jxb("eval", "mine", "--again", "-o", out, "--json"))
    assert after["counts"] == {"mended": 3, "changed": 1, "same": 1, "worse": 0}
    assert "换了答案" in (out / "before-after.html").read_text(encoding="utf-8")
    jxb("eval", "run", out / "golden.jsonl", "--report", report, "--leaks", "off")
    assert "改好 3 题" in (report / "report.html").read_text(encoding="utf-8")


def test_unlike_questions_are_not_thrown_together_beside_the_shipped_knowledge(opened, tmp_path):
    copied = opened.settings.model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(opened.settings.home, copied.home)
    records = Records(home.open_store(copied).engine)
    asked = {
        "补缴": ("断缴社保可以补缴不", "社保断缴了怎么补"),
        "普惠": ("普惠健康保多少钱一年", "北京普惠健康保一年交多少钱啊", "买普惠健康保要多少钱"),
    }
    alone = ("宠物看病能报医保吗", "共济账户怎么授权给我爱人", "燃气费怎么交", "北京长期护理保险谁能享受")
    for number, question in enumerate((*alone, *(one for group in asked.values() for one in group))):
        records.save(record(str(number), question))
    topics = asyncio.run(mining.mine(copied, tmp_path / "mined", None, None))
    ours = {*alone, *(one for group in asked.values() for one in group)}
    # The shared home holds what other tests asked too.
    found = {frozenset(topic.wordings) for topic in topics if ours & set(topic.wordings)}
    assert found == {*(frozenset(group) for group in asked.values()), *(frozenset({one}) for one in alone)}


def edit(path):
    """What an editor does: an answer where one is missing, a better one, and no row that nobody needs."""
    book = load_workbook(path)
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(sheet.max_row, 1, -1):  # from below: deleting moves what follows
        question = sheet.cell(row, column["问题"]).value
        if "补贴" in question:
            sheet.cell(row, column["答案"]).value = ALLOWANCE
            sheet.cell(row, column["来源"]).value = "《灵活就业社会保险补贴办法》第六条"
        elif "社保卡" in question:
            sheet.cell(row, column["答案"]).value = CARD_ANSWER
        else:
            sheet.delete_rows(row)
    book.save(path)


def jxb(*arguments):
    """What a verb prints; its errors are raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def say(base, message):
    """One turn of a citizen of their own."""
    response = httpx.post(f"{base}/api/chat", json={"message": message}, timeout=60)
    events = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
    found = {name.removeprefix("event: "): json.loads(data.removeprefix("data: ")) for name, data in events}
    return {**found["meta"], **found["done"], "citations": found["citations"]}


def answered(base, message):
    """The turn once the running server has seen what was published."""
    deadline = time.monotonic() + 10
    while (turn := say(base, message))["outcome"] != "answer" and time.monotonic() < deadline:
        continue
    return turn


def rate(base, turn, **rating):
    response = httpx.post(f"{base}/api/feedback", json={"turn_id": turn["turn_id"], **rating}, timeout=60)
    assert response.status_code == 200, response.text
