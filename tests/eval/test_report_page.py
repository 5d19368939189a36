"""The report in a real browser: what is drawn only when asked for is there when asked for."""

import io
import shutil
from datetime import datetime

import pytest
from pypdf import PdfReader

from dialogue.types import Part
from eval.report.html import SHOWN, render
from eval.types import Held, HeldVersion
from tests.eval.making import DAY, case, golden, report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MANY, PARTLY = 2 * SHOWN + 30, 3
TRICKY = "</script><!--<script> & \"引号\" '单引号' 第229题"
HELD = (
    Held(id="other", title="别的"),
    Held(
        id="months", title="失业金领几个月？", text="最长24个月。</details>", source="社会保险法 第四十六条",
        region="北京市", valid_from=DAY, version=2,
        versions=(HeldVersion(version=2, at=datetime(2026, 11, 20, 9), who="李", why="改错字"),),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    cases = [
        case(
            f"q-{n:03}",
            right=False,
            answer=TRICKY if n == MANY - 1 else f"答案{n}",
            citations=({"id": "months", "title": "失业金", "valid_to": None},) if n == MANY - 1 else (),
            stage="ranked_low" if n % 2 else "abstained_wrongly",
            gold=golden(f"q-{n:03}", area="失业保险" if n == 150 else "缴费"),
        )
        for n in range(MANY)
    ]
    second = Part("如果您问的是“多久”：最长24个月。", second=True)
    partly = {"strict": "partly", "parts": (Part("自受理起算。"), second), "answer": "自受理起算。24个月。"}
    cases += [case(f"part-{n}", gold=golden(f"part-{n}"), **partly) for n in range(PARTLY)]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(report(cases).model_copy(update={"held": HELD}), None, DAY), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, file):
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    yield page
    page.close()
    assert not faults


def test_the_first_wrong_questions_are_drawn_and_the_rest_step_by_step(page):
    cards, more = page.locator(".case"), page.locator(".rest button")
    assert cards.count() == SHOWN
    more.click()
    assert cards.count() == 2 * SHOWN
    assert more.text_content() == f"再显示 {30 + PARTLY} 题"
    more.click()
    assert cards.count() == MANY + PARTLY
    assert more.is_hidden()


def test_what_is_not_drawn_yet_is_found_and_shown_as_text(page):
    page.fill("[name=text]", "引号\" '单引号' 第229题")
    assert page.locator(".case").count() == 1
    page.locator(".case summary").click()
    assert page.locator(".case .answer").text_content() == TRICKY
    page.fill("[name=text]", "")
    page.select_option("[name=area]", "失业保险")
    assert page.locator(".case").count() == 1
    assert page.locator(".filter output").text_content() == "共 1 题"
    page.select_option("[name=area]", "")
    page.select_option("[name=stage]", "ranked_low")
    assert page.locator(".case").count() == SHOWN
    assert page.locator(".filter output").text_content() == f"共 {MANY // 2} 题"


def test_paper_holds_every_wrong_question_opened(page):
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert all(f"q-{n:03}" in text for n in range(MANY))
    assert "答案150" in "".join(text.split())  # with some fonts a space is read between letters and figures


def test_a_narrowed_list_is_printed_as_narrowed(page):
    page.select_option("[name=area]", "失业保险")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert "q-150" in text
    assert "q-149" not in text


def test_the_link_of_a_citation_opens_the_entry_with_its_text_source_and_versions(page):
    page.locator(".filter [name=text]").fill(f"q-{MANY - 1:03}")
    entry = page.locator("#held-2")
    assert not entry.is_visible()
    page.locator(".case summary").click()
    page.locator(".case a.place").click()
    entry.wait_for(state="visible")
    said = entry.inner_text()
    assert "最长24个月。</details>" in said
    assert "社会保险法 第四十六条" in said
    assert "第 2 版（评测用的） 2026-11-20 09:00 发布 李：改错字" in said
    assert not page.locator("#held-1").is_visible()


def test_the_link_leads_to_the_entry_on_paper_too(page):
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    links = [a.get_object() for one in pages for a in one.get("/Annots", [])]
    assert any("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links)
    assert "</details>" in pages[-1].extract_text() + pages[-2].extract_text()


def test_what_is_partly_right_has_a_filter_of_its_own_and_shows_its_second_answer_apart(page):
    page.locator("select[name=strict]").select_option("partly")
    cards = page.locator(".case")
    assert cards.count() == PARTLY
    assert page.locator("output").text_content() == f"共 {PARTLY} 题"
    cards.first.locator("summary").click()
    assert cards.first.locator(".answer .second").text_content() == "如果您问的是“多久”：最长24个月。"
    page.locator("select[name=strict]").select_option("wrong")
    assert page.locator("output").text_content() == f"共 {MANY} 题"
