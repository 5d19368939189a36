"""The word library: imported and edited by staff, at work within two seconds, without a restart."""

from __future__ import annotations

import pytest

from dialogue.guard import Guard, WordListError, WordLists


def _later(guard: Guard) -> None:
    """Ask the library to look at its files now, as it does by itself every two seconds."""
    guard.words.refresh(now=float("inf"))


def test_a_word_staff_add_acts_without_a_restart(tmp_path):
    lists, guard = WordLists(tmp_path), Guard.load(tmp_path)
    assert guard.check("蓝莓暗号哪里接头").action == "pass"
    lists.add(["蓝莓暗号"], category="crime", action="refuse")
    _later(guard)
    assert guard.check("蓝莓暗号哪里接头").action == "refuse"


def test_a_removed_word_stops_acting(tmp_path):
    lists = WordLists(tmp_path)
    lists.add(["蓝莓暗号"], category="crime", action="refuse")
    guard = Guard.load(tmp_path)
    assert lists.remove(["蓝莓暗号"]) == 1
    _later(guard)
    assert guard.check("蓝莓暗号哪里接头").action == "pass"


def test_a_word_may_call_a_person_instead(tmp_path):
    WordLists(tmp_path).add(["红旗广场见"], category="unstable", action="escalate")
    result = Guard.load(tmp_path).check("大家红旗广场见")
    assert (result.action, result.level) == ("escalate", "watch")


def test_a_word_for_context_acts_only_beside_an_intent(tmp_path):
    WordLists(tmp_path).add(["蓝莓暗号"], category="drugs", action="context")
    guard = Guard.load(tmp_path)
    assert guard.check("蓝莓暗号是一首歌").action == "pass"
    assert guard.check("哪里能买到蓝莓暗号").action == "refuse"


def test_an_allowed_word_never_acts_even_from_the_core(tmp_path):
    guard = Guard.load(tmp_path)
    assert guard.check("哪里能买到裸聊软件").action == "refuse"
    before = {span.word for span in guard.check("裸聊软件").spans}
    WordLists(tmp_path).allow(["裸聊软件", "裸聊"])
    _later(guard)
    assert before - {span.word for span in guard.check("裸聊软件").spans} >= {"裸聊软件"}


def test_policy_words_cannot_be_made_sensitive(tmp_path):
    with pytest.raises(WordListError, match="办事常用词"):
        WordLists(tmp_path).add(["丧葬费"], category="other", action="refuse")


def test_importing_a_list_again_replaces_it(tmp_path):
    source = tmp_path / "某地词表.txt"
    source.write_text("甲乙丙丁,\n戊己庚辛\n甲乙丙丁\n", "utf-8")
    lists = WordLists(tmp_path / "words")
    report = lists.import_file(source, category="crime", action="refuse")
    assert (report.read, report.added, report.duplicates) == (3, 2, 1)
    source.write_text("戊己庚辛\n", "utf-8")
    lists.import_file(source, category="crime", action="refuse")
    guard = Guard.load(tmp_path / "words")
    assert guard.check("说说甲乙丙丁").action == "pass"
    assert guard.check("说说戊己庚辛").action == "refuse"


def test_an_empty_list_says_what_to_do(tmp_path):
    source = tmp_path / "空.txt"
    source.write_text("\n\n", "utf-8")
    with pytest.raises(WordListError, match="一行一个词"):
        WordLists(tmp_path / "words").import_file(source)


def test_an_unknown_action_is_named(tmp_path):
    with pytest.raises(WordListError, match="没有动作「ban」"):
        WordLists(tmp_path).add(["某词"], category="x", action="ban")


def test_shared_lists_make_ten_thousand_words_and_block_no_policy_question(tmp_path, shared, bank):
    lists = WordLists(tmp_path)
    for path in sorted((shared / "sensitive-words").rglob("*.txt")):
        lists.import_file(path)
    guard = Guard.load(tmp_path)
    assert len(guard) >= 10_000
    rows = bank("must_answer")
    refused = [row["text"] for row in rows if guard.check(row["text"]).action == "refuse"]
    assert len(refused) <= 0.04 * len(rows), refused
    assert len(list((tmp_path / "imported").iterdir())) > 10
