"""Draft, in review, published, retired: each step by an account, each a version with its reason."""

import pytest

from kb import history
from kb.errors import NotWaitingError, OutdatedProposalError, ReviewError, SameAccountError
from kb.review import Reviews
from tests.kb.making import entry

NEW = "最长二十四个月，按缴费年限定。"


@pytest.fixture
def reviews(store):
    return Reviews(store)


def propose(store, *entries, who="作者", why="修改"):
    with store.writing(who, why) as writer:
        return [writer.put_entry(one) for one in entries]


def publish(store, one):
    with store.writing("import") as writer:
        writer.put_entry(one)


def trail(store, item_id):
    with store.engine.connect() as connection:
        return [(v.version, v.state, v.who, v.why) for v in history.versions(connection, item_id)]


def found(store):
    return [text.text for text in store.indexed_texts()]


def test_a_new_entry_is_not_answered_from_before_somebody_else_approves_it(store, reviews):
    assert propose(store, entry(state="in_review")) == ["added"]
    assert found(store) == []
    assert [p.entry.id for p in reviews.waiting()] == ["a"]
    reviews.approve("a", "审核员")
    assert "失业金领多久？" in found(store)
    assert reviews.waiting() == []
    assert store.item("a").entry.review.checked_by == "审核员"


def test_a_change_in_review_leaves_the_published_answer_in_force(store, reviews):
    publish(store, entry())
    assert propose(store, entry(answer=NEW, state="in_review")) == ["updated"]
    assert "最长24个月。" in found(store)
    assert NEW not in found(store)
    reviews.approve("a", "审核员")
    assert "最长24个月。" not in found(store)
    assert NEW in found(store)


def test_nobody_approves_or_returns_their_own_change(store, reviews):
    propose(store, entry(state="in_review"))
    with pytest.raises(SameAccountError, match="另一个账号"):
        reviews.approve("a", "作者")
    with pytest.raises(SameAccountError):
        reviews.send_back("a", "作者", "理由")
    assert found(store) == []


def test_every_step_is_a_version_with_who_and_why(store, reviews):
    publish(store, entry())
    propose(store, entry(answer=NEW, state="in_review"), why="按新规定改")
    reviews.send_back("a", "审核员", "缺依据")
    propose(store, entry(answer=NEW + "见办法第三条。", state="in_review"), why="补依据")
    reviews.approve("a", "审核员", "已核对原文")
    reviews.retire("a", "审核员", "办法废止")
    assert trail(store, "a") == [
        (1, "published", "import", ""),
        (2, "in_review", "作者", "按新规定改"),
        (3, "draft", "审核员", "退回：缺依据"),
        (4, "in_review", "作者", "补依据"),
        (5, "published", "审核员", "已核对原文"),
        (6, "retired", "审核员", "办法废止"),
    ]
    assert store.item("a").version == 6


def test_what_is_returned_keeps_its_author_and_names_the_reason(store, reviews):
    propose(store, entry(state="in_review"))
    reviews.send_back("a", "审核员", "缺依据")
    assert reviews.waiting() == []
    (back,) = reviews.waiting("draft")
    assert (back.author, back.note) == ("作者", "缺依据")
    reviews.submit("a", "作者")
    (again,) = reviews.waiting()
    assert (again.author, again.note) == ("作者", None)
    with pytest.raises(SameAccountError):
        reviews.approve("a", "作者")


def test_a_draft_waits_for_nobody_until_it_is_submitted(store, reviews):
    propose(store, entry(state="draft"))
    assert reviews.waiting() == []
    with pytest.raises(NotWaitingError):
        reviews.approve("a", "审核员")
    reviews.submit("a", "作者")
    with pytest.raises(ReviewError, match="已经在等"):
        reviews.submit("a", "作者")
    reviews.approve("a", "审核员")
    assert found(store)


def test_a_change_written_against_an_older_version_is_not_published_over_a_newer_one(store, reviews):
    publish(store, entry())
    propose(store, entry(answer=NEW, state="in_review"))
    publish(store, entry(answer="急件：已改。"))
    with pytest.raises(OutdatedProposalError, match="又改过"):
        reviews.approve("a", "审核员")
    assert "急件：已改。" in found(store)


def test_the_same_proposal_again_and_a_proposal_of_what_is_published_change_nothing(store, reviews):
    publish(store, entry())
    assert propose(store, entry(state="in_review")) == ["unchanged"]
    assert propose(store, entry(answer=NEW, state="in_review")) == ["updated"]
    assert propose(store, entry(answer=NEW, state="in_review")) == ["unchanged"]
    assert len(reviews.waiting()) == 1


def test_importing_the_file_again_does_not_undo_a_review(store, reviews):
    propose(store, entry(state="in_review"))
    reviews.approve("a", "审核员")
    assert propose(store, entry(), who="import") == ["unchanged"]
    assert store.item("a").entry.review.checked_by == "审核员"


def test_an_answer_that_refers_to_an_unknown_fact_is_not_approved(store, reviews):
    propose(store, entry(answer="{{没有这项}}", state="in_review"))
    with pytest.raises(ReviewError, match="没有这项"):
        reviews.approve("a", "审核员")


@pytest.mark.parametrize("blank", ["", "  "])
def test_returning_and_retiring_need_a_reason(store, reviews, blank):
    publish(store, entry())
    propose(store, entry(answer=NEW, state="in_review"))
    with pytest.raises(ReviewError, match="理由"):
        reviews.send_back("a", "审核员", blank)
    with pytest.raises(ReviewError, match="理由"):
        reviews.retire("a", "审核员", blank)


def test_what_is_not_there_or_already_retired_is_said_so(store, reviews):
    publish(store, entry())
    reviews.retire("a", "审核员", "停")
    with pytest.raises(ReviewError, match="已经停用"):
        reviews.retire("a", "审核员", "停")
    with pytest.raises(ReviewError, match="没有编号"):
        reviews.retire("b", "审核员", "停")
    with pytest.raises(NotWaitingError, match="review list"):
        reviews.get("b")


def test_a_change_is_shown_sentence_by_sentence(store, reviews):
    long = "第一句说结论，够长才逐句比较，这里凑够字数。第二句说材料要带什么，也凑够字数。"
    publish(store, entry(answer=long, similar=("旧问法",)))
    changed = entry(
        answer=long.replace("带什么", "怎么交"), similar=("新问法",), region="110000", state="in_review"
    )
    propose(store, changed)
    assert reviews.changes(reviews.get("a")) == [
        "相似问：",
        "  － 旧问法",
        "  ＋ 新问法",
        "答案：",
        "  － 第二句说材料要带什么，也凑够字数。",
        "  ＋ 第二句说材料要怎么交，也凑够字数。",
        "地区：（空） → 110000",
    ]
