"""Development questions as the recipes read them."""

import json

from bench import questions


def _bank(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")


def _row(said, expect="answer", kind="answerable", **more):
    return {"turns": [said], "expect": expect, "kind": kind, **more}


def test_single_questions_come_from_all_open_parts_and_never_from_sealed_ones(tmp_path):
    _bank(tmp_path / "general.jsonl", _row("产假多少天"), _row("封着的一半", part="held"))
    _bank(tmp_path / "opened" / "clarify-2.jsonl", _row("我那个钱呢", "clarify", "vague"))
    _bank(
        tmp_path / "strangers" / "told.jsonl",
        _row("您好", kind="chitchat"),
        _row("帮我骂他", "refuse", "refuse"),
    )
    _bank(tmp_path / "sealed" / "general.jsonl", _row("封存的"))
    found = [text for text, _ in questions.single(["answer", "clarify"], tmp_path)]
    assert found == ["产假多少天", "我那个钱呢"]


def test_talks_of_several_turns_are_not_single_questions(tmp_path):
    _bank(
        tmp_path / "talks.jsonl", {"turns": ["产假呢", "那陪产假呢"], "expect": "answer", "kind": "follow_up"}
    )
    assert list(questions.single(["answer"], tmp_path)) == []
