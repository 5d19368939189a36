"""Upkeep of knowledge over HTTP: roles, two accounts, what changes, what ends, and problems in Chinese."""

import json
from datetime import date

import pytest
import pytest_asyncio

from kb.releases import Releases
from serve import home
from serve.settings import Settings
from tests.kb.making import document, entry, fact, passages
from tests.serve.hall import open_hall

NAME = "月标准·满1年"
ID = f"fact:{NAME}"
VALUE = {
    "name": NAME, "value": "2,286", "from": "2026-09-01", "source": {"title": "某通告", "number": "某发〔2026〕1号"},
    "why": "年度调整",
}  # fmt: skip
GOLDEN = {"id": "g1", "kind": "answerable", "turns": ["多少？"], "must": [["每月2129元"]], "expect": "answer"}


@pytest_asyncio.fixture
async def hall(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "g.jsonl").write_text(json.dumps(GOLDEN, ensure_ascii=False), encoding="utf-8")
    opened = home.open_home(Settings(home=tmp_path / "home", today=date(2026, 11, 25), starter="off"))
    with opened.store.writing("import") as writer:
        writer.put_entry(
            entry("uses", "失业金每月多少？", f"每月{{{{{NAME}}}}}。", valid_to=date(2026, 12, 25))
        )
        writer.put_facts([fact(NAME), fact("短期标准", "5", end=date(2026, 11, 30))])
        ending = document("办法.txt", "某某办法", start=date(2026, 1, 1))
        writer.put_document(ending, passages("第一条 内容。"), "h")
    async with open_hall(opened) as made:
        yield made


async def put(hall, who="editor", **more):
    return await hall.staff(who, "POST", "/api/kb/facts", json={**VALUE, **more})


async def shown(hall):
    found = await hall.staff("viewer", "GET", f"/api/kb/facts/{NAME}")
    return [value["value"] for value in found["values"]]


@pytest.mark.asyncio
async def test_a_value_is_proposed_by_one_account_and_put_in_force_by_another(hall):
    said = await put(hall)
    assert (said["state"], said["review"], said["fact"]["value"]) == ("in_review", ID, "2286")
    assert [one["id"] for one in said["answers"]] == ["uses"]
    assert [one["id"] for one in said["golden"]] == ["g1"]
    (waiting,) = (await hall.staff("viewer", "GET", "/api/kb/review"))["waiting"]
    assert (waiting["id"], waiting["author"]) == (ID, "editor")
    whole = await hall.staff("reviewer", "GET", f"/api/kb/review/{ID}")
    assert any("2286元" in line for line in whole["changes"])
    assert [one["after"] for one in whole["answers"]] == ["每月2286元。"]
    assert await shown(hall) == ["2129"]
    body = {"ids": [ID], "why": "已对原文"}
    assert (await hall.staff("reviewer", "POST", "/api/kb/review/approve", json=body))["published"] == [
        {"id": ID, "version": 3}
    ]
    assert await shown(hall) == ["2129", "2286"]
    versions = (await hall.staff("viewer", "GET", f"/api/kb/history/{ID}"))["versions"]
    assert [(v["who"], v["why"]) for v in versions[1:]] == [("editor", "年度调整"), ("reviewer", "已对原文")]
    assert (await hall.staff("viewer", "GET", "/api/kb/review"))["waiting"] == []


@pytest.mark.asyncio
async def test_the_author_may_not_approve_not_even_as_supervisor(hall):
    await put(hall, "supervisor")
    said = await hall.staff("supervisor", "POST", "/api/kb/review/approve", 403, json={"ids": [ID]})
    assert "另一个账号" in said["detail"]
    assert await shown(hall) == ["2129"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        ("viewer", "POST", "/api/kb/facts", VALUE),
        ("agent", "POST", "/api/kb/facts", VALUE),
        ("editor", "POST", "/api/kb/review/approve", {"ids": [ID]}),
        ("editor", "POST", "/api/kb/review/return", {"id": ID, "reason": "理由"}),
        ("editor", "POST", "/api/kb/retire", {"ids": ["uses"], "why": "停办"}),
    ],
)
async def test_each_step_needs_its_role(hall, who, method, path, body):
    await put(hall, "editor-editor")
    assert (await hall.staff(who, method, path, 403, json=body))["title"] == "没有权限"
    assert (await hall.http.request(method, path, json=body)).status_code == 401


@pytest.mark.asyncio
async def test_a_dry_run_lists_what_would_change_and_leaves_nothing(hall):
    said = await put(hall, dry_run=True)
    assert (said["state"], said["review"], [one["id"] for one in said["answers"]]) == (
        "dry_run",
        None,
        ["uses"],
    )
    assert (await hall.staff("viewer", "GET", "/api/kb/review?state=all"))["waiting"] == []


