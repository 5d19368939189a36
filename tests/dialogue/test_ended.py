"""On the day after its last one a figure, an entry or a document is cited no more, and the answer says so."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogue.types import Request, SessionId, TurnId
from kb.types import Period
from serve.checkpoints import open_checkpointer
from serve.home import assistant, open_home
from serve.settings import Settings
from tests.kb.making import document, entry, passages

LAST = date(2026, 11, 30)
AFTER = LAST + timedelta(days=1)
RULES = "探亲往返车船票补助办法"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The shipped knowledge, of which some ends on one day; nobody does anything on that day."""
    home = open_home(Settings(home=tmp_path_factory.mktemp("home"), today=LAST))
    ends = Period(date(2020, 1, 1), LAST)
    with home.store.writing("知识员") as writer:
        for name in ("最低工资标准·每月", "职工医保住院起付线·首次"):
            newest = home.store.facts().history(name)[-1]
            writer.amend_facts([newest.model_copy(update={"valid_to": LAST})])
        held = home.store.item("unemployment-benefit-months").entry
        writer.put_entry(held.model_copy(update={"valid_to": LAST}))
        rules = replace(document("探亲.txt", RULES, start=date(2020, 1, 1)), period=ends)
        text = "第三条 探亲往返车船票按每年一次补助，每次最多补助480元。"
        for name, until in (("驴粮", LAST), ("骡粮", None)):
            question, told = f"审计局的{name}补贴怎么领", f"审计局的{name}补贴到窗口登记领取，每月50元。"
            aid = entry(
                name, question, told, valid_from=ends.start, valid_to=until, similar=(f"{name}补贴去哪领",)
            )
            writer.put_entry(aid)
        old = entry(
            "oats-old", "审计局的燕麦补贴怎么领", "燕麦补贴到窗口登记领取，每月30元。",
            valid_from=ends.start, valid_to=LAST, similar=("燕麦补贴去哪领", "审计局燕麦补贴找谁", "燕麦补贴咋申请"),
        )  # fmt: skip
        new = entry(
            "oats-new",
            "现在的燕麦补贴",
            "燕麦补贴改在网上申领，每月60元。",
            valid_from=AFTER,
            similar=("燕麦补贴新办法",),
        )
        writer.put_entry(old)
        writer.put_entry(new)
        writer.put_document(rules, passages(text, name="探亲.txt"), "h")
    home.index.refresh(vectors="few")
    return home


@pytest.fixture
async def ask(opened):
    async with open_checkpointer(opened.settings) as checkpointer:
        answering = assistant(opened, checkpointer)

        async def asked(question, day):
            about = SessionId(uuid.uuid4().hex), TurnId(uuid.uuid4().hex), day
            return (await answering.reply(Request(question, *about))).reply

        yield asked


@pytest.mark.parametrize(
    ("question", "figure"), [("北京最低工资是多少", "2540元"), ("失业金最多领几个月", "24个月")]
)
async def test_a_figure_or_an_entry_is_told_on_its_last_day_and_said_to_be_over_on_the_next(
    ask, question, figure
):
    before = await ask(question, LAST)
    assert (before.outcome, figure in before.text) == ("answer", True)
    after = await ask(question, AFTER)
    assert (after.outcome, after.citations) == ("unknown", ())
    assert "已于2026年11月30日失效" in after.text
    assert figure not in after.text


async def test_what_was_next_best_does_not_answer_in_its_place(ask):
    """Without the employees' entry, that of residents would be the first hit."""
    question = "职工住院起付线多少"
    before, after = await ask(question, LAST), await ask(question, AFTER)
    assert after.outcome in ("unknown", before.outcome)
    assert after.suggestions == before.suggestions or after.outcome == "unknown"
    assert not after.citations


async def test_other_questions_are_answered_as_before(ask):
    question = "产假可以提前休吗"
    before, after = await ask(question, LAST), await ask(question, AFTER)
    assert (after.outcome, after.text) == (before.outcome, before.text) == ("answer", before.text)


async def test_a_document_that_is_over_is_told_with_its_end_or_not_at_all(ask):
    question = f"{RULES}第三条，每次最多补助多少"
    before, after = await ask(question, LAST), await ask(question, AFTER)
    assert "480元" in before.text
    assert "不再适用" not in before.text
    assert "480元" not in after.text or "起已不再适用" in after.text


@pytest.mark.parametrize(
    "question", ["审计局的驴粮补贴怎么领", "驴粮补贴去哪领", "想领审计局给的驴粮补贴，得找谁"]
)
async def test_a_like_entry_in_force_does_not_stand_in_for_one_that_is_over(ask, question):
    assert "驴粮补贴到窗口" in (await ask(question, LAST)).text
    after = await ask(question, AFTER)
    assert (after.outcome, after.citations) == ("unknown", ())
    assert "已于2026年11月30日失效" in after.text
    other = await ask(question.replace("驴", "骡"), AFTER)
    assert "骡粮补贴到窗口" in other.text


async def test_what_follows_on_the_morrow_answers_who_asks_in_the_words_of_the_old_rule(ask):
    assert "30元" in (await ask("审计局的燕麦补贴怎么领", LAST)).text
    after = await ask("审计局的燕麦补贴怎么领", AFTER)
    assert (after.outcome, "60元" in after.text) == ("answer", True)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("2019年失业金标准", "2019年"),
        ("2024年失业金每月多少", "2024年"),
        ("2015年生的孩子能休多少天产假", "2015年"),
        ("2024年退休年龄是多少", "2024年"),
        ("2024年育儿补贴多少钱", "2024年"),
    ],
)
async def test_a_time_before_what_is_held_is_named_with_what_is_held(ask, question, period):
    reply = await ask(question, LAST)
    assert (reply.outcome, reply.citations) == ("unknown", ())
    assert f"没有收录{period}的" in reply.text
    assert "起执行" in reply.text


async def test_a_year_that_is_held_in_part_is_said_to_be(ask):
    reply = await ask("2025年失业保险金一个月多少钱", LAST)
    assert reply.outcome == "answer"
    assert reply.text.startswith("我没有收录2025年1月至2025年8月的，下面是2025年9月1日起的：")
    assert "没有收录" not in (await ask("今年失业保险金一个月多少钱", LAST)).text
