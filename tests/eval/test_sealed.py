"""Sealed questions: totals, and not a word of a single one, whichever verb is asked."""

import json

import pytest
from typer.testing import CliRunner

from eval import golden
from eval.errors import GoldenFileError, SealedError
from kb.entry import Entry
from serve import home, settings
from serve.commands.evaluate import app
from serve.errors import ServeError

ENTRY = Entry(
    id="unemployment-months",
    question="失业保险金最多能领多少个月？",
    answer="最长领取二十四个月，具体按缴费年限核定。",
    region="110000",
    source={"title": "中华人民共和国社会保险法", "locator": "第四十六条"},
    valid_from="2011-07-01",
)
WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地"


def question(name, said, **changes):
    row = {
        "id": name,
        "kind": "answerable",
        "turns": [said],
        "must": [["24个月"]],
        "must_not": ["藏着的字"],
        "source": None,
        "expect": "answer",
        "area": "失业保险",
    }
    return row | changes


SECRET = [question(f"hush-{n}", f"小{word}的失业保险金最多能领多少个月呀") for n, word in enumerate(WORDS)]
OPEN = [
    question("plain", "失业保险金最多可以领多少个月呀", must_not=[]),
    question("wrong", "失业金领多久", must=[["99个月"]], must_not=[]),
]


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    for name, value in (("HOME", tmp_path / "home"), ("STARTER", "off"), ("TODAY", "2026-11-23")):
        monkeypatch.setenv(f"JXB_{name}", str(value))
    for name in ("JXB_LLM_BASE_URL", "JXB_LLM_MODEL", "JXB_DATABASE_URL", "JXB_ANSWERER"):
        monkeypatch.delenv(name, raising=False)
    with home.open_store(settings.load()).writing() as writer:
        writer.put_entry(ENTRY)
    written(tmp_path / "sealed" / "bank.jsonl", SECRET)
    written(tmp_path / "open.jsonl", OPEN)
    return tmp_path


def written(path, rows):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def jxb(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(text):
    """Ids, words and gold of the sealed questions that stand in the text."""
    return [one for row in SECRET for one in (row["id"], row["turns"][0], "藏着的字") if one in text]


def everything_written(folder):
    for path in folder.rglob("*"):
        if path.is_file() and "sqlite" not in path.name:
            if path.suffix == ".xlsx":
                from openpyxl import load_workbook

                for sheet in load_workbook(path):
                    yield path, str(list(sheet.iter_rows(values_only=True)))
            else:
                yield path, path.read_text(encoding="utf-8", errors="replace")


def test_a_run_gives_totals_and_leaves_not_a_word_of_a_single_question_anywhere(at_home):
    arguments = ("run", at_home / "sealed" / "bank.jsonl", "--report", at_home / "report")
    shown = jxb(*arguments)
    printed = jxb(*arguments, "--json", "--leaks", "report")
    totals = json.loads(printed.stdout)
    assert (totals["summary"]["questions"], totals["sealed"], totals["cases"]) == (
        len(SECRET),
        len(SECRET),
        [],
    )
    assert totals["by_area"]["失业保险"]["questions"] == len(SECRET)
    assert totals["summary"]["right"] > 0
    assert totals["strict"]["right"] + totals["strict"]["partly"] == totals["summary"]["right"]
    for text in (shown.output, printed.output):
        assert not told(text)
    for folder in (at_home / "report", at_home / "home"):
        for path, text in everything_written(folder):
            assert not told(text), path
    assert "封存题 24 道" in (at_home / "report" / "report.html").read_text(encoding="utf-8")


def test_every_run_is_written_down_beside_the_questions_before_it_begins(at_home):
    for _ in range(2):
        said = jxb("run", at_home / "sealed" / "bank.jsonl", "--report", at_home / "report").stderr
    assert "第 2 次运行" in said
    lines = [json.loads(line) for line in (at_home / "sealed" / "runs.log").read_text().splitlines()]
    assert [line["state"] for line in lines] == ["begun", "finished"] * 2
    assert lines[0]["questions"] == len(SECRET)
    assert lines[0]["files"].keys() == {"bank.jsonl"}
    assert lines[1]["right"] >= lines[1]["strict"] > 0
    assert lines[0]["knowledge"]


def test_together_with_open_questions_only_those_are_listed_and_totals_hold_all(at_home):
    jxb("run", at_home / "sealed" / "bank.jsonl", at_home / "open.jsonl", "--report", at_home / "report")
    report = json.loads((at_home / "report" / "report.json").read_text(encoding="utf-8"))
    assert [case["id"] for case in report["cases"]] == ["plain", "wrong"]
    assert report["summary"]["questions"] == len(SECRET) + 2
    for path, text in everything_written(at_home / "report"):
        assert not told(text), path


@pytest.mark.parametrize("verb", ["mutate", "judge", "compare"])
def test_no_other_verb_shows_one(at_home, verb):
    sealed = at_home / "sealed" / "bank.jsonl"
    jxb("run", sealed, "--report", at_home / "report")
    arguments = {
        "mutate": ("mutate", sealed),
        "judge": ("judge", at_home / "report", "--sheet", at_home / "sheets"),
        "compare": ("compare", at_home / "report", at_home / "report"),
    }[verb]
    with pytest.raises(ServeError) as refused:
        jxb(*arguments)
    assert not told(str(refused.value))
    assert verb != "compare" or f"{len(SECRET)} 题" in str(refused.value)


def test_a_handful_is_not_run_since_its_total_would_name_the_wrong_one(at_home):
    few = written(at_home / "few.jsonl", [row | {"part": "sealed"} for row in SECRET[:3]])
    with pytest.raises(ServeError, match="只有 3 道"):
        jxb("run", few, "--report", at_home / "report")
    assert not (at_home / "report").exists()


def test_a_fault_in_a_sealed_question_is_placed_but_not_quoted(at_home):
    broken = [*SECRET, question("hush-bad", "藏着的字", expect="藏着的字")]
    with pytest.raises(GoldenFileError) as refused:
        golden.load([written(at_home / "sealed" / "bank.jsonl", broken)], allow_sealed=True)
    assert "第 25 行" in str(refused.value)
    assert not told(str(refused.value))


def test_whoever_does_not_withhold_gets_no_sealed_questions(at_home):
    with pytest.raises(SealedError, match="封存题"):
        golden.load([at_home / "sealed" / "bank.jsonl"])
    (at_home / "sealed" / "runs.log").mkdir()
    with pytest.raises(ServeError, match="写不了"):
        jxb("run", at_home / "sealed" / "bank.jsonl", "--report", at_home / "report")
