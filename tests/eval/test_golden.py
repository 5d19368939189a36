import json
from pathlib import Path

import pytest

from eval.errors import GoldenFileError
from eval.golden import load

EXAMPLE = Path(__file__).parent / "data" / "example.jsonl"


def write(path, *rows):
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def row(**changes):
    base = {"id": "a", "kind": "answerable", "turns": ["问"], "must": [["24个月"]], "must_not": []}
    return base | {"source": None, "expect": "answer"} | changes


def problems(tmp_path, *rows):
    with pytest.raises(GoldenFileError) as error:
        load([write(tmp_path / "g.jsonl", *rows)])
    return "\n".join(error.value.problems)


def test_the_example_of_the_contract_is_read():
    questions = load([EXAMPLE]).questions
    assert [question.expect for question in questions][1:] == ["answer", "abstain", "abstain", "clarify"]
    assert questions[1].question == "那要去哪里申请"
    assert questions[4].scope.insured_type == "employee"
    assert questions[0].source.locator == "第四十六条"


def test_every_fault_is_listed_with_its_line_not_just_the_first(tmp_path):
    said = problems(tmp_path, "{不是", row(turns=[]), row(), "[1]", row(expect="perhaps"))
    assert "第 1 行：不是合法的 JSON" in said
    assert "第 2 行：turns 是空的" in said
    assert "第 4 行：应是一个 JSON 对象" in said
    assert "第 5 行：expect「perhaps」不认识：可用 answer、abstain" in said


def test_the_same_id_twice_is_refused_even_across_files(tmp_path):
    one, two = write(tmp_path / "one.jsonl", row()), write(tmp_path / "two.jsonl", row())
    with pytest.raises(GoldenFileError, match=r"two\.jsonl 第 1 行（a）：编号与one\.jsonl 第 1 行重复"):
        load([one, two])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"must_not": ["二十四个月"]}, "怎么答都不对"),
        ({"must": [["共24个月"]], "must_not": ["24个月"]}, "怎么答都不对"),
        ({"also_accept": ["maybe"]}, "「maybe」不认识"),
        ({"must": ["24个月"]}, "应是一组备选"),
        ({"must": [[]]}, "must.0 是空的"),
        ({"turns": ["  "]}, "turns.0 里有空白内容"),
        ({"turns": "问"}, "turns 应是列表"),
        ({"must": [["\u200b"]]}, "看不见内容"),
        ({"source": {"locator": "第一条"}}, "缺少 source.file"),
        ({"scope": {"region": "999999"}}, "地区代码「999999」不存在"),
        ({"scope": {"insured_type": "老板"}}, "「老板」不认识"),
        ({"id": ""}, "id 里有空白内容"),
    ],
)
def test_gold_that_cannot_be_right_is_refused_in_chinese(tmp_path, changes, said):
    assert said in problems(tmp_path, row(**changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"must": [["24个月", "两年"]], "must_not": ["2年"]}, "备选「两年」又被 must_not 禁止"),
        ({"expect": "abstain"}, "却要求回复里有「24个月」"),
        ({"expect": "abstain", "must": [], "also_accept": ["answer"]}, "also_accept 却接受回答"),
    ],
)
def test_gold_that_is_odd_but_can_be_scored_is_run_with_a_warning(tmp_path, changes, said):
    gold = load([write(tmp_path / "g.jsonl", row(**changes))])
    assert len(gold.questions) == 1
    assert said in "".join(gold.warnings)


def test_null_in_place_of_an_empty_list_is_read_as_empty(tmp_path):
    gold = load([write(tmp_path / "g.jsonl", row(must=None, must_not=None, also_accept=None, scope=None))])
    assert (gold.questions[0].must, gold.questions[0].must_not) == ((), ())


def test_a_missing_field_is_named(tmp_path):
    assert "缺少 kind" in problems(tmp_path, {k: v for k, v in row().items() if k != "kind"})


def test_not_answering_may_require_the_channel_to_be_named(tmp_path):
    gold = load([write(tmp_path / "g.jsonl", row(expect="abstain", must=[["12333", "12345热线"]]))])
    assert gold.questions[0].must == (("12333", "12345热线"),)


