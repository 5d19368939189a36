"""A newer version of the product takes out what it no longer ships, and never what the office made its own."""

import json

import pytest
from typer.testing import CliRunner

from kb.releases import Releases
from kb.review import Reviews
from serve import cli, home, settings
from serve.users import Users
from tests.kb.making import entry

ENTRY = (
    "- {{id: {id}, question: {question}, similar: [{id}一, {id}二, {id}三, {id}四], answer: '{answer}', area: 参保登记,"
    " region: '', source: {{title: 社会保险法}}, valid_from: 2011-07-01, verified: {{against: 社会保险法}}}}\n"
)
FACT = (
    "- {{name: {name}, value: '{value}', unit: 元, region: '', valid_from: 2025-01-01,"
    " source: {{title: 某通告}}, verified: {{against: 某通告}}}}\n"
)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    return home.open_store(settings.load())


@pytest.fixture
def ship(store, tmp_path):
    folder = tmp_path / "starter"
    for name in ("entries", "facts"):
        (folder / name).mkdir(parents=True)

    def write(facts=(), **answers):
        """Ship entries by id, "question|answer" or an answer alone, and facts as (name, value)."""
        rows = []
        for name, text in answers.items():
            question, _, answer = text.rpartition("|")
            rows.append(ENTRY.format(id=name, question=question or f"{name} 怎么办", answer=answer))
        (folder / "entries" / "x.yaml").write_text("".join(rows), encoding="utf-8")
        values = "".join(FACT.format(name=name, value=value) for name, value in facts)
        (folder / "facts" / "y.yaml").write_text(values, encoding="utf-8")
        return home.load_starter(store, lambda *_: None, folder)

    return write


def answers(store):
    return {entry.id: entry.answer for entry in store.entries()}


def edit(store, item_id, answer, who="李四"):
    with store.writing(who, "按本地规定改") as writer:
        writer.put_entry(store.item(item_id).entry.model_copy(update={"answer": answer}))


def test_the_first_filling_takes_nothing_out_and_makes_no_release(store, ship):
    assert ship(a="甲。", b="乙。").added == 2
    assert Releases(store).list() == []


def test_what_the_new_version_no_longer_holds_is_retired_as_one_release_with_a_note(store, ship, capsys):
    ship(a="甲。", b="乙。", c="丙。")
    upgrade = ship(a="甲改。", d="丁。")
    assert answers(store) == {"a": "甲改。", "d": "丁。"}
    assert (upgrade.added, upgrade.changed, [gone.id for gone in upgrade.retired]) == (1, 1, ["b", "c"])
    (release,) = Releases(store).list()
    assert (release.name, release.who) == (upgrade.release, "starter")
    assert "停用 2 项" in release.why
    assert list(Releases(store).diff(release.name)) == [], "the release holds the knowledge as it is now"
    said = capsys.readouterr().err
    assert "停用 2" in said
    assert "停用 b b 怎么办" in said


def test_an_entry_that_was_renamed_says_what_it_is_called_now(store, ship, capsys):
    ship(old="怎么参保|甲。")
    assert [gone.renamed for gone in ship(new="怎么参保？|甲。").retired] == ["new"]
    assert answers(store) == {"new": "甲。"}
    assert "停用 old 怎么参保（改为 new）" in capsys.readouterr().err


def test_what_the_office_changed_stays_and_goes_on_the_review_list(store, ship):
    ship(a="甲。", b="乙。")
    edit(store, "b", "本地的答案。")
    upgrade = ship(a="甲。")
    assert answers(store) == {"a": "甲。", "b": "本地的答案。"}
    assert [gone.id for gone in upgrade.to_review] == ["b"]
    (waiting,) = Reviews(store).waiting()
    assert (waiting.item_id, waiting.retires, waiting.author) == ("b", True, "starter")
    assert "要留下就退回" in waiting.why
    Reviews(store).approve("b", "李四", "同意")
    assert answers(store) == {"a": "甲。"}


def test_what_the_office_decided_to_keep_is_not_asked_about_again(store, ship):
    ship(a="甲。", b="乙。")
    edit(store, "b", "本地的答案。")
    ship(a="甲。")
    Reviews(store).send_back("b", "李四", "本地还用")
    ship(a="甲改。")
    assert Reviews(store).waiting() == []
    assert answers(store) == {"a": "甲改。", "b": "本地的答案。"}


def test_an_entry_that_comes_back_is_no_longer_asked_to_be_retired(store, ship):
    ship(a="甲。", b="乙。")
    edit(store, "b", "本地的答案。")
    ship(a="甲。")
    ship(a="甲。", b="乙改。")
    assert Reviews(store).waiting(None) == []
    assert answers(store)["b"] == "本地的答案。"


