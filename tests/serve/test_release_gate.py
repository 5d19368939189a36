"""The gate before a release, on a home with three entries."""

import json

import pytest

from eval.errors import OverrideError, ReleaseBlockedError
from eval.release import Override
from kb.entry import Entry
from serve import home, settings
from serve.release_gate import FOLDER, examine

GATE = """
version: 1
golden: [golden.jsonl]
thresholds:
  - {metric: summary.accuracy, name: 正确率, min: 0.9}
"""


def entry(name, question, answer):
    return Entry(
        id=name,
        question=question,
        similar=(f"{question}呀说说看",),
        answer=answer,
        region="110000",
        source={"title": "中华人民共和国社会保险法"},
        valid_from="2011-07-01",
    )


MONTHS = entry("months", "失业保险金最多能领多少个月？", "最长领取24个月。")
CARD = entry("card", "社保卡丢了怎么补办？", "先拨打12333挂失，再到服务网点补办。")
BIRTH = entry("birth", "生育津贴怎么领？", "由单位在分娩后申请，按天数计发。")


def question(name, text, must):
    row = {"id": name, "kind": "answerable", "turns": [text], "must": [[must]], "must_not": []}
    return json.dumps(row | {"source": None, "expect": "answer"}, ensure_ascii=False)


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-23")
    for name in ("JXB_LLM_BASE_URL", "JXB_LLM_MODEL", "JXB_DATABASE_URL", "JXB_ANSWERER"):
        monkeypatch.delenv(name, raising=False)
    lines = [
        question("q-months", "失业保险金最多能领多少个月", "24个月"),
        question("q-card", "社保卡丢了怎么补办", "12333"),
        question("q-birth", "生育津贴怎么领", "单位"),
    ]
    (tmp_path / "golden.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "gate.yaml").write_text(GATE, encoding="utf-8")
    publish(MONTHS, CARD, BIRTH)
    return settings.load()


def publish(*entries):
    with home.open_store(settings.load()).writing() as writer:
        for one in entries:
            writer.put_entry(one)


@pytest.fixture
def gate(tmp_path):
    return tmp_path / "gate.yaml"


async def test_sound_knowledge_passes_and_its_report_is_what_the_next_is_held_against(config, gate):
    decision = await examine(config, {"months"}, gate)
    assert decision.allowed
    assert decision.reason == "通过门槛"
    assert "q-months" in decision.touched
    assert (config.home / FOLDER / "report.json").exists()


async def test_a_change_that_breaks_a_touched_question_is_stopped_before_all_are_asked(config, gate):
    await examine(config, {"months"}, gate)
    publish(MONTHS.model_copy(update={"answer": "最长领取36个月。"}))
    with pytest.raises(ReleaseBlockedError, match="由对变错：q-months"):
        await examine(config, {"months"}, gate)
    held = json.loads((config.home / FOLDER / "report.json").read_text(encoding="utf-8"))
    assert held["summary"]["right"] == 3, "what is compared with stays the last released knowledge"


async def test_a_question_that_rested_on_a_retired_entry_is_touched_though_it_finds_it_no_more(config, gate):
    await examine(config, {"months"}, gate)
    with home.open_store(config).writing() as writer:
        writer.retire("months")
    with pytest.raises(ReleaseBlockedError, match="由对变错：q-months"):
        await examine(config, {"months"}, gate)


async def test_what_went_wrong_beside_the_change_is_told_and_held_back_by_the_thresholds_alone(config, gate):
    gate.write_text(GATE.replace("0.9", "0.5"), encoding="utf-8")
    await examine(config, {"months"}, gate)
    publish(MONTHS.model_copy(update={"answer": "最长领取36个月。"}))
    decision = await examine(config, {"nothing-of-this"}, gate)
    assert (decision.allowed, decision.broken, decision.elsewhere) == (True, [], ["q-months"])
    assert "另有 1 题由对变错" in decision.reason
    assert "q-months" in decision.reason


async def test_a_broken_gate_is_passed_over_only_by_name_and_reason_and_is_audited(config, gate):
    publish(MONTHS.model_copy(update={"answer": "最长领取36个月。"}))
    with pytest.raises(ReleaseBlockedError, match=r"正确率（要求不低于 0\.9，实际 0\.6667）"):
        await examine(config, {"months"}, gate)
    decision = await examine(config, {"months"}, gate, Override("王处长", "今晚政策生效，明早改题"))
    assert decision.allowed
    assert decision.overridden_by == "王处长"
    (line,) = (config.home / FOLDER / "overrides.jsonl").read_text(encoding="utf-8").splitlines()
    audited = json.loads(line)
    assert (audited["who"], audited["why"]) == ("王处长", "今晚政策生效，明早改题")
    assert "正确率" in audited["found"]


async def test_an_override_that_is_not_needed_is_not_recorded(config, gate):
    decision = await examine(config, {"months"}, gate, Override("王处长", "以防万一"))
    assert decision.overridden_by is None
    assert not (config.home / FOLDER / "overrides.jsonl").exists()


@pytest.mark.parametrize(("who", "why"), [("", "急"), ("王处长", " ")])
def test_an_override_without_a_name_or_a_reason_is_refused(who, why):
    with pytest.raises(OverrideError):
        Override(who, why)
