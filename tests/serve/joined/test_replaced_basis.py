"""The day a law is replaced nobody does anything: what rests on it is not answered as if in force."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.entry import Entry, Source
from kb.types import Document, Passage, Period
from serve import home
from serve.settings import Settings
from tests.serve.hall import Hall, open_hall

TITLE, NEW_TITLE = "工伤保险条例", "工伤保险条例（2026年修订）"
SINCE = date(2026, 12, 5)
NEW = Document("新.md", NEW_TITLE, issued=date(2026, 11, 10), period=Period(SINCE), repeals=(TITLE,))
OLD = Document(
    "旧.md", TITLE, issued=date(2010, 12, 20),
    period=Period(date(2011, 1, 1), SINCE - timedelta(days=1)), superseded_by=NEW_TITLE,
)  # fmt: skip
ARTICLE = "第十七条 职工发生事故伤害，所在单位应当自事故伤害发生之日起{days}日内，提出工伤认定申请。"
SOURCE = Source(title=TITLE, locator="第十七条第一款", date=date(2010, 12, 20))
ENTRIES = (
    Entry(
        id="apply", question="单位要在多久内申请工伤认定？", similar=("工伤认定单位几天内报",),
        answer="自事故伤害发生之日起30日内。", area="工伤保险", region="110000", source=SOURCE,
    ),
    Entry(
        id="leave", question="停工留薪期最长多久？", similar=("停工留薪期多长",), answer="一般不超过12个月。",
        area="工伤保险", region="110000", source=SOURCE.model_copy(update={"locator": "第三十三条"}),
    ),
)  # fmt: skip


@pytest.fixture(params=[SINCE - timedelta(days=1), SINCE], ids=["the last day", "the day after"])
async def hall(request, tmp_path: Path, monkeypatch) -> AsyncIterator[Hall]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").mkdir()
    golden = {
        "id": "g1", "kind": "answerable", "turns": ["几天内报？"], "must": [["30日"]], "expect": "answer",
        "source": {"file": "工伤保险条例", "locator": "第十七条"},
    }  # fmt: skip
    (tmp_path / "golden" / "g.jsonl").write_text(json.dumps(golden, ensure_ascii=False), encoding="utf-8")
    opened = home.open_home(Settings(home=tmp_path / "home", today=request.param, starter="off"))
    with opened.store.writing("test", "a law and the one that replaces it") as writer:
        writer.put_entries(ENTRIES)
        for document, days in ((OLD, 30), (NEW, 20)):
            passage = Passage(document.name, 0, (), ARTICLE.format(days=days), "第十七条")
            writer.put_document(document, [passage], f"{days}")
    opened.index.refresh()
    async with open_hall(opened) as found:
        found.over = request.param == SINCE
        yield found


async def test_where_the_new_law_says_it_in_the_same_place_its_words_are_the_answer(hall):
    done = await hall.citizen().say("单位要在多久内申请工伤认定？")
    assert ("20日内" in done["text"], "30日内" in done["text"]) == (hall.over, not hall.over)


async def test_else_the_answer_says_first_since_when_and_by_what_its_basis_is_replaced(hall):
    done = await hall.citizen().say("停工留薪期最长多久？")
    assert "12个月" in done["text"]
    said = done["text"].startswith(
        f"请注意：下面的答复依据《{TITLE}》，它自2026年12月5日起已由《{NEW_TITLE}》代替"
    )
    assert said is hall.over


async def test_it_is_on_the_list_before_that_day_and_ticked_off_it_is_in_force_again(hall):
    listed = (await hall.staff("viewer", "GET", "/api/kb/review"))["todos"]
    assert {one["item"] for one in listed} == {"apply", "leave", "golden:g1"}
    ending = (await hall.staff("viewer", "GET", "/api/kb/expiring"))["ending"]
    assert {one["id"] for one in ending if one["kind"] == "entry"} == {"apply", "leave"}
    body = {"ids": ["leave", "golden:g1"], "reason": "新条例没有改这一条"}
    await hall.staff("editor", "POST", "/api/kb/review/done", 403, json=body)
    await hall.staff("reviewer", "POST", "/api/kb/review/done", json=body)
    left = (await hall.staff("viewer", "GET", "/api/kb/review"))["todos"]
    assert [one["item"] for one in left] == ["apply"]
    hall.home.index.refresh()
    assert (await hall.citizen().say("停工留薪期最长多久？"))["text"].startswith("一般")
