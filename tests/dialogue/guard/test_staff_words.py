"""The word library as staff keep it: at work without a restart, every change with its author, reason and way back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dialogue.guard import Guard, StaffWord, StaffWords, WordListError, trial
from dialogue.guard.normalise import views
from dialogue.guard.staff_words import changes, edits, words
from kb.database import connect, sqlite_url


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = connect(sqlite_url(tmp_path))
    for table in (words, edits, changes):
        table.create(made)
    return made


@pytest.fixture
def staff(engine: Engine) -> StaffWords:
    return StaffWords(engine)


def put(staff: StaffWords, word: str, action: str = "refuse", category: str = "crime", **more: object):
    return staff.put([StaffWord(word, category, action, **more)], "张三", "上级通知")  # type: ignore[arg-type]


def later(guard: Guard) -> None:
    """Look now, as every process does by itself within two seconds."""
    guard.words.refresh(every=0.0)


def test_a_word_staff_add_acts_without_a_restart_and_in_every_process(staff, engine):
    here, there = Guard.load(staff=staff), Guard.load(staff=StaffWords(engine))
    assert here.check("蓝莓暗号哪里接头").action == "pass"
    put(staff, "蓝莓暗号")
    for guard in (here, there):
        later(guard)
        assert guard.check("蓝莓暗号哪里接头").action == "refuse"


def test_a_check_looks_for_changes_by_itself_within_two_seconds(staff, monkeypatch):
    guard = Guard.load(staff=staff)
    guard.check("你好")
    put(staff, "蓝莓暗号")
    at = time.monotonic()
    monkeypatch.setattr("dialogue.guard.words.time.monotonic", lambda: at + 1.9)
    assert guard.check("蓝莓暗号哪里接头").action == "refuse"


def test_staffs_words_are_found_in_disguise(staff):
    put(staff, "蓝莓暗号")
    put(staff, "枪支暗号")
    guard = Guard.load(staff=staff)
    for said in ("蓝*莓*暗*号", "藍莓暗號", "蓝霉暗号", "lanmeianhao", "木仓支暗号"):
        assert guard.check(said).action == "refuse", said


def test_homophones_are_left_alone_where_staff_say_so(staff):
    put(staff, "蓝莓暗号", by_sound=False)
    guard = Guard.load(staff=staff)
    assert guard.check("蓝霉暗号").action == "pass"
    assert guard.check("蓝莓暗号").action == "refuse"


def test_a_word_may_call_a_person_and_a_serious_one_calls_at_once(staff):
    put(staff, "红旗广场见", "escalate", "unstable")
    put(staff, "白塔广场见", "escalate", "unstable", grave=True)
    guard = Guard.load(staff=staff)
    assert (guard.check("大家红旗广场见").action, guard.check("大家红旗广场见").level) == (
        "escalate",
        "watch",
    )
    assert guard.check("大家白塔广场见").level == "serious"


def test_a_serious_word_is_not_excused_by_a_policy_word_beside_it(staff):
    put(staff, "代开证明甲", "refuse", "forgery")
    put(staff, "代开证明乙", "refuse", "forgery", grave=True)
    guard = Guard.load(staff=staff)
    said = "国家规定严厉打击代开证明{}的行为吗"
    assert guard.check(said.format("甲")).action == "pass"
    assert guard.check(said.format("乙")).action == "refuse"


def test_a_word_for_context_acts_only_beside_an_intent(staff):
    put(staff, "蓝莓暗号", "context", "drugs")
    guard = Guard.load(staff=staff)
    assert guard.check("蓝莓暗号是一首歌").action == "pass"
    assert guard.check("哪里能买到蓝莓暗号").action == "refuse"


def test_what_staff_say_of_a_word_of_the_core_holds_instead(staff):
    guard = Guard.load(staff=staff)
    [core] = guard.words.listed(["裸聊软件"]).values()
    shipped = StaffWord(core.text, core.category, "refuse")
    assert guard.check("推荐裸聊软件").action == "refuse"
    staff.switch(
        ["裸聊软件", "裸聊"],
        {"裸聊软件": shipped, "裸聊": StaffWord("裸聊", "porn")},
        "张三",
        "误拦",
        disabled=True,
    )
    later(guard)
    assert guard.words.listed(["裸聊软件", "裸聊"]) == {}
    assert guard.words.find(views("裸聊软件")) == []
    staff.switch(["裸聊软件"], {}, "张三", "恢复", disabled=False)
    later(guard)
    assert [word.category for word in guard.words.listed(["裸聊软件"]).values()] == ["porn"]


@pytest.mark.parametrize(
    ("word", "more", "says"),
    [
        ("丧葬费", {}, "办事常用词"),
        ("钱", {}, "只有一个字"),
        ("！！", {}, "只有符号"),
        ("  ", {}, "词是空的"),
        ("长" * 61, {}, "最多 60 个："),
        ("某个词", {"action": "ban"}, "没有动作「ban」"),
        ("某个词", {"category": "两 个"}, "不要空格"),
        ("某个词", {"category": "crisis"}, "只能是 escalate"),
    ],
)
def test_a_word_that_cannot_be_kept_says_why_and_nothing_is_changed(staff, word, more, says):
    with pytest.raises(WordListError, match=says):
        put(staff, word, **more)
    assert (staff.version(), staff.all()) == (0, {})


def test_every_change_says_who_when_why_and_what_was_before(staff):
    put(staff, "蓝莓暗号")
    put(staff, "蓝莓暗号", "context")
    staff.remove(["蓝莓暗号"], "李四", "不再用")
    removed, changed, added = staff.history("蓝莓暗号")
    assert (added.who, added.why, added.kind) == ("张三", "上级通知", "edit")
    assert (removed.who, removed.why, removed.kind) == ("李四", "不再用", "remove")
    assert added.at <= changed.at <= removed.at
    [one] = staff.changes(changed.number)
    assert (one.before["action"], one.after["action"]) == ("refuse", "context")
    [gone] = staff.changes(removed.number)
    assert gone.after is None


def test_saying_the_same_again_is_no_change(staff):
    put(staff, "蓝莓暗号")
    assert put(staff, "蓝 莓暗号") is None
    assert staff.version() == 1


def test_a_change_is_undone_and_the_undoing_too(staff):
    first = put(staff, "蓝莓暗号")
    second = put(staff, "蓝莓暗号", "note", "other")
    undone = staff.undo(second.number, "李四", "改错了")
    assert staff.all()["蓝莓暗号"].action == "refuse"
    staff.undo(undone.number, "李四", "还是要改")
    assert staff.all()["蓝莓暗号"].action == "note"
    with pytest.raises(WordListError, match="之后又改过"):
        staff.undo(first.number, "李四", "都不要")


def test_undoing_a_removal_brings_the_word_back_as_it_was(staff):
    put(staff, "蓝莓暗号", note="来自通知3号", grave=True)
    before = staff.all()
    gone = staff.remove(["蓝莓暗号"], "李四", "误删")
    staff.undo(gone.number, "李四", "恢复")
    assert staff.all() == before


def test_what_nobody_added_cannot_be_removed_and_an_unknown_edit_not_undone(staff):
    with pytest.raises(WordListError, match="停用"):
        staff.remove(["裸聊软件"], "张三", "误拦")
    with pytest.raises(WordListError, match="没有第 7 次改动"):
        staff.undo(7, "张三", "看看")


def test_files_that_an_operator_lays_into_the_folder_still_act(staff, tmp_path):
    folder = tmp_path / "words"
    folder.mkdir()
    guard = Guard.load(folder, staff)
    (folder / "某地.txt").write_text("[refuse]\n蓝莓暗号\n", "utf-8")
    later(guard)
    assert guard.check("蓝莓暗号哪里接头").action == "refuse"
    (folder / "allowed.txt").write_text("蓝莓暗号\n", "utf-8")
    later(guard)
    assert guard.check("蓝莓暗号哪里接头").action == "pass"


def test_a_trial_names_the_harmless_questions_that_would_be_stopped_and_keeps_nothing(staff):
    guard = Guard.load(staff=staff)
    texts = [("市民问过", "你们上班时间是几点"), ("市民问过", "失业金怎么领"), ("市民问过", "我要买枪")]
    wanted = [StaffWord("上班时间", "other", "refuse"), StaffWord("买枪", "weapon", "refuse")]
    made = trial(guard, wanted, texts)
    assert [(one.word, one.text) for one in made.stopped] == [("上班时间", "你们上班时间是几点")]
    assert (made.words, made.texts, staff.version()) == (2, 3, 0)
    assert trial(guard, [StaffWord("上班时间", "other", "note")], texts).stopped == []


def test_ten_thousand_words_of_staff_stay_within_twice_a_bare_pass(staff):
    # six characters of no sense each, so that hardly any stands in a question
    made = [
        f"{chr(0x5000 + n % 997)}{chr(0x6000 + n % 991)}{chr(0x7000 + n % 983)}暗号{n % 10}"
        for n in range(12_000)
    ]
    distinct = dict.fromkeys(made)
    staff.put([StaffWord(word, "crime", "refuse") for word in distinct], "张三", "导入", kind="import")
    guard = Guard.load(staff=staff)
    assert len(guard) >= 10_000
    text = "我在丰台区上班，单位拖欠社保三个月没有缴，请问应该怎么投诉，需要带哪些材料去哪里办理"

    def best(work):
        times = []
        for _ in range(30):
            began = time.perf_counter()
            for _ in range(50):
                work()
            times.append(time.perf_counter() - began)
        return min(times)

    bare = best(lambda: guard.words.bare_pass(text))
    assert best(lambda: guard.words.find(views(text))) <= 2 * bare


def test_a_small_edit_acts_before_a_large_library_is_read_again(staff, monkeypatch):
    put(staff, "蓝莓暗号")
    guard = Guard.load(staff=staff)
    monkeypatch.setattr(guard.words, "_read_all", lambda stamp: pytest.fail("read the whole library"))
    put(staff, "红莓暗号")
    staff.remove(["蓝莓暗号"], "张三", "不再用")
    put(staff, "裸聊软件", "note", "porn")
    assert guard.words.follow()
    assert not guard.words.follow()
    assert guard.check("说说红莓暗号").action == "refuse"
    assert guard.check("说说蓝莓暗号").action == "pass"
    held = guard.words.listed(["红莓暗号", "蓝莓暗号", "裸聊软件"])
    assert {text: word.severity for text, word in held.items()} == {"红莓暗号": "high", "裸聊软件": "low"}
    put(staff, "红莓暗号", "note")
    guard.words.catch_up()
    assert guard.check("说说红莓暗号").action == "pass"


def test_when_no_more_edits_come_the_whole_is_read_and_says_the_same(staff, monkeypatch):
    guard = Guard.load(staff=staff)
    put(staff, "红莓暗号")
    guard.words.follow()
    at = time.monotonic() + 60
    monkeypatch.setattr("dialogue.guard.words.time.monotonic", lambda: at)
    assert guard.words.follow()
    assert not guard.words.follow()
    assert guard.check("说说红莓暗号").action == "refuse"


def test_a_library_that_is_followed_costs_no_check_a_look(staff, monkeypatch):
    guard = Guard.load(staff=staff)
    guard.words.follow()
    monkeypatch.setattr(StaffWords, "version", lambda self: pytest.fail("a check looked"))
    assert guard.check("失业金怎么领").action == "pass"
