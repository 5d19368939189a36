"""A fact goes the way of an entry: proposed, reviewed by another account, published, released, brought back."""

from datetime import date

import pytest

from kb import history
from kb.errors import NotWaitingError, OutdatedProposalError, ReviewError, SameAccountError
from kb.releases import Releases
from kb.review import Reviews, overview, shown
from tests.kb.making import SOURCE, entry, fact

NAME = "月标准·满1年"
ID = f"fact:{NAME}"
OLD = fact(NAME, "2129", date(2025, 9, 1))
NEW = fact(NAME, "2286", date(2026, 9, 1))


@pytest.fixture
def reviews(store):
    with store.writing("starter", "初始") as writer:
        writer.put_facts([OLD])
    return Reviews(store)


def propose(store, *facts, who="作者", why="按新通告", state="in_review"):
    with store.writing(who, why) as writer:
        return writer.propose_facts(facts, state)


def values(store, name=NAME):
    return [
        (f.value, f.valid_to) for f in sorted(store.facts(), key=lambda f: f.valid_from) if f.name == name
    ]


def trail(store):
    with store.engine.connect() as connection:
        return [(v.version, v.state, v.who, v.why) for v in history.versions(connection, ID)]


def test_a_proposed_value_is_in_force_only_after_another_account_approves_it(store, reviews):
    assert propose(store, NEW) == ["updated"]
    assert values(store) == [("2129", None)]
    seq = store.last_change()
    assert reviews.approve(ID, "审核员") == 3
    assert values(store) == [("2129", date(2026, 8, 31)), ("2286", None)]
    assert store.last_change() > seq, "every process reads the facts again"
    assert reviews.waiting() == []


def test_nobody_approves_or_returns_their_own_value(store, reviews):
    propose(store, NEW)
    with pytest.raises(SameAccountError, match="另一个账号"):
        reviews.approve(ID, "作者")
    with pytest.raises(SameAccountError):
        reviews.send_back(ID, "作者", "理由")
    assert values(store) == [("2129", None)]


def test_every_step_is_a_version_with_who_and_why(store, reviews):
    propose(store, NEW)
    reviews.send_back(ID, "审核员", "文号没写")
    (back,) = reviews.waiting("draft")
    assert (back.author, back.note) == ("作者", "文号没写")
    reviews.submit(ID, "作者")
    reviews.approve(ID, "审核员", "已对原文")
    assert trail(store) == [
        (1, "published", "starter", "初始"),
        (2, "in_review", "作者", "按新通告"),
        (3, "draft", "审核员", "退回：文号没写"),
        (4, "in_review", "作者", "送审"),
        (5, "published", "审核员", "已对原文"),
    ]


def test_the_change_is_read_value_by_value_with_its_source(store, reviews):
    source = SOURCE.model_copy(update={"number": "某发〔2026〕3号"})
    propose(store, fact(NAME, "2286", date(2026, 9, 1), source=source))
    assert reviews.changes(reviews.get(ID)) == [
        "数值：",
        "  － 2129元，2025-09-01 至 今，全国，《某某办法》某发〔2025〕1号",
        "  ＋ 2129元，2025-09-01 至 2026-08-31，全国，《某某办法》某发〔2025〕1号",
        "  ＋ 2286元，2026-09-01 至 今，全国，《某某办法》某发〔2026〕3号",
    ]


def test_only_the_period_or_only_the_source_may_change(store, reviews):
    propose(store, fact(NAME, "2129", date(2025, 9, 1), date(2026, 12, 31)))
    reviews.approve(ID, "审核员")
    assert values(store) == [("2129", date(2026, 12, 31))]
    other = SOURCE.model_copy(update={"locator": "第三条"})
    propose(store, fact(NAME, "2129", date(2025, 9, 1), date(2026, 12, 31), source=other))
    reviews.approve(ID, "审核员")
    assert [f.source.locator for f in store.facts()] == ["第三条"]


def test_a_value_proposed_against_an_older_version_is_not_published_over_a_newer_one(store, reviews):
    propose(store, NEW)
    with store.writing("运维", "急件") as writer:
        writer.amend_facts([fact(NAME, "2300", date(2026, 1, 1))])
    with pytest.raises(OutdatedProposalError, match="又改过"):
        reviews.approve(ID, "审核员")
    assert [value for value, _ in values(store)] == ["2129", "2300"]
    reviews.send_back(ID, "审核员", "已有急件")
    reviews.submit(ID, "作者")
    with pytest.raises(OutdatedProposalError):
        reviews.approve(ID, "审核员")
    propose(store, NEW)
    reviews.approve(ID, "审核员")
    assert [value for value, _ in values(store)] == ["2129", "2300", "2286"]


