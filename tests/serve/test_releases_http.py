"""Releases over HTTP: roles, names, the gate with its reasons, and who passed over it."""

import json
from datetime import date

import pytest
import pytest_asyncio

from eval.errors import ReleaseBlockedError
from serve import home, release_gate
from serve.settings import Settings
from tests.kb.making import entry
from tests.serve.hall import open_hall

GATE = "version: 1\nthresholds:\n  - {metric: summary.accuracy, name: 正确率, min: 0.9}\nareas: null\n"
GOLDEN = {
    "id": "g1", "kind": "answerable", "turns": ["丢了工作，失业保险金该怎么申领啊"], "must": [["网上"]], "must_not": [],
    "source": None, "expect": "answer",
}  # fmt: skip
RELEASES = "/api/kb/releases"


@pytest_asyncio.fixture
async def hall(tmp_path):
    opened = home.open_home(Settings(home=tmp_path / "home", today=date(2026, 11, 25), starter="off"))
    publish(opened, "到网上申领。")
    async with open_hall(opened) as made:
        yield made


@pytest.fixture
def gate(hall):
    folder = hall.home.settings.home
    (folder / "release.yaml").write_text("gate: gate.yaml\ngolden: [g.jsonl]\n", encoding="utf-8")
    (folder / "gate.yaml").write_text(GATE, encoding="utf-8")
    (folder / "g.jsonl").write_text(json.dumps(GOLDEN, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder / release_gate.FOLDER


def publish(opened, answer, **more):
    with opened.store.writing("import") as writer:
        writer.put_entry(entry("x-1", "失业保险金怎么申领？", answer, similar=("失业金怎么领",), **more))


async def make(hall, name, who="reviewer", status=200, **more):
    return await hall.staff(who, "POST", RELEASES, status, json={"name": name, **more})


async def names(hall):
    return [one["name"] for one in (await hall.staff("viewer", "GET", RELEASES))["releases"]]


@pytest.mark.asyncio
async def test_a_release_is_made_compared_and_gone_back_to_by_name_of_the_account(hall):
    made = await make(hall, "一", why="年底")
    assert (made["who"], made["why"], made["counts"], made["gate"]) == (
        "reviewer",
        "年底",
        {"entry": 1},
        None,
    )
    publish(hall.home, "到窗口申领。")
    told = await hall.staff("viewer", "GET", f"{RELEASES}/一/diff")
    assert (told["added"], told["changed"], told["retired"]) == (0, 1, 0)
    assert told == await hall.staff("viewer", "GET", "/api/kb/diff?from=一")
    await make(hall, "二")
    back = await hall.staff("supervisor", "POST", f"{RELEASES}/一/rollback", json={"why": "写错了"})
    assert back == {"release": "一", "restored": 1, "retired": 0}
    assert hall.home.store.item("x-1").entry.answer == "到网上申领。"
    between = await hall.staff("viewer", "GET", f"{RELEASES}/一/diff?to=二")
    assert [one["id"] for one in between["changes"]] == ["x-1"]
    listed = await hall.staff("viewer", "GET", RELEASES)
    assert (listed["current"], await names(hall)) == ("一", ["二", "一"])
    last = (await hall.staff("viewer", "GET", "/api/kb/history/x-1"))["versions"][-1]
    assert (last["who"], last["why"]) == ("supervisor", "写错了")


@pytest.mark.asyncio
@pytest.mark.parametrize("who", ["viewer", "agent", "editor"])
async def test_only_reviewers_and_above_release_and_go_back(hall, who):
    await make(hall, "一")
    for path, body in ((RELEASES, {"name": "二"}), (f"{RELEASES}/一/rollback", {"why": "理由"})):
        assert (await hall.staff(who, "POST", path, 403, json=body))["title"] == "没有权限"
        assert (await hall.http.post(path, json=body)).status_code == 401
    assert await names(hall) == ["一"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        (RELEASES, {"name": "一"}, 409, "已经有名为「一」的发布"),
        (RELEASES, {"name": "a b"}, 422, "发布名「a b」不行"),
        (RELEASES, {"name": "二", "override": " 　 "}, 422, "两项都不能空"),
        (f"{RELEASES}/没有/rollback", {"why": "理由"}, 404, "没有名为「没有」的发布"),
        (f"{RELEASES}/一/rollback", {}, 422, "why"),
    ],
)
async def test_what_cannot_be_done_is_a_problem_in_chinese(hall, path, body, status, says):
    await make(hall, "一")
    said = await hall.staff("supervisor", "POST", path, status, json=body)
    assert says in said["detail"]
    assert await names(hall) == ["一"]


@pytest.mark.asyncio
async def test_a_broken_gate_is_a_conflict_with_its_reasons_and_leaves_no_release(hall, gate):
    assert (await make(hall, "一"))["gate"]["touched_tally"]["questions"] == 1
    publish(hall.home, "到窗口申领。")
    said = await make(hall, "二", status=409)
    assert said["title"] == "没有过发布门槛"
    assert "由对变错：g1" in said["detail"]
    assert await names(hall) == ["一"]


@pytest.mark.asyncio
async def test_only_a_supervisor_passes_over_the_gate_and_is_named_in_the_audit(hall, gate):
    publish(hall.home, "到窗口申领。")
    why = "今晚政策生效，明早改题"
    assert "负责人" in (await make(hall, "一", status=403, override=why))["detail"]
    made = await make(hall, "一", "supervisor", override=why)
    assert (made["gate"]["overridden_by"], made["gate"]["override_reason"]) == ("supervisor", why)
    (line,) = (gate / "overrides.jsonl").read_text(encoding="utf-8").splitlines()
    audited = json.loads(line)
    assert (audited["who"], audited["why"]) == ("supervisor", why)
    assert "正确率" in audited["found"]


@pytest.mark.asyncio
async def test_what_was_changed_while_questions_were_asked_is_not_released(hall, gate, monkeypatch):
    examine = release_gate.examine

    async def slow(*args):
        found = await examine(*args)
        publish(hall.home, "到窗口申领。")
        return found

    monkeypatch.setattr(release_gate, "examine", slow)
    assert "知识又改过" in (await make(hall, "一", status=409))["detail"]
    assert await names(hall) == []


@pytest.mark.asyncio
async def test_two_releases_are_not_examined_at_once(hall, gate):
    with release_gate._alone(gate):
        assert "另一次发布正在考" in (await make(hall, "一", status=409))["detail"]
    with release_gate._alone(gate), pytest.raises(ReleaseBlockedError), release_gate._alone(gate):
        pass
    assert (await make(hall, "一"))["name"] == "一"
