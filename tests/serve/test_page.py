"""The citizen page in a real browser, against a running server."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "serve" / "static"
QUESTION = "失业保险金最多能领多少个月"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(live_server)
    yield page
    context.close()
    assert not faults


def ask(page, question):
    """Asks by the keyboard and returns the finished turn."""
    turns = page.locator(".turn").count()
    page.fill("#message", question)
    page.press("#message", "Enter")
    turn = page.locator(".turn").nth(turns)
    turn.locator(".thinking").wait_for(state="hidden", timeout=30_000)
    return turn


def reply_with(page, text, citations=(), suggestions=None, outcome="answer"):
    """Makes /api/chat stream this reply, whatever is asked."""
    events = [
        ("meta", {"session_id": "s", "turn_id": "t"}),
        ("token", {"text": text}),
        ("citations", list(citations)),
        ("suggestions", suggestions or [text]),
        ("done", {"outcome": outcome, "confidence": 1, "text": text}),
    ]
    body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    page.route("**/api/chat", lambda route: route.fulfill(content_type="text/event-stream", body=body))


def sideways_scroll(page):
    return page.evaluate(
        """() => Math.max(...['html', '#scroller', '.top-inner', '.dock-inner'].map((s) => {
            const e = document.querySelector(s);
            return e.scrollWidth - e.clientWidth;
        }))"""
    )


def test_question_is_answered_from_a_stream_with_a_source_that_expands(page):
    with page.expect_response("**/api/chat") as streamed:
        turn = ask(page, QUESTION)
    assert streamed.value.headers["content-type"].startswith("text/event-stream")
    assert "24" in turn.locator(".answer").inner_text()
    source = turn.locator(".source").first
    assert not source.locator(".source-body").is_visible()
    source.locator("summary").click()
    assert source.locator(".source-body").is_visible()


def test_the_source_of_an_entry_is_its_document_and_when_it_holds(page):
    source = ask(page, QUESTION).locator(".source").first
    assert "北京市失业保险规定" in source.locator(".source-title").inner_text()
    source.locator("summary").click()
    body = source.locator(".source-body").inner_text()
    assert "文号" in body
    assert "2007年6月14日起" in body
    assert source.locator("blockquote").count() == 0


def test_choices_carry_their_number_and_lead_to_an_answer(page):
    offered = ["失业保险金能领几个月？", "社保卡丢了怎么挂失？"]
    text = f"您想问的是下面哪一个？\n1. {offered[0]}\n2. {offered[1]}"
    reply_with(page, text, suggestions=offered, outcome="clarify")
    turn = ask(page, "失业")
    choices = turn.locator(".choices .chip")
    choices.first.wait_for()
    assert turn.locator(".answer").inner_text() == "您想问的是下面哪一个？"
    assert choices.all_inner_texts() == [f"{i}. {text}" for i, text in enumerate(offered, start=1)]
    page.unroute("**/api/chat")
    choices.nth(1).click()
    second = page.locator(".turn").nth(1)
    second.locator(".source").first.wait_for()
    assert second.locator(".asked").inner_text().endswith(offered[1])
    assert "挂失" in second.locator(".answer").inner_text()


def test_a_hot_question_is_asked_with_one_tap(page):
    page.get_by_role("button", name="失业保险").click()
    page.locator(".hot-questions button").first.click()
    page.locator(".turn .source").first.wait_for()


def test_a_server_that_is_gone_is_said_in_chinese_and_the_question_is_not_lost(page):
    page.route("**/api/chat", lambda route: route.abort("connectionrefused"))
    turn = ask(page, QUESTION)
    assert "网络连接不上" in turn.inner_text()
    page.unroute("**/api/chat")
    turn.get_by_role("button", name="重试").click()
    page.locator(".turn .source").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser, live_server, scheme):
    """WCAG AA: 4.5 to 1 for every text on the welcome screen and under an answer."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    page.goto(live_server)
    ask(page, QUESTION).locator(".source").first.wait_for()
    assert page.evaluate(CONTRAST) == []
    context.close()