def test_the_same_value_again_and_what_is_in_force_are_no_proposals(store, reviews):
    assert propose(store, OLD) == ["unchanged"]
    assert propose(store, NEW) == ["updated"]
    assert propose(store, NEW, who="别人") == ["unchanged"]
    assert [p.author for p in reviews.waiting()] == ["作者"]


def test_a_new_fact_is_listed_as_new_with_its_name(store, reviews):
    assert propose(store, fact("新项目", "5", unit="%")) == ["added"]
    (waiting,) = reviews.waiting()
    (row,) = overview([waiting])
    assert (row["id"], row["kind"], row["question"], row["new"]) == ("fact:新项目", "fact", "新项目", True)
    assert [value["value"] for value in shown(reviews, waiting)["values"]] == ["5"]


def test_a_draft_of_a_fact_waits_for_nobody_until_it_is_submitted(store, reviews):
    propose(store, NEW, state="draft")
    assert reviews.waiting() == []
    with pytest.raises(NotWaitingError):
        reviews.approve(ID, "审核员")
    reviews.submit(ID, "作者")
    reviews.approve(ID, "审核员")
    assert len(values(store)) == 2


def test_an_answer_and_the_fact_it_refers_to_are_approved_together_or_not_at_all(store, reviews):
    with store.writing("作者", "新增") as writer:
        writer.put_entry(entry("uses", answer="{{新项目}}。", state="in_review"))
        writer.propose_facts([fact("新项目", "5")])
    with pytest.raises(ReviewError, match="新项目"):
        reviews.approve("uses", "审核员")
    with pytest.raises(NotWaitingError):
        reviews.approve_all(["uses", "fact:新项目", "没有"], "审核员")
    assert (store.item("uses"), values(store, "新项目")) == (None, [])
    versions = reviews.approve_all(["uses", "fact:新项目"], "审核员")
    assert list(versions) == ["uses", "fact:新项目"]
    assert (store.item("uses").state, values(store, "新项目")) == ("published", [("5", None)])


def test_releases_show_a_reviewed_value_and_bring_the_old_one_back(store, reviews):
    releases = Releases(store)
    releases.make("一", "审核员")
    propose(store, NEW)
    assert list(releases.diff("一")) == [], "a proposal is no part of what is published"
    reviews.approve(ID, "审核员", "已对原文")
    (change,) = releases.diff("一")
    assert (change.item_id, change.kind, change.who, change.why) == (ID, "fact", "审核员", "已对原文")
    assert any("2286元" in line for line in change.lines)
    releases.rollback("一", "审核员")
    assert values(store) == [("2129", None)]


def test_a_fact_that_answers_refer_to_is_not_retired(store, reviews):
    with store.writing("import") as writer:
        writer.put_entry(entry(answer=f"每月{{{{{NAME}}}}}。"))
    with pytest.raises(ReviewError, match=r"1 个答案引用（a）"):
        reviews.retire(ID, "审核员", "不再公布")
    reviews.retire("a", "审核员", "不再公布")
    reviews.retire(ID, "审核员", "不再公布")
    assert values(store) == []
    assert trail(store)[-1] == (2, "retired", "审核员", "不再公布")
    with pytest.raises(ReviewError, match="没有名为"):
        reviews.retire(ID, "审核员", "不再公布")


def test_what_asks_to_be_retired_is_retired_by_whoever_approves_it(store, reviews):
    with store.writing("import") as writer:
        writer.put_entry(entry())
    with store.writing("starter", "新版不再收录") as writer:
        writer.propose_retirement("a", "失业金领多久？", entry().model_dump(mode="json", exclude_none=True))
        writer.propose_retirement(ID, NAME, {"values": []})
    first, second = reviews.waiting()
    assert {first.item_id, second.item_id} == {"a", ID}
    assert reviews.changes(first) == ["停用：新版不再收录"]
    assert (first.retires, first.base) == (True, 1)
    assert store.item("a").state == "published"
    for proposal in (first, second):
        reviews.approve(proposal.item_id, "审核员")
    assert (store.item("a").state, values(store), reviews.waiting()) == ("retired", [], [])
