import json
from datetime import date

import pytest

from eval.errors import BankError
from eval.tickets import measure, read

DAY = date(2026, 11, 23)


def case(name="a", said="我电话是13812345678", **fields):
    transcript = [{"role": "agent", "text": "您好，请讲"}, {"role": "citizen", "text": said}]
    return {"id": name, "transcript": transcript, "fields": fields}


def test_a_field_equal_to_gold_is_right_and_another_value_is_wrong():
    right = measure([case(phone="13812345678")], DAY)
    assert (right.slots["phone"].right, right.slots["phone"].recall) == (1, 1.0)
    wrong = measure([case(phone="13900000000")], DAY)
    assert (wrong.slots["phone"].right, wrong.slots["phone"].wrong) == (0, 1)
    assert "a：电话应为「13900000000」，实际「13812345678」" in wrong.faults
    assert wrong.faultless == 0


def test_a_field_nobody_said_counts_as_invented_and_lowers_precision():
    found = measure([case()], DAY)
    assert found.slots["phone"].invented == 1
    assert found.total.precision < 1
    assert any("多出电话" in fault for fault in found.faults)


def test_a_field_that_was_not_recognised_lowers_recall():
    found = measure([case(said="你好", amount=500)], DAY)
    assert (found.slots["amount"].gold, found.slots["amount"].recall) == (1, 0.0)


def test_a_broken_bank_is_explained(tmp_path):
    path = tmp_path / "bank.jsonl"
    for text, said in (("{", "不是合法的 JSON"), ('{"id": 1}', "缺少 transcript、fields"), ("", "没有对话")):
        path.write_text(text)
        with pytest.raises(BankError, match=said):
            read(path)
    path.write_text(json.dumps(case() | {"part": "one"}))
    assert len(read(path, "one")) == 1
    with pytest.raises(BankError, match="没有「two」部分"):
        read(path, "two")
