"""Lists that lie in a home from before the word library: taken in once, with a trace, and nothing staff said is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue.guard import StaffWord, StaffWords
from serve import home
from serve.settings import Settings

LIST = "[refuse]\n蓝莓暗号\n社保局\n[note]\n红莓暗号\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "words" / "收来的"
    folder.mkdir(parents=True)
    (folder / "某地.txt").write_text(LIST, "utf-8")
    return Settings(home=tmp_path, today=date(2026, 11, 26), starter="off")


@pytest.fixture
def staff(settings: Settings) -> StaffWords:
    return StaffWords(home.open_store(settings).engine)


def start(settings: Settings):
    return home.guard(settings, home.open_store(settings).engine)


def test_an_old_list_is_taken_in_with_an_audit_line_and_acts_as_before(settings, staff):
    guard = start(settings)
    assert guard.check("蓝莓暗号哪里接头").action == "refuse"
    assert guard.check("社保局几点开门").action == "pass"
    assert {word: row.action for word, row in staff.all().items()} == {
        "蓝莓暗号": "refuse",
        "红莓暗号": "note",
    }
    (edit,) = staff.history()
    assert (edit.who, edit.kind, edit.words) == ("系统", "import", 2)
    assert "某地.txt" in edit.why


def test_the_file_is_kept_under_another_name_and_read_once(settings, staff):
    start(settings)
    (kept,) = (path for path in settings.home.rglob("words/**/*") if path.is_file())
    assert (kept.name, kept.read_text("utf-8")) == ("某地.txt.imported", LIST)
    start(settings)
    assert len(staff.history()) == 1


def test_a_word_taken_in_and_undone_stays_away(settings, staff):
    start(settings)
    staff.undo(staff.history()[0].number, "张三", "词表过时")
    assert start(settings).check("蓝莓暗号哪里接头").action == "pass"


def test_what_staff_said_of_a_word_stays(settings, staff):
    staff.put([StaffWord("蓝莓暗号", "crime", "note")], "张三", "只收录")
    assert start(settings).check("蓝莓暗号哪里接头").action == "pass"
    assert staff.all()["蓝莓暗号"].category == "crime"


def test_allowed_words_become_silenced_ones(settings, staff):
    (settings.home / "words" / "allowed.txt").write_text("蓝莓暗号\n裸聊\n", "utf-8")
    guard = start(settings)
    assert guard.check("蓝莓暗号哪里接头").action == "pass"
    assert all(span.word != "裸聊" for span in guard.check("哪里有裸聊").spans)
    held = staff.all()
    assert (held["裸聊"].disabled, held["裸聊"].category) == (True, "porn")
    assert not list(settings.home.rglob("*.txt"))


def test_a_stop_between_database_and_rename_leaves_nothing_to_do_twice(settings, staff, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(PermissionError("只读")))
        assert start(settings).check("蓝莓暗号哪里接头").action == "refuse"
    start(settings)
    assert len(staff.history()) == 1
    assert not list(settings.home.rglob("*.txt"))
