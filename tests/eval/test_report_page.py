"""The report in a real browser: what is drawn only when asked for is there when asked for."""

import io
import shutil

import pytest
from pypdf import PdfReader

from eval.report.html import SHOWN, render
from tests.eval.making import DAY, case, golden, report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MANY = 2 * SHOWN + 30
TRICKY = "</script><!--<script> & \"引号\" '单引号' 第229题"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    cases = [
        case(
            f"q-{n:03}",
            right=False,
            answer=TRICKY if n == MANY - 1 else f"答案{n}",
            stage="ranked_low" if n % 2 else "abstained_wrongly",
            gold=golden(f"q-{n:03}", area="失业保险" if n == 150 else "缴费"),
        )
        for n in range(MANY)
    ]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(report(cases), None, DAY), encoding="utf-8")
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
    assert more.text_content() == "再显示 30 题"
    more.click()
    assert cards.count() == MANY
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
    assert "答案150" in text


def test_a_narrowed_list_is_printed_as_narrowed(page):
    page.select_option("[name=area]", "失业保险")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert "q-150" in text
    assert "q-149" not in text