@pytest.mark.asyncio
async def test_an_entry_goes_the_same_way_and_comes_back_with_a_reason(hall):
    body = {"entry": {"id": "new", "question": "怎么申领？", "answer": "网上申领。"}, "why": "新增"}
    made = await hall.staff("editor", "POST", "/api/kb/entries", json=body)
    assert (made["outcome"], hall.home.store.item("new")) == ("added", None)
    back = {"id": "new", "reason": "写清在哪个网站"}
    await hall.staff("reviewer", "POST", "/api/kb/review/return", json=back)
    (draft,) = (await hall.staff("editor", "GET", "/api/kb/review?state=draft"))["waiting"]
    assert draft["note"] == "写清在哪个网站"
    await hall.staff("editor", "POST", "/api/kb/review/submit", json={"ids": ["new"]})
    await hall.staff("reviewer", "POST", "/api/kb/review/approve", json={"ids": ["new"]})
    assert hall.home.store.item("new").entry.review.checked_by == "reviewer"
    await hall.staff("reviewer", "POST", "/api/kb/retire", json={"ids": ["new"], "why": "停办"})
    assert hall.home.store.item("new").state == "retired"


@pytest.mark.asyncio
async def test_what_ends_within_thirty_days_is_listed_whatever_it_is(hall):
    with hall.home.store.writing("import") as writer:
        from dataclasses import replace

        from kb.types import Period

        period = Period(date(2026, 1, 1), date(2026, 12, 1))
        writer.put_document(
            replace(document("短.txt", "短期办法"), period=period), passages("一。", name="短.txt"), "h2"
        )
    found = (await hall.staff("viewer", "GET", "/api/kb/expiring"))["ending"]
    assert [(one["kind"], one["id"], one["last_day"]) for one in found] == [
        ("fact", "短期标准", "2026-11-30"),
        ("document", "短.txt", "2026-12-01"),
        ("entry", "uses", "2026-12-25"),
    ]
    fewer = (await hall.staff("viewer", "GET", "/api/kb/expiring?days=5"))["ending"]
    assert [one["id"] for one in fewer] == ["短期标准"]


@pytest.mark.asyncio
async def test_releases_are_listed_and_compared(hall):
    Releases(hall.home.store).make("一", "李四")
    await put(hall)
    await hall.staff("reviewer", "POST", "/api/kb/review/approve", json={"ids": [ID]})
    listed = await hall.staff("viewer", "GET", "/api/kb/releases")
    assert (listed["current"], [one["name"] for one in listed["releases"]]) == ("一", ["一"])
    (change,) = (await hall.staff("viewer", "GET", "/api/kb/diff?from=一"))["changes"]
    assert (change["id"], change["who"]) == (ID, "reviewer")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "says"),
    [
        ("POST", "/api/kb/review/approve", {"ids": ["没有"]}, 404, "没有等待审核的修改"),
        ("GET", "/api/kb/review/没有", None, 404, "没有等待审核的修改"),
        ("GET", "/api/kb/facts/没有", None, 404, "没有名为「没有」的事实"),
        ("GET", "/api/kb/history/没有", None, 404, "没有「没有」的历史"),
        ("GET", "/api/kb/diff?from=没有", None, 404, "没有名为「没有」的发布"),
        ("POST", "/api/kb/retire", {"ids": ["uses"], "why": " "}, 422, "why"),
        ("POST", "/api/kb/retire", {"ids": [ID], "why": "不再公布"}, 409, "引用"),
        ("POST", "/api/kb/facts", {**VALUE, "to": "2026-01-01"}, 400, "早于生效日期"),
        ("POST", "/api/kb/facts", {**VALUE, "from": "九月"}, 422, "from"),
        ("POST", "/api/kb/facts", {**VALUE, "region": "火星市"}, 400, "火星市"),
        ("POST", "/api/kb/facts", {**VALUE, "valeu": "1"}, 422, "没有这一项"),
    ],
)
async def test_what_cannot_be_done_is_a_problem_in_chinese(hall, method, path, body, status, says):
    said = await hall.staff("reviewer", method, path, status, **({"json": body} if body else {}))
    assert says in said["detail"]


@pytest.mark.asyncio
async def test_a_proposal_written_before_another_change_is_a_conflict(hall):
    await put(hall)
    with hall.home.store.writing("运维", "急件") as writer:
        writer.amend_facts([fact(NAME, "2300", date(2026, 1, 1))])
    said = await hall.staff("reviewer", "POST", "/api/kb/review/approve", 409, json={"ids": [ID]})
    assert "又改过" in said["detail"]


async def test_what_is_wrong_with_a_request_is_said_in_chinese(hall):
    said = await hall.staff("editor", "POST", "/api/kb/facts", 422, json={**VALUE, "source": "某通告"})
    assert "source：应当写成「名称: 值」的形式" in said["detail"]
