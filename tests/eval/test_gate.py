"""The gate, and whether every fault one could plant turns it red."""

from pathlib import Path

import pytest

from eval.compare import compare
from eval.errors import GateFileError
from eval.gate import BROKEN, PASSED, UNDECIDED, check, load
from eval.run import run
from eval.summary import summarise
from eval.types import Answered, System
from tests.eval.making import LAW, case, citation, fingerprint, golden, hit, reply, report

GATE = Path(__file__).parents[2] / "golden" / "gate.yaml"
ASKED = 120


def questions():
    """Two thirds to be answered, one third not, over two areas."""
    source = {"file": LAW, "locator": "第四十六条"}
    for number in range(ASKED):
        name, area = f"q{number}", ("失业保险", "养老保险")[number % 2]
        turns, must = [f"第{number}问"], [[f"{number + 2}个月"]]
        if number % 3:
            yield golden(name, turns=turns, must=must, source=source, area=area)
        else:
            yield golden(name, turns=turns, must=[], kind="unanswerable", expect="abstain", area=area)


class Sound:
    """A system that is right; each fault is a subclass that changes one thing."""

    def number(self, question):
        return int(question.removeprefix("第").removesuffix("问"))

    def reply(self, question):
        number = self.number(question)
        if number % 3 == 0:
            return self.unknown()
        return reply(f"可以领{number + 2}个月。", confidence=0.95, citations=[self.cited()])

    def unknown(self):
        return reply("没有查到，请拨打12333。", "unknown", 0.1, [])

    def cited(self):
        return citation()

    region = ""

    def hits(self, question):
        wanted = f"可以领{self.number(question) + 2}个月。"
        return [hit(text=wanted), *(hit(f"x{n}", "别的", document="别的文件") for n in range(9))]

    def system(self):
        async def answer(turns, scope):
            return Answered(self.reply(turns[-1]), cited_regions={"unemployment-months": self.region})

        async def search(question, scope, k):
            return self.hits(question)[:k]

        return System(answer, search)


class WrongFigure(Sound):
    def reply(self, question):
        said = super().reply(question)
        if self.number(question) % 10 == 1:  # one answer in ten
            return reply("可以领99个月。", citations=said.citations)
        return said


class WrongRegion(Sound):
    region = "310000"


class Expired(Sound):
    def cited(self):
        return citation(valid_to="2020-12-31")


class DroppedCitation(Sound):
    def reply(self, question):
        said = super().reply(question)
        return reply(said.text, said.outcome, said.confidence, [])


class ShuffledRanking(Sound):
    def hits(self, question):
        return super().hits(question)[::-1]


class AlwaysAbstains(Sound):
    def reply(self, question):
        return self.unknown()


class AlwaysAnswers(Sound):
    def reply(self, question):
        return reply(f"可以领{self.number(question) + 2}个月。", confidence=0.95)


async def judged(system, folder):
    cases = await run(list(questions()), system, folder, fingerprint())
    return check(load(GATE), summarise(cases, fingerprint(), finished_at="2026-11-23T00:00:00", seconds=1))


async def test_a_sound_system_passes(tmp_path):
    result = await judged(Sound().system(), tmp_path)
    assert [c for c in result.checks if c.state != "passed"] == []
    assert result.exit_code == PASSED


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (WrongFigure, "给出错误答案的比例"),
        (WrongRegion, "引用外地规定的答案数"),
        (Expired, "引用失效规定而未说明的答案数"),
        (DroppedCitation, "没有出处的答案数"),
        (ShuffledRanking, "前 5 条含所需内容的比例"),
        (AlwaysAbstains, "该答却没答的比例"),
        (AlwaysAnswers, "不该答却答了的比例"),
    ],
)
async def test_every_planted_fault_turns_the_gate_red(tmp_path, fault, named):
    result = await judged(fault().system(), tmp_path)
    assert result.exit_code == BROKEN
    assert named in [c.name for c in result.checks if c.state == "broken"]


def gate_file(tmp_path, text):
    path = tmp_path / "gate.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_figure_the_report_lacks_leaves_the_gate_undecided_unless_it_may_be_skipped(tmp_path):
    line = "version: 1\nthresholds: [{metric: summary.beauty, name: 美观, min: 1%s}]\n"
    undecided = check(load(gate_file(tmp_path, line % "")), report([case()]))
    assert undecided.exit_code == UNDECIDED
    skipped = check(load(gate_file(tmp_path, line % ", when_missing: skip")), report([case()]))
    assert skipped.exit_code == PASSED


def test_questions_that_name_no_source_have_no_share_of_citations(tmp_path):
    gate = load(
        gate_file(
            tmp_path,
            "version: 1\nthresholds: [{metric: summary.cited, name: 引用, min: 0.8, when_missing: skip}]",
        )
    )
    (one,) = check(gate, report([case("a")])).checks
    assert (one.value, one.state) == (None, "skipped")


def test_the_thresholds_that_ship_stand_in_where_the_default_is_not_at_hand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(Path("golden/gate.yaml")).thresholds
    with pytest.raises(GateFileError, match="--gate"):
        load(Path("golden/other.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: [1", "第 1 行第"),
        ("version: 1\nthresholds: []", "thresholds：至少要有 1 项"),
        ("version: 一\nthresholds: [{metric: a, name: b, min: 1, mx: 2}]", "thresholds.0.mx：没有这一项"),
        ("version: 1\nthresholds: [{metric: a, name: 题数}]", "「题数」没有写 min 或 max"),
    ],
)
def test_what_is_wrong_with_a_gate_file_is_said_in_chinese(tmp_path, text, said):
    with pytest.raises(GateFileError) as error:
        load(gate_file(tmp_path, text))
    assert said in str(error.value)
    assert "Input should" not in str(error.value)


def test_an_area_with_few_questions_is_not_judged(tmp_path):
    text = """
version: 1
thresholds: [{metric: summary.questions, name: 题数, min: 1}]
areas: {min_accuracy: 0.9, min_questions: 3}
"""
    gate = load(gate_file(tmp_path, text))
    few = [case(str(n), right=False, gold=golden(str(n), area="缴费")) for n in range(2)]
    assert check(gate, report(few)).exit_code == PASSED
    enough = [*few, case("2", right=True, gold=golden("2", area="缴费"))]
    assert "缴费的正确率" in [c.name for c in check(gate, report(enough)).checks if c.state == "broken"]


def test_becoming_worse_by_more_than_chance_breaks_the_gate_and_by_chance_does_not():
    before = report([case(str(n)) for n in range(100)])

    def after(broken):
        return report([case(str(n), right=n >= broken) for n in range(100)])

    def states(broken):
        found = check(load(GATE), after(broken), compare(before, after(broken)))
        return [c.state for c in found.checks if c.name == "与上次相比没有明显变差"]

    assert states(2) == ["passed"]
    assert states(20) == ["broken"]


@pytest.mark.parametrize(
    "text", ["version: 1", "thresholds: [", "version: 1\nthresholds: [{metric: a, name: 甲}]", "- 1", "\x00"]
)
def test_a_broken_gate_file_is_explained(tmp_path, text):
    with pytest.raises(GateFileError, match="写得不对"):
        load(gate_file(tmp_path, text))
    with pytest.raises(GateFileError, match="读不了"):
        load(tmp_path / "none.yaml")
