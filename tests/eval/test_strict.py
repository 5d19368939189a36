"""The strict share beside the mild one: in figures, comparison, gate, files, and reports of before there was one."""

import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from dialogue.types import Part
from eval import gate
from eval import report as reports
from eval.compare import compare
from eval.report.html import render
from eval.run import run
from eval.withholding import withheld
from tests.eval.making import DAY, case, fingerprint, golden, reply, report, system

PARTS = (Part("自受理起算。", ("a",)), Part("如果您问的是“多久”：最长24个月。", ("b",), second=True))


def partly(name="partly", **changes):
    fields = {"strict": "partly", "strict_why": "第二个回答里才有「24个月」", "parts": PARTS}
    return case(name, gold=golden(name, **changes), answer="".join(p.text for p in PARTS), **fields)


def cases():
    return [
        case("1"),
        case("2", right=False),
        partly("3", area="缴费"),
        case("4", gold=golden("4", area="缴费")),
    ]


def old(now):
    """The report as it was written before there was a strict verdict."""
    before = [one.model_copy(update={"strict": None, "strict_why": ""}) for one in now.cases]
    return now.model_copy(update={"strict": None, "cases": tuple(before)})


async def test_a_case_keeps_its_parts_and_the_strict_verdict():
    second = replace(reply("".join(part.text for part in PARTS)), parts=PARTS)
    (found,) = await run([golden()], system(lambda _: second), None, fingerprint())
    assert (found.right, found.strict, found.parts) == (True, "partly", PARTS)
    (whole,) = await run(
        [golden()], system(lambda _: replace(reply(), parts=(Part(reply().text),))), None, fingerprint()
    )
    assert (whole.strict, whole.parts) == ("right", ())


async def test_a_question_that_fails_to_run_is_wrong_strictly_too():
    def broken(question):
        raise ConnectionError("断开")

    (found,) = await run([golden()], system(broken), None, fingerprint())
    assert found.strict == "wrong"


def test_what_is_partly_right_is_right_mildly_and_not_strictly():
    figures = report(cases())
    assert (figures.summary.right, figures.summary.accuracy) == (3, 0.75)
    assert (figures.strict.right, figures.strict.accuracy, figures.strict.partly) == (2, 0.5, 1)
    assert figures.strict.wilson_high < figures.summary.wilson_high
    assert (figures.by_area["缴费"].right, figures.strict.by_area["缴费"].right) == (2, 1)
    assert figures.strict.by_kind["answerable"].right == 2


def test_the_strict_figure_of_a_group_of_few_sealed_questions_is_not_shown():
    many = [*(partly(f"m{n}", area="缴费") for n in range(6)), partly("few", area="转移")]
    shown = withheld(report(many), frozenset({"few"}))
    assert (shown.strict.questions, shown.strict.partly) == (7, 7)
    assert set(shown.strict.by_area) == set(shown.by_area) == {"缴费"}


def test_runs_are_compared_by_both_verdicts():
    before = report([case("1"), partly("2"), partly("3")])
    after = report([partly("1"), case("2"), partly("3")])
    both = compare(before, after)
    assert (both.mended, both.broken, both.right) == ([], [], 3)
    assert (both.strict.mended, both.strict.broken, both.strict.wrong) == (["2"], ["1"], 1)
    assert both.strict.accuracy_a == both.strict.accuracy_b == pytest.approx(1 / 3)


def test_with_a_report_of_before_only_the_mild_verdict_is_compared():
    now = report(cases())
    assert compare(old(now), now).strict is None
    assert compare(old(now), now).right == 3


def test_the_gate_may_ask_for_the_strict_share(tmp_path):
    path = tmp_path / "gate.yaml"
    path.write_text(
        "version: 1\nthresholds: [{metric: strict.accuracy, name: 严格正确率, min: 0.7}]\n", encoding="utf-8"
    )
    asked = gate.load(path)
    assert gate.check(asked, report(cases())).exit_code == gate.BROKEN
    assert gate.check(asked, report([case("1"), case("2")])).exit_code == gate.PASSED
    assert gate.check(asked, old(report(cases()))).exit_code == gate.UNDECIDED


def test_report_json_holds_the_strict_verdict_of_every_question_and_all(tmp_path):
    reports.write(report(cases()), tmp_path, DAY)
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert list(written)[:2] == ["summary", "strict"]
    assert {"right": 2, "partly": 1}.items() <= written["strict"].items()
    assert [one["strict"] for one in written["cases"]] == ["right", "wrong", "partly", "right"]
    assert written["cases"][2]["parts"][1] == {"text": PARTS[1].text, "sources": ["b"], "second": True}
    assert reports.read(tmp_path) == report(cases())


def test_a_report_of_before_there_was_a_strict_verdict_is_read_and_drawn(tmp_path):
    reports.write(report(cases()), tmp_path, DAY)
    path = tmp_path / "report.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    del written["strict"]
    for one in written["cases"]:
        for name in ("strict", "strict_why", "parts"):
            del one[name]
    path.write_text(json.dumps(written), encoding="utf-8")
    read = reports.read(tmp_path)
    assert (read.strict, read.summary.right, read.partly) == (None, 3, [])
    page = render(read, None, DAY)
    assert "75.0%" in page
    assert "严" not in page.split("<main>")[1].split("</main>")[0]
    reports.write(read, tmp_path / "again", DAY)


def test_the_page_gives_both_shares_and_says_what_the_strict_one_leaves_out():
    page = render(report(cases()), None, DAY)
    verdict = page.split('aria-label="结论"')[1].split("</section>")[0]
    assert "75.0%" in verdict and "宽：4 题答对 3 题" in verdict
    assert "50.0%" in verdict and "严：4 题答对 2 题" in verdict
    assert "不计入答对（1 题）" in verdict
    assert page.count('<details class="case"') == 2
    assert page.count('data-strict="partly"') == 1
    assert "第二个回答里才有「24个月」" in page


def test_a_claim_that_only_the_mild_share_makes_is_not_made_for_the_strict_one():
    many = [*(case(str(n)) for n in range(900)), *(partly(f"p{n}") for n in range(100))]
    verdict = render(report(many), None, DAY).split('aria-label="结论"')[1].split("</section>")[0]
    assert "达到：就这套题而言" in verdict
    assert "按严格判定：未达到" in verdict


def test_the_workbook_lists_what_is_partly_right_and_both_shares(tmp_path):
    reports.write(report(cases()), tmp_path, DAY)
    book = load_workbook(tmp_path / "report.xlsx")
    totals = dict(zip(*list(book["汇总"].iter_rows(values_only=True))[:2], strict=True))
    assert (totals["答对"], totals["正确率"]) == (3, 0.75)
    assert (totals["部分对"], totals["严格答对"], totals["严格正确率"]) == (1, 2, 0.5)
    names, row = list(book["部分对的题"].iter_rows(values_only=True))
    shown = dict(zip(names, row, strict=True))
    assert (shown["对错"], shown["严格判定"]) == ("对", "部分对")
    assert shown["其中第二个回答"] == PARTS[1].text
    assert shown["为什么部分对"] == "第二个回答里才有「24个月」"
