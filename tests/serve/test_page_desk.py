"""The citizen's page joined to the desk: offers are tapped, an order is filled in, a person's words appear."""

from datetime import timedelta

import httpx
import pytest

from desk.handoff import missed
from kb.database import now
from serve.users import Users
from tests.serve.test_page import ask, browser, page  # noqa: F401


@pytest.fixture
def always_open(opened):
    file = opened.settings.home / "office.yaml"
    file.write_text('workday: ["00:00-24:00"]\nholiday: ["00:00-24:00"]\n', encoding="utf-8")
    yield
    file.unlink()


def tap(page, label):  # noqa: F811
    turns = page.locator(".turn").count()
    page.locator(".turn").last.get_by_role("button", name=label, exact=True).click()
    turn = page.locator(".turn").nth(turns)
    turn.locator(".thinking").wait_for(state="hidden", timeout=30_000)
    return turn


def test_an_order_is_filled_in_read_back_and_filed_by_taps_and_words(page):  # noqa: F811
    ask(page, "我要投诉，公司从八月起拖欠我工资，在丰台，我叫李明，电话13800125678")
    page.locator("#handoff").click()
    page.locator(".turn").nth(1).locator(".thinking").wait_for(state="hidden", timeout=30_000)
    assert "怎么解决" in tap(page, "登记成工单").inner_text()
    assert "请您核对" in ask(page, "把工资给我").inner_text()
    assert "工单号" in tap(page, "没问题，提交").inner_text()


def test_a_persons_words_appear_and_the_assistant_is_silent(page, live_server, opened, always_open):  # noqa: F811
    page.locator("#handoff").click()
    page.locator(".turn").first.locator(".thinking").wait_for(state="hidden", timeout=30_000)
    users = Users(opened.store.engine)
    users.add("page-agent", "agent")
    headers = {"Authorization": f"Bearer {users.new_token('page-agent')}"}
    session = page.evaluate("sessionStorage.getItem('jxb.session')")
    waiting = httpx.get(f"{live_server}/api/handoffs", headers=headers).json()["handoffs"]
    [number] = [one["number"] for one in waiting if one["session_id"] == session]
    path = f"{live_server}/api/handoffs/{number}"
    httpx.post(f"{path}/take", headers=headers)
    httpx.post(f"{path}/messages", headers=headers, json={"text": "您好，我来帮您查"})
    page.get_by_role("log").get_by_text("您好，我来帮您查").wait_for(timeout=30_000)
    assert "请稍等回复" in ask(page, "失业金能领几个月").inner_text()


def test_what_is_offered_when_nobody_came_is_in_sight_on_a_phone(page, opened, always_open):  # noqa: F811
    ask(page, "我在丰台上班，公司拖欠我三个月工资没人管")
    page.locator("#handoff").click()
    page.locator(".turn").nth(1).locator(".thinking").wait_for(state="hidden", timeout=30_000)
    missed.expire(opened.store.engine, now() + timedelta(minutes=11), 10, is_open=True)
    offer = page.get_by_role("button", name="留电话，等回电", exact=True)
    offer.wait_for(timeout=30_000)
    from playwright.sync_api import expect

    expect(offer).to_be_in_viewport(ratio=1)
    assert "能打通的电话" in tap(page, "留电话，等回电").inner_text()
    ask(page, "13800125678")
    assert "工单号" in tap(page, "没问题，提交").inner_text()