CONTRAST = r"""() => {
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const colour = rgb(getComputedStyle(n).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !node.getClientRects().length) continue;
    if (node.closest('button:disabled, .sr, .skip, option, noscript')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${walk.currentNode.data.trim().slice(0, 12)} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""


def test_useless_with_a_reason_is_stored(page):
    turn = ask(page, QUESTION)
    turn.get_by_role("button", name="没用").click()
    turn.get_by_text("数字不对").click()
    with page.expect_response("**/api/feedback") as stored:
        turn.get_by_role("button", name="提交").click()
    assert stored.value.ok
    sent = stored.value.request.post_data_json
    assert sent["turn_id"] and sent["useful"] is False and sent["reason"] == "数字不对"
    turn.locator(".thanks").wait_for()


def test_reload_keeps_the_conversation_and_its_citations(page):
    turn = ask(page, QUESTION)
    before = turn.locator(".answer").inner_text(), turn.locator(".source-title").all_inner_texts()
    assert before[1]
    page.reload()
    page.locator(".turn .answer").wait_for()
    turn = page.locator(".turn")
    assert QUESTION in turn.locator(".asked").inner_text()
    assert (turn.locator(".answer").inner_text(), turn.locator(".source-title").all_inner_texts()) == before


def test_new_chat_clears_and_can_be_taken_back(page):
    ask(page, QUESTION)
    page.click("#new-chat")
    assert page.locator(".turn").count() == 0
    page.get_by_role("button", name="返回上一段").click()
    page.locator(".turn .answer").wait_for()


def test_what_is_remembered_is_shown_and_forgotten_with_a_tap(page):
    ask(page, "我在丰台上班，今年58，我妈1948年生的，是居民医保，住院报多少")
    chips = page.locator(".remembered-chip")
    chips.first.wait_for()
    assert [text.split("\n")[0] for text in chips.all_inner_texts()] == [
        "丰台区", "58岁", "在职", "妈妈：居民医保、1948年生",
    ]  # fmt: skip
    assert sideways_scroll(page) <= 0
    page.get_by_role("button", name="忘掉：58岁").click()
    page.get_by_role("button", name="忘掉：58岁").wait_for(state="detached")
    page.reload()
    chips.first.wait_for()
    assert chips.count() == 3
    page.get_by_role("button", name="全部忘掉").click()
    page.locator("#remembered").wait_for(state="hidden")


def test_a_conversation_is_deleted_from_the_page(page):
    turn = ask(page, "忘掉我的信息")
    with page.expect_response("**/api/sessions/*") as gone:
        turn.get_by_role("button", name="删除对话").click()
        page.get_by_role("button", name="确定删除").click()
    assert gone.value.ok
    page.locator(".turn").wait_for(state="detached")
    assert page.evaluate("sessionStorage.getItem('jxb.session')") is None


def test_handoff_is_always_in_reach(page):
    with page.expect_response("**/api/handoff") as handed:
        page.get_by_role("button", name="转人工").click()
    assert handed.value.ok
    page.locator('.reply[data-outcome="handoff"] .answer:not(:empty)').wait_for()


@pytest.mark.parametrize("size", ["standard", "large", "xlarge"])
def test_360_pixels_never_scroll_sideways(page, size):
    page.evaluate("size => localStorage.setItem('jxb.size', size)", size)
    page.reload()
    reply_with(page, "https://example.org/" + "a" * 300 + "\n" + "长" * 300)
    turn = ask(page, "x" * 300)
    turn.locator(".chip").first.wait_for()
    assert sideways_scroll(page) <= 0
    handoff = page.locator("#handoff").bounding_box()
    assert handoff["x"] + handoff["width"] <= 360


def test_font_size_changes_and_is_remembered(page):
    def points():
        return page.evaluate("parseFloat(getComputedStyle(document.querySelector('.welcome h2')).fontSize)")

    standard = points()
    page.get_by_role("button", name="字号").click()
    page.get_by_text("特大").click()
    assert points() > standard * 1.2
    page.reload()
    assert points() > standard * 1.2


def test_markup_and_script_links_are_inert(page):
    evil = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
    source = {"id": "1", "title": evil, "locator": evil, "quote": evil, "url": "javascript:window.pwned=1"}
    reply_with(page, evil, [source])
    turn = ask(page, evil)
    turn.locator(".source summary").click()
    assert turn.locator(".answer").inner_text() == evil
    assert turn.locator("img, script, a").count() == 0
    assert page.evaluate("window.pwned") is None


def test_hotlines_can_be_dialled_and_amounts_cannot(page):
    reply_with(page, "请拨打12333或12393，急症拨打120；补贴120元，编号123334。")
    links = ask(page, "电话").locator("a.tel")
    assert [a.get_attribute("href") for a in links.all()] == ["tel:12333", "tel:12393", "tel:120"]


def test_source_nobody_at_the_office_has_reviewed_says_so(page):
    reply_with(page, "答复。", [{"id": "1", "title": "甲"}, {"id": "2", "title": "乙", "review": "model"}])
    sources = ask(page, "复核").locator(".source")
    assert "尚未经经办机构复核" not in sources.nth(0).inner_text()
    assert "尚未经经办机构复核" in sources.nth(1).inner_text()


def test_refused_request_shows_the_server_words_and_can_be_retried(page):
    problem = json.dumps({"title": "提问过于频繁", "detail": "请30秒后再试。"})
    page.route(
        "**/api/chat", lambda r: r.fulfill(status=429, content_type="application/problem+json", body=problem)
    )
    turn = ask(page, QUESTION)
    assert "请30秒后再试" in turn.inner_text()
    page.unroute("**/api/chat")
    turn.get_by_role("button", name="重试").click()
    page.locator(".turn .source").first.wait_for()
    assert page.locator(".turn").count() == 1


def test_input_method_confirming_a_word_does_not_send(page):
    page.fill("#message", "shiye")
    page.evaluate(
        """() => document.getElementById('message').dispatchEvent(
            new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"""
    )
    assert page.locator(".turn").count() == 0


def test_keyboard_alone_asks_and_opens_a_source(page):
    def tab_to(selector, limit=60):
        for _ in range(limit):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab never reached {selector}")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    assert page.evaluate("document.activeElement.id") == "message"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".source").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "message"
    tab_to(".source summary")
    page.keyboard.press("Enter")
    assert page.locator(".source-body").first.is_visible()
    tab_to(".vote")
    tab_to("#handoff")


def test_assets_are_small_self_contained_and_old_browser_syntax():
    first_paint = [STATIC / "index.html", STATIC / "app.css", STATIC / "js" / "early.js"]
    assert sum(f.stat().st_size for f in first_paint) < 35_000
    assert sum(len(gzip.compress(f.read_bytes())) for f in STATIC.rglob("*") if f.is_file()) < 35_000
    html = (STATIC / "index.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|(?:src|href)=\"(?:https?:)?//", html)
    for script in STATIC.glob("js/*.js"):
        assert f"/static/js/{script.name}" in html
        code = re.sub(r"^\s*//.*$", "", script.read_text("utf-8"), flags=re.M)
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", code), script
        # ES2020 and later: Chrome 78 and Safari 12 stop at the first such token.
        assert not re.search(r"\?\.[A-Za-z_(\[]|\?\?|\|\|=|&&=|replaceAll|replaceChildren", code), script