def test_an_unknown_kind_is_accepted_with_one_warning(tmp_path):
    gold = load(
        [write(tmp_path / "g.jsonl", row(kind="dialect"), row(id="b", turns=["另问"], kind="dialect"))]
    )
    assert len(gold.questions) == 2
    assert [warning for warning in gold.warnings if "dialect" in warning] == [
        f"g.jsonl 第 1 行：{gold.warnings[0].split('：', 1)[1]}"
    ]


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ({"expect": "abstain", "must": []}, "标准却相反（answer 与 abstain）"),
        ({"must": [["36个月"]], "must_not": ["二十四个月"]}, "一题必含的另一题不得含"),
        ({"turns": ["问？"]}, "各计一次分"),
    ],
)
def test_the_same_question_under_two_ids_is_told_with_what_is_wrong(tmp_path, again, said):
    gold = load([write(tmp_path / "g.jsonl", row(), row(id="b", **again))])
    (warning,) = [one for one in gold.warnings if "问的相同" in one]
    assert warning.startswith("g.jsonl 第 2 行（b）：与g.jsonl 第 1 行（a）问的相同")
    assert said in warning


def test_what_another_citizen_asks_or_what_is_accepted_both_ways_is_no_contradiction(tmp_path):
    other = row(id="b", expect="abstain", must=[], scope={"region": "310000"})
    kind = row(id="c", turns=["甲"], must=[["12333"]], also_accept=["unknown"])
    both = row(id="d", turns=["甲"], must=[], expect="abstain", kind="unanswerable")
    warnings = load([write(tmp_path / "g.jsonl", row(), other, kind, both)]).warnings
    assert not any("相反" in one for one in warnings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "unanswerable"}, "类型是 unanswerable，期望却是 answer"),
        ({"kind": "refuse", "expect": "refuse"}, "期望拒绝（refuse），却要求回复里有「24个月」"),
    ],
)
def test_a_kind_or_points_that_do_not_go_with_what_is_expected_are_told(tmp_path, changes, said):
    assert any(said in one for one in load([write(tmp_path / "g.jsonl", row(**changes))]).warnings)


def test_a_refusal_may_be_asked_to_say_so(tmp_path):
    refused = row(kind="refuse", expect="refuse", must=[["不能", "违法"], ["12333"]])
    assert load([write(tmp_path / "g.jsonl", refused)]).warnings == ()


def test_a_field_that_nobody_knows_is_pointed_out(tmp_path):
    gold = load([write(tmp_path / "g.jsonl", row(mustnot=["36个月"]))])
    assert "不认识的字段 mustnot" in gold.warnings[0]


def test_a_missing_an_empty_and_a_wrongly_encoded_file_are_each_explained(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n\n")
    (tmp_path / "gbk.jsonl").write_bytes('{"id": "问"}'.encode("gbk"))
    with pytest.raises(GoldenFileError, match="找不到这个文件"):
        load([tmp_path / "none.jsonl"])
    with pytest.raises(GoldenFileError, match="一道题也没有"):
        load([tmp_path / "empty.jsonl"])
    with pytest.raises(GoldenFileError, match="UTF-8"):
        load([tmp_path / "gbk.jsonl"])


def test_a_workbook_is_sent_to_the_import(tmp_path):
    (tmp_path / "good.xlsx").write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(GoldenFileError, match="jxb eval import"):
        load([tmp_path / "good.xlsx"])


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text("\ufeff" + json.dumps(row()) + "\n\n", encoding="utf-8")
    assert len(load([path]).questions) == 1


def test_the_hash_changes_with_any_question_and_not_with_their_order(tmp_path):
    def hashed(*rows):
        return load([write(tmp_path / "g.jsonl", *rows)]).hash

    assert hashed(row(), row(id="b")) == hashed(row(id="b"), row())
    assert hashed(row()) != hashed(row(must=[["36个月"]]))


def test_a_question_survives_being_written_and_read_again(tmp_path):
    questions = load([EXAMPLE]).questions
    path = write(tmp_path / "again.jsonl", *(question.to_line() for question in questions))
    assert load([path]).questions == questions