def test_a_change_that_waits_keeps_the_entry_and_a_newer_text_still_comes_in(store, ship):
    ship(a="甲。", b="乙。")
    for item_id in ("a", "b"):
        with store.writing("张三", "修改") as writer:
            draft = entry(item_id, f"{item_id} 怎么办", "草稿。", state="in_review")
            writer.put_entry(draft)
    upgrade = ship(a="甲改。")
    assert answers(store) == {"a": "甲改。", "b": "乙。"}
    assert [gone.id for gone in upgrade.to_review] == ["b"]
    assert {p.item_id for p in Reviews(store).waiting()} == {"a", "b"}
    assert not any(p.retires for p in Reviews(store).waiting())


def test_entries_of_the_office_are_none_of_its_business(store, ship):
    with store.writing("import") as writer:
        writer.put_entry(entry("own"))
    ship(a="甲。")
    ship(b="乙。")
    assert set(answers(store)) == {"own", "b"}


def test_what_the_office_retired_stays_retired(store, ship):
    ship(a="甲。", b="乙。")
    Reviews(store).retire("a", "李四", "本地不办")
    ship(a="甲改。", b="乙。")
    assert answers(store) == {"b": "乙。"}


def test_facts_go_the_same_way(store, ship):
    ship([("甲标准", 1), ("乙标准", 2), ("丙标准", 3)], a="{{甲标准}}", b="{{乙标准}}")
    with store.writing("import") as writer:
        writer.put_entry(entry("own", answer="{{乙标准}}"))
    upgrade = ship([("丁标准", 4)], a="现在写文字。")
    assert {fact.name for fact in store.facts()} == {"乙标准", "丁标准"}
    assert [gone.id for gone in upgrade.retired] == ["b", "fact:甲标准", "fact:丙标准"]
    assert [gone.id for gone in upgrade.to_review] == ["fact:乙标准"], "an answer of the office refers to it"
    assert answers(store)["own"] == "{{乙标准}}"


def test_a_fact_of_the_office_making_is_kept(store, ship):
    ship([("甲标准", 1)], a="{{甲标准}}")
    with store.writing("李四", "本地标准") as writer:
        writer.put_facts([fact.model_copy(update={"value": "9"}) for fact in store.facts()])
    upgrade = ship(a="现在写文字。")
    assert [(fact.name, fact.value) for fact in store.facts()] == [("甲标准", "9")]
    assert [gone.id for gone in upgrade.to_review] == ["fact:甲标准"]


def test_the_same_version_again_does_nothing(store, ship):
    ship(a="甲。", b="乙。")
    ship(a="甲。")
    seq = store.last_change()
    assert ship(a="甲。").release is None
    assert store.last_change() == seq


def test_going_back_and_forth_between_versions_gives_every_release_its_name(store, ship):
    for shipped in ({"a": "甲。"}, {"b": "乙。"}, {"a": "甲。"}, {"b": "乙。"}):
        ship(**shipped)
    names = [release.name for release in Releases(store).list()]
    assert len(set(names)) == len(names) == 3
    assert answers(store) == {"b": "乙。"}


def test_broken_shipped_files_take_nothing_out(store, ship, tmp_path):
    ship(a="甲。", b="乙。")
    with pytest.raises(Exception, match="处错误"):
        ship(a="甲。", Bad="乙。")
    assert set(answers(store)) == {"a", "b"}


def test_the_counts_say_what_the_last_upgrade_took_out(store, ship):
    ship(a="甲。", b="乙。")
    upgrade = ship(a="甲。")
    result = CliRunner().invoke(cli.app, ["kb", "stats", "--json"])
    said = json.loads(result.stdout)["starter"]
    assert (said["release"], [gone["id"] for gone in said["retired"]], said["to_review"]) == (
        upgrade.release, ["b"], [],
    )  # fmt: skip
    assert "上次更新停用" in CliRunner().invoke(cli.app, ["kb", "stats"]).stdout


def test_a_retirement_that_waits_is_read_at_the_command_line(store, ship):
    ship(a="甲。", b="乙。")
    edit(store, "b", "本地的答案。")
    ship(a="甲。")
    listed = CliRunner().invoke(cli.app, ["kb", "review", "list"]).stdout
    assert "停用" in listed
    shown = CliRunner().invoke(cli.app, ["kb", "review", "show", "b"]).stdout
    assert "停用：" in shown
    assert "答案改变 1 个" in shown
    Users(store.engine).add("李四", "reviewer")
    done = CliRunner().invoke(cli.app, ["kb", "review", "approve", "b", "--as", "李四", "--json"])
    assert json.loads(done.stdout) == {"published": [], "retired": ["b"]}
