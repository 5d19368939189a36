"""Questions on relations, asked of the whole assistant: is it in force, on what does it rest, what comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.entry import Entry, Source
from kb.types import Document, Passage, Period
from serve import home
from serve.settings import Settings
from tests.serve.hall import Hall, open_hall

LAW = Document(
    "工伤保险条例(2010).md", "工伤保险条例", issued=date(2010, 12, 20), period=Period(date(2011, 1, 1))
)
OLD = Document(
    "信访条例.md", "信访条例", issued=date(2005, 1, 10), period=Period(date(2005, 5, 1), date(2022, 4, 30)),
    superseded_by="信访工作条例",
)  # fmt: skip
FIRST = Document(
    "慈善法(2016).md", "中华人民共和国慈善法", issued=date(2016, 3, 16),
    period=Period(date(2016, 9, 1), date(2024, 9, 4)), superseded_by="中华人民共和国慈善法",
)  # fmt: skip
SECOND = replace(
    FIRST,
    name="慈善法(2023).md",
    issued=date(2023, 12, 29),
    period=Period(date(2024, 9, 5)),
    superseded_by=None,
)
SPECIAL = Document(
    "特别规定.md", "女职工劳动保护特别规定", period=Period(date(2012, 4, 28)), repeals=("女职工劳动保护规定",)
)
ENTRIES = (
    Entry(
        id="materials", question="申请工伤认定要交哪些材料？", similar=("工伤认定带什么",),
        answer="交工伤认定申请表、劳动关系证明、诊断证明。", region="110000",
        source=Source(title="工伤保险条例", locator="第十八条"),
    ),
    Entry(
        id="steps", question="受了工伤第一步怎么办？", answer="先申请工伤认定，再做劳动能力鉴定。", region="110000"
    ),
    Entry(id="assess", question="怎么申请劳动能力鉴定？", answer="向鉴定委员会申请。", region="110000"),
    Entry(
        id="custom", question="社保卡多久拿到？", answer="一般15个工作日。", region="110000",
        source=Source(title="社保卡服务公开信息"),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    settings = Settings(home=Path(tmp_path_factory.mktemp("home")), today=date(2026, 11, 24), starter="off")
    opened = home.open_home(settings)
    with opened.store.writing("test", "a few documents") as writer:
        writer.put_entries(ENTRIES)
        article = "第十八条 提出工伤认定申请应当提交下列材料：工伤认定申请表。"
        writer.put_document(LAW, [Passage(LAW.name, 0, (), article, "第十八条")], "1")
        for number, document in enumerate((OLD, FIRST, SECOND)):
            text = "第一条 为了规范，制定本条例。"
            writer.put_document(document, [Passage(document.name, 0, (), text, "第一条")], f"d{number}")
        repeals = "第十六条 本规定自公布之日起施行。《女职工劳动保护规定》同时废止。"
        writer.put_document(SPECIAL, [Passage(SPECIAL.name, 0, (), repeals, "第十六条")], "s")
    opened.index.refresh()
    async with open_hall(opened) as found:
        yield found


@pytest.mark.parametrize(
    ("question", "said", "never"),
    [
        (
            "信访条例这个文件还有效吗",
            "2022年4月30日，之后由《信访工作条例》（自2022年5月1日起施行）接替",
            "现行有效",
        ),
        (
            "2016年的慈善法还管用吗",
            "2023年版的《中华人民共和国慈善法》（自2024年9月5日起施行）",
            "按现行有效",
        ),
        ("慈善法作废了吗", "按现行有效对待", "不再适用"),
        ("工伤保险条例现行的是哪年的版本", "2010年版", "废止："),
        ("女职工劳动保护规定还算数吗", "自2012年4月28日起由《女职工劳动保护特别规定》", "按现行有效"),
    ],
)
async def test_a_document_is_said_to_hold_or_to_be_replaced(
    hall: Hall, question: str, said: str, never: str
) -> None:
    done = await hall.citizen().say(question)
    assert done["outcome"] == "answer"
    assert said in done["text"]
    assert never not in done["text"]


async def test_this_document_is_the_one_the_last_answer_rests_on(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("工伤认定带什么")
    assert (
        "《工伤保险条例》（2010年版）自2011年1月1日起施行" in (await citizen.say("这个文件还有效吗"))["text"]
    )


async def test_what_asks_for_the_matter_of_a_document_is_not_a_question_on_the_document(hall: Hall) -> None:
    done = await hall.citizen().say("按照工伤保险条例，申请工伤认定现在要交的材料都有哪些，还能用去年的吗")
    assert "施行；在我收录的资料里" not in done["text"]


async def test_a_basis_is_said_with_its_article_and_its_words(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("申请工伤认定要交哪些材料")
    text = (await citizen.say("依据是哪一条"))["text"]
    assert text.startswith("依据是《工伤保险条例》第十八条。原文：提出工伤认定申请")
    assert "劳动关系证明" in text


async def test_a_basis_that_is_no_rule_is_said_to_be_none(hall: Hall) -> None:
    text = (await hall.citizen().say("社保卡多久拿到，有什么依据"))["text"]
    assert "没有收录到具体的法规条款" in text


async def test_an_article_of_a_document_that_says_no_such_thing_is_not_made_up(hall: Hall) -> None:
    done = await hall.citizen().say("慈善法里说申请工伤认定要交哪些材料 第几条来着")
    assert "依据是" not in done["text"]


async def test_what_comes_next_is_what_answers_say_comes_next(hall: Hall) -> None:
    text = (await hall.citizen().say("工伤认定下来了，接着该办什么"))["text"]
    assert text.startswith("办完工伤认定，接下来一般是劳动能力鉴定。")


@pytest.mark.parametrize("question", ["工伤认定下来了，接着多久能拿到钱", "工伤认定没通过，接下来怎么办"])
async def test_other_questions_on_what_is_done_are_left_to_the_entries(hall: Hall, question: str) -> None:
    assert "接下来一般是" not in (await hall.citizen().say(question))["text"]


async def test_staff_read_correct_and_undo_over_http(hall: Hall) -> None:
    citizen = hall.citizen()
    change = {
        "action": "remove", "head": "matter:工伤认定", "kind": "before", "tail": "matter:劳动能力鉴定", "why": "试一下",
    }  # fmt: skip
    await hall.staff("viewer", "POST", "/api/graph/corrections", 403, json=change)
    made = await hall.staff("editor", "POST", "/api/graph/corrections", 201, json=change)
    around = (await hall.staff("viewer", "GET", "/api/graph", params={"node": "工伤认定"}))["around"]
    assert "在这之后" not in [group["label"] for group in around]
    hall.home.index.refresh()
    assert "接下来一般是" not in (await citizen.say("工伤认定下来了，接着该办什么"))["text"]
    drawn = await hall.http.get(
        "/api/graph/picture", params={"node": "工伤认定"}, headers=hall.headers("viewer")
    )
    assert drawn.headers["content-type"].startswith("image/svg+xml") and "身份" not in drawn.text
    response = await hall.http.delete(f"/api/graph/corrections/{made['id']}", headers=hall.headers("editor"))
    assert response.status_code == 204
    log = (await hall.staff("viewer", "GET", "/api/graph/corrections"))["corrections"]
    assert [(one["who"], one["undone_by"]) for one in log] == [("editor", "editor")]
    around = (await hall.staff("viewer", "GET", "/api/graph", params={"node": "工伤认定"}))["around"]
    assert "在这之后" in [group["label"] for group in around]
    await hall.staff("viewer", "GET", "/api/graph", 422, params={"node": "没有的"})
    await hall.http.get("/api/graph", params={"node": "工伤认定"})
