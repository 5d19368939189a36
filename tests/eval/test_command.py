"""`jxb eval` from end to end, on a home with two entries."""

import json

import pytest
from typer.testing import CliRunner

from dialogue.guard import StaffWord, StaffWords
from kb.entry import Entry
from serve import home, settings
from serve.commands.evaluate import app
from serve.errors import ServeError

ENTRIES = (
    Entry(
        id="unemployment-months",
        question="失业保险金最多能领多少个月？",
        similar=("失业金最多领几个月", "被裁了失业金能拿几个月"),
        answer="最长领取二十四个月，具体按缴费年限核定。",
        region="110000",
        source={"title": "中华人民共和国社会保险法", "locator": "第四十六条"},
        valid_from="2011-07-01",
    ),
    Entry(
        id="card-lost",
        question="社保卡丢了怎么补办？",
        similar=("社保卡掉了去哪补", "卡丢了怎么办"),
        answer="先拨打12333挂失，再到服务网点补办。",
        region="110000",
        source={"title": "社会保障卡管理办法"},
        valid_from="2011-07-01",
    ),
)
GOLDEN = [
    {
        "id": "a",
        "kind": "answerable",
        "turns": ["失业保险金最多能领多少个月？"],
        "must": [["24个月"]],
        "must_not": [],
        "source": {"file": "社会保险法(2018-12-29).md", "locator": "第46条"},
        "expect": "answer",
        "area": "失业保险",
    },
    {
        "id": "b",
        "kind": "unanswerable",
        "turns": ["火星上能种土豆吗"],
        "must": [],
        "must_not": [],
        "source": None,
        "expect": "abstain",
    },
]


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-23")
    for name in ("JXB_LLM_BASE_URL", "JXB_LLM_MODEL", "JXB_DATABASE_URL", "JXB_ANSWERER"):
        monkeypatch.delenv(name, raising=False)
    store = home.open_store(settings.load())
    with store.writing() as writer:
        for entry in ENTRIES:
            writer.put_entry(entry)
    (tmp_path / "golden.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in GOLDEN))
    return tmp_path


def jxb(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_run_writes_its_report_and_leaves_no_trace_in_the_home(at_home):
    result = jxb("run", at_home / "golden.jsonl", "--report", at_home / "report", "--json")
    printed = json.loads(result.stdout)
    written = json.loads((at_home / "report" / "report.json").read_text(encoding="utf-8"))
    assert printed == written
    assert [case["id"] for case in written["cases"]] == ["a", "b"]
    assert written["answerer"] == "extractive"
    assert written["retrieval"]["fact"]["recall"]["1"] == 1
    assert written["cases"][0]["hits"][0]["id"] == "unemployment-months"
    assert written["fingerprint"]["day"] == "2026-11-23"
    assert (at_home / "report" / "report.html").exists()
    opened = home.open_home(settings.load())
    with opened.store.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from answers").scalar() == 0
        assert connection.exec_driver_sql("select count(*) from alerts").scalar() == 0


def test_the_same_run_again_asks_nothing_and_gives_the_same_cases(at_home):
    once = json.loads(jxb("run", at_home / "golden.jsonl", "--report", at_home / "r", "--json").stdout)
    again = json.loads(jxb("run", at_home / "golden.jsonl", "--report", at_home / "r", "--json").stdout)
    assert again["cases"] == once["cases"]
    fresh = json.loads(
        jxb("run", at_home / "golden.jsonl", "--report", at_home / "r", "--json", "--fresh").stdout
    )
    assert [c["answer"] for c in fresh["cases"]] == [c["answer"] for c in once["cases"]]


def test_what_a_wrong_answer_cited_and_found_is_on_the_report_with_its_versions(at_home):
    wrong = {**GOLDEN[0], "must": [["99个月"]]}
    (at_home / "golden.jsonl").write_text(json.dumps(wrong, ensure_ascii=False), encoding="utf-8")
    with home.open_store(settings.load()).writing(who="李", why="改错字") as writer:
        writer.put_entry(ENTRIES[0].model_copy(update={"area": "失业保险"}))
    written = json.loads(jxb("run", at_home / "golden.jsonl", "--report", at_home / "r", "--json").stdout)
    held = {one["id"]: one for one in written["held"]}
    assert held["unemployment-months"]["source"] == "中华人民共和国社会保险法 第四十六条"
    assert "二十四个月" in held["unemployment-months"]["text"]
    assert next((v["version"], v["who"]) for v in held["unemployment-months"]["versions"]) == (2, "李")
    page = (at_home / "r" / "report.html").read_text(encoding="utf-8")
    assert 'href="#held-1"' in page
    assert 'id="held-1"' in page


def test_two_reports_are_compared_and_the_gate_answers_by_its_exit_code(at_home):
    jxb("run", at_home / "golden.jsonl", "--report", at_home / "one")
    assert "两次结果逐题相同" in jxb("compare", at_home / "one", at_home / "one").stdout
    (at_home / "gate.yaml").write_text(
        "version: 3\nthresholds: [{metric: summary.questions, name: 题数, min: 2}]\n", encoding="utf-8"
    )
    passed = jxb("gate", at_home / "one", "--gate", at_home / "gate.yaml", "--json")
    assert (passed.exit_code, json.loads(passed.stdout)["exit_code"]) == (0, 0)
    (at_home / "gate.yaml").write_text(
        "version: 3\nthresholds: [{metric: summary.questions, name: 题数, min: 3}]\n", encoding="utf-8"
    )
    assert jxb("gate", at_home / "one", "--gate", at_home / "gate.yaml").exit_code == 1
    assert jxb("gate", at_home / "none", "--gate", at_home / "gate.yaml").exit_code == 2


def test_a_question_that_repeats_a_similar_question_is_left_out_and_reported(at_home):
    leaked = {**GOLDEN[0], "id": "leak", "turns": ["被裁了失业金能拿几个月？"]}
    lines = (json.dumps(row, ensure_ascii=False) for row in [*GOLDEN, leaked])
    (at_home / "leaky.jsonl").write_text("\n".join(lines))
    told = jxb("run", at_home / "leaky.jsonl", "--report", at_home / "report", "--json")
    written = json.loads(told.stdout)
    assert written["summary"]["questions"] == 2
    assert [one["id"] for one in written["excluded"]] == ["leak"]
    assert "与条目的相似问" in written["excluded"][0]["reason"]
    assert "剔除 leak" in told.stderr
    assert "被裁了失业金能拿几个月" in (at_home / "report" / "report.html").read_text(encoding="utf-8")
    counted = jxb("run", at_home / "leaky.jsonl", "--report", at_home / "r2", "--leaks", "report", "--json")
    assert json.loads(counted.stdout)["summary"]["questions"] == 3


def test_the_same_run_again_gives_the_same_result(at_home):
    def cases(name, parallel):
        run = jxb("run", at_home / "golden.jsonl", "--report", at_home / name, "--fresh", "--json",
                  "--parallel", parallel)  # fmt: skip
        written = json.loads(run.stdout)
        changing = {"ms", "times"}
        return written["fingerprint"], [
            {k: v for k, v in case.items() if k not in changing} for case in written["cases"]
        ]

    assert cases("one", 1) == cases("two", 4)


def test_the_fingerprint_changes_with_the_knowledge_and_names_the_version_of_every_golden_file(at_home):
    def fingerprint(name):
        run = jxb("run", at_home / "golden.jsonl", "--report", at_home / name, "--json")
        return json.loads(run.stdout)["fingerprint"]

    before = fingerprint("one")
    with home.open_store(settings.load()).writing() as writer:
        writer.put_entry(ENTRIES[1].model_copy(update={"answer": "拨打12333。"}))
    after = fingerprint("two")
    assert before["knowledge"] != after["knowledge"]
    assert before["data"] == after["data"] == {"golden.jsonl": before["golden"][:12]}


def test_words_of_the_guard_that_stand_in_a_question_are_not_answered_from_the_cache(at_home):
    def right():
        run = jxb("run", at_home / "golden.jsonl", "--report", at_home / "r", "--json")
        return json.loads(run.stdout)["summary"]["right"]

    before = right()
    staff = StaffWords(home.open_store(settings.load()).engine)
    staff.put([StaffWord("能领多少个月", "涉恐", "refuse", grave=True)], "王", "通报")
    assert right() == before - 1
    staff.remove(["能领多少个月"], "王", "误报")
    assert right() == before


def test_the_generative_answerer_without_a_model_is_refused_with_the_next_step(at_home):
    with pytest.raises(ServeError, match="JXB_LLM_BASE_URL"):
        jxb("run", at_home / "golden.jsonl", "--answerer", "generative")


def test_a_broken_golden_file_is_refused_before_anything_is_opened(at_home):
    (at_home / "bad.jsonl").write_text("{}")
    with pytest.raises(ServeError, match="缺少 id"):
        jxb("run", at_home / "bad.jsonl")


def test_help_is_chinese():
    verbs = (
        "run",
        "gate",
        "compare",
        "import",
        "mutate",
        "sample",
        "agree",
        "mine",
        "tickets",
        "guard",
        "judge",
    )
    for verb in verbs:
        assert any("一" <= letter <= "龥" for letter in jxb(verb, "--help").stdout)


NEAR = (
    ENTRIES[1].model_copy(update={"answer": "到合作银行网点补办。", "similar": ("补办社保卡",)}),
    ENTRIES[1].model_copy(
        update={
            "id": "card-broken",
            "question": "社保卡坏了怎么换？",
            "similar": ("换社保卡",),
            "answer": "带旧卡到服务银行换新卡。",
        }
    ),
)


def test_a_fact_that_only_the_second_answer_holds_is_right_mildly_and_partly_right_strictly(at_home):
    with home.open_store(settings.load()).writing() as writer:
        for entry in NEAR:
            writer.put_entry(entry)
    row = {
        "kind": "answerable",
        "turns": ["社保卡坏了丢了怎么弄"],
        "must_not": [],
        "source": None,
        "expect": "answer",
    }
    facts = {"lost": [["网点补办"]], "broken": [["换新卡"]], "both": [["网点补办"], ["换新卡"]]}
    lines = [json.dumps(row | {"id": name, "must": must}, ensure_ascii=False) for name, must in facts.items()]
    (at_home / "near.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = jxb("run", at_home / "near.jsonl", "--report", at_home / "near", "--json")
    report = json.loads(result.stdout)
    found = {case["id"]: case for case in report["cases"]}
    first, second = found["both"]["parts"]
    assert (first["second"], second["second"]) == (False, True)
    assert {*first["sources"], *second["sources"]} == {"card-lost", "card-broken"}
    assert second["text"].strip().startswith("如果您问的是")
    assert first["text"] + second["text"] == found["both"]["answer"]
    assert all(case["right"] for case in found.values())
    told_first = "lost" if first["sources"] == ["card-lost"] else "broken"
    assert {name for name, case in found.items() if case["strict"] == "right"} == {told_first}
    assert {name for name, case in found.items() if case["strict"] == "partly"} == {*facts} - {told_first}
    assert (report["strict"]["right"], report["strict"]["partly"]) == (1, 2)
    shown = jxb("run", at_home / "near.jsonl", "--report", at_home / "near").stdout.replace("\n", "")
    assert "正确率（宽） 100.0%" in shown
    assert "严格判定答对 1 题，正确率（严）33.3%" in shown
    assert "部分对 2 题" in shown
    compared = jxb("compare", at_home / "near", at_home / "near").stdout.replace("\n", "")
    assert "严格判定（不算第二个回答）：两次结果逐题相同。33.3% → 33.3%" in compared
