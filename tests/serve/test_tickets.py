"""Work orders over HTTP: roles, masking, conflicts, and what a citizen may see."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from kb.review import Reviews
from serve.cli import app
from serve.home import Home
from serve.users import Users

TALK = [
    {"role": "citizen", "text": "我要投诉北京鑫达通物流有限公司，在丰台，从今年八月起拖欠我工资，一共两万四"},
    {"role": "agent", "text": "您贵姓，电话多少"},
    {"role": "citizen", "text": "我叫王建国，电话幺三八零零幺二五六七八，希望把工资给我"},
]


@pytest.fixture(scope="module")
def tokens(opened: Home) -> dict[str, str]:
    users = Users(opened.store.engine)
    for role in ("viewer", "agent", "reviewer", "supervisor", "editor"):
        users.add(f"desk-{role}", role)  # type: ignore[arg-type]
    users.add("desk-agent2", "agent")
    return {
        name: users.new_token(f"desk-{name}")
        for name in ("viewer", "agent", "agent2", "reviewer", "supervisor", "editor")
    }


class Client:
    def __init__(self, base: str, tokens: dict[str, str]) -> None:
        self.base = base
        self.tokens = tokens

    def __call__(self, method: str, path: str, who: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        return httpx.request(method, self.base + path, headers=headers, timeout=60, **more)

    def create(self, **more: Any) -> dict[str, Any]:
        response = self("POST", "/api/tickets", "agent", json={"transcript": TALK, "confirmed": True, **more})
        assert response.status_code == 201, response.text
        return response.json()  # type: ignore[no-any-return]

    def move(self, ticket: dict[str, Any], action: str, who: str, **more: Any) -> httpx.Response:
        body = {"action": action, "version": ticket["version"], **more}
        return self("POST", f"/api/tickets/{ticket['number']}/moves", who, json=body)


@pytest.fixture
def call(live_server: str, tokens: dict[str, str]) -> Client:
    return Client(live_server, tokens)


def test_elements_are_the_same_over_http_and_on_the_command_line(
    call: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over_http = call("POST", "/api/tickets/extract", "viewer", json={"transcript": TALK}).json()
    file = tmp_path / "talk.json"
    file.write_text(json.dumps(TALK), encoding="utf-8")
    monkeypatch.setenv("JXB_TODAY", "2026-11-24")
    printed = CliRunner().invoke(app, ["ticket", "extract", str(file)])
    assert json.loads(printed.stdout) == over_http
    assert over_http["fields"]["phone"]["value"] == "13800125678"


@pytest.mark.parametrize(
    ("transcript", "says"),
    [
        ([{"text": "没有说话人"}], "第 1 句没有说话人"),
        ([{"role": "citizen", "text": 5}], "text 应当是文字"),
        (["一句话"], "第 1 句不是"),
        ([{"role": "路人", "text": "你好"}], "不认识"),
        ([{"role": "citizen", "text": "长" * 200_001}], "超过 200000 字"),
    ],
)
def test_a_conversation_that_is_none_is_a_clear_problem(
    call: Client, transcript: list[Any], says: str
) -> None:
    response = call("POST", "/api/tickets/extract", "agent", json={"transcript": transcript})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    assert says in response.json()["detail"]


def test_a_broken_row_of_a_batch_is_named_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JXB_TODAY", "2026-11-24")
    rows = [
        {"id": 1, "transcript": TALK},
        {"id": 2, "transcript": [{"text": "谁说的"}]},
        {"id": 3, "transcript": []},
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    printed = CliRunner().invoke(app, ["ticket", "extract", "--batch", str(file)])
    lines = [json.loads(line) for line in printed.stdout.splitlines() if line.startswith("{")]
    assert [line["id"] for line in lines] == [1, 2, 3]
    assert "没有说话人" in lines[1]["error"]
    assert lines[0]["fields"]["amount"]["value"] == 24000


def test_an_order_is_filed_from_a_conversation_and_goes_round(call: Client) -> None:
    ticket = call.create()
    assert (ticket["state"], ticket["department"]) == ("filed", "丰台区劳动保障监察机构")
    assert ticket["evidence"]["phone"]["turn"] == 2
    for action, who, more in (
        ("review", "reviewer", {}),
        ("dispatch", "supervisor", {}),
        ("accept", "agent", {}),
        ("reply", "agent", {"note": "已责令支付"}),
        ("approve", "reviewer", {}),
        ("close", "agent", {}),
    ):
        response = call.move(ticket, action, who, **more)
        assert response.status_code == 200, response.text
        ticket = {**response.json(), "number": ticket["number"]}
    assert ticket["state"] == "closed"
    assert [step["action"] for step in ticket["history"]][-3:] == ["reply", "approve", "close"]


def test_without_confirmation_the_order_is_read_back_with_what_is_missing(call: Client) -> None:
    response = call(
        "POST",
        "/api/tickets",
        "agent",
        json={"transcript": [{"role": "citizen", "text": "我要投诉，公司拖欠我工资"}]},
    )
    draft = response.json()
    assert draft["state"] == "draft"
    assert "phone" in draft["missing"]
    assert "请留一个联系电话。" in draft["read_back"]
    refused = call.move(draft, "confirm", "agent")
    assert refused.status_code == 422
    assert "联系电话" in refused.json()["detail"]


def test_the_same_key_files_one_order(call: Client) -> None:
    assert call.create(client_key="call-7")["number"] == call.create(client_key="call-7")["number"]


def test_the_second_of_two_handlers_gets_409_with_who_was_first(call: Client) -> None:
    ticket = call.create()
    ticket = call.move(ticket, "review", "reviewer").json()
    ticket = call.move(ticket, "dispatch", "supervisor").json()
    assert call.move(ticket, "accept", "agent").status_code == 200
    second = call.move(ticket, "accept", "agent2")
    assert second.status_code == 409
    assert "已被 desk-agent 先一步「签收」" in second.json()["detail"]


def test_an_unreachable_move_is_a_clear_problem(call: Client) -> None:
    response = call.move(call.create(), "close", "agent")
    assert response.status_code == 409
    assert "不能办结" in response.json()["detail"]


def test_each_role_does_its_own(call: Client) -> None:
    ticket = call.create()
    assert call("GET", "/api/tickets").status_code == 401
    assert call("POST", "/api/tickets", "viewer", json={"fields": {}}).status_code == 403
    assert call.move(ticket, "review", "agent").status_code == 403
    assert call.move(ticket, "review", "viewer").status_code == 403
    assert (
        call("PUT", "/api/tickets/models/default", "agent", json={"yaml": "name: default"}).status_code == 403
    )


def test_who_need_not_know_sees_no_personal_data_anywhere(call: Client) -> None:
    number = call.create()["number"]
    for who in ("viewer", "editor", "reviewer"):
        for path in (f"/api/tickets/{number}", "/api/tickets"):
            body = call("GET", path, who).text
            assert "13800125678" not in body
            assert "王建国" not in body
            assert "138****5678" in body
    assert "13800125678" in call("GET", f"/api/tickets/{number}", "agent").text
    book = load_workbook(BytesIO(call("GET", "/api/tickets/export.xlsx", "viewer").content))
    text = "\n".join(str(cell.value) for row in book["工单"].iter_rows() for cell in row)
    assert number in text
    assert "13800125678" not in text


def test_progress_needs_number_and_phone(call: Client) -> None:
    number = call.create()["number"]
    right = call("POST", "/api/tickets/progress", json={"number": number, "phone": "13800125678"})
    assert right.json()["state_name"] == "待审核"
    assert "王建国" not in right.text
    wrong = call("POST", "/api/tickets/progress", json={"number": number, "phone": "13800125679"})
    nobody = call("POST", "/api/tickets/progress", json={"number": "GD1", "phone": "13800125679"})
    assert wrong.status_code == nobody.status_code == 404
    assert wrong.json() == nobody.json()


def test_a_question_left_by_a_citizen_returns_answered_and_is_a_draft(call: Client, opened: Home) -> None:
    body = {
        "question": "集体户口的孩子在哪办医保",
        "session_id": "s-77",
        "turn_id": "t-77",
        "phone": "13800125678",
    }
    number = call("POST", "/api/tickets/questions", json=body).json()["number"]
    assert call("POST", "/api/tickets/questions", json=body).json()["number"] == number
    ticket = call("GET", f"/api/tickets/{number}", "agent").json()
    for action, who, note in (
        ("review", "reviewer", ""),
        ("dispatch", "supervisor", ""),
        ("accept", "agent", ""),
        ("reply", "agent", "到户口所在街道社保所"),
    ):
        ticket = call.move(ticket, action, who, note=note).json()
    assert call("GET", "/api/tickets/questions/s-77").json() == {"replies": []}
    assert call.move(ticket, "approve", "reviewer").status_code == 200
    [reply] = call("GET", "/api/tickets/questions/s-77").json()["replies"]
    assert reply["reply"] == "到户口所在街道社保所"
    draft = Reviews(opened.store).get(f"ticket-{number.lower()}")
    assert (draft.state, draft.entry.answer) == ("draft", "到户口所在街道社保所")
    assert opened.store.item(f"ticket-{number.lower()}") is None


def test_a_model_is_changed_without_code_and_a_mistake_is_named(call: Client) -> None:
    held = call("GET", "/api/tickets/models/hard_question", "supervisor").json()
    longer = held["yaml"].replace("days: 5", "days: 7")
    saved = call("PUT", "/api/tickets/models/hard_question", "supervisor", json={"yaml": longer})
    assert saved.json() == {"name": "hard_question", "version": held["definition"]["version"] + 1}
    wrong = call(
        "PUT",
        "/api/tickets/models/hard_question",
        "supervisor",
        json={"yaml": longer.replace("type: phone", "type: fax")},
    )
    assert wrong.status_code == 422
    assert "fields.3.type" in wrong.json()["detail"]


def test_reports_lists_and_bad_filters(call: Client) -> None:
    call.create()
    table = call("GET", "/api/tickets/reports/按业务和诉求", "viewer").json()
    assert table["heads"] == ["业务", "诉求类型"]
    assert table["rows"][0]["total"] >= 1
    assert call("GET", "/api/tickets/reports/没有", "viewer").status_code == 422
    assert call("GET", "/api/tickets?limit=0", "viewer").status_code == 422
    assert call("GET", "/api/tickets/due", "viewer").status_code == 200
    assert call("GET", "/api/tickets/GD0", "agent").status_code == 404


def test_an_order_of_the_other_platform_is_pushed_once(call: Client) -> None:
    body = {
        "id": "p-1",
        "content": "公司拖欠工资两万四，在丰台",
        "phone": "13800125678",
        "name": "王建国",
        "type": "投诉",
    }
    first = call("POST", "/api/exchange/orders", "agent", json=body).json()
    again = call("POST", "/api/exchange/orders", "agent", json=body).json()
    assert (first["new"], again["new"]) == (True, False)
    assert first["number"] == again["number"]


def test_the_command_line_takes_an_order_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_TODAY", "2026-11-23")
    monkeypatch.setenv("JXB_STARTER", "off")
    runner = CliRunner()

    def jxb(*words: str) -> Any:
        result = runner.invoke(app, ["ticket", *words, "--json"])
        assert result.exit_code == 0, result.exception
        return json.loads(result.stdout)

    talk = tmp_path / "talk.json"
    talk.write_text(json.dumps(TALK), encoding="utf-8")
    number = jxb("create", str(talk), "--confirmed", "--field", "amount=25000")["number"]
    assert jxb("show", number)["fields"]["amount"] == 25000
    for action in ("review", "dispatch", "accept"):
        jxb("move", number, action)
    assert jxb("list", "--state", "open")["tickets"][0]["state"] == "handling"
    refused = runner.invoke(app, ["ticket", "move", number, "return"])
    assert "退回原因" in str(refused.exception)
    assert jxb("export", str(tmp_path / "out.xlsx"))["tickets"] == 1
    model = tmp_path / "model.yaml"
    jxb("model", "export", str(model))
    model.write_text(model.read_text("utf-8").replace("days: 15", "days: 12"), encoding="utf-8")
    assert jxb("model", "import", str(model))["version"] == 2
    assert [one["version"] for one in jxb("model", "list") if one["name"] == "default"] == [2]
    assert jxb("model", "show", "default", "--version", "1")["version"] == 1
