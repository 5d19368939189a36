"""An article that is asked for by its number is answered with that article, in a talk and in a search."""

import uuid
from dataclasses import replace
from datetime import date

import pytest

from dialogue.types import Request, SessionId, TurnId
from kb.types import Passage, Period, Scope
from serve.checkpoints import open_checkpointer
from serve.home import assistant, open_home
from serve.settings import Settings
from tests.kb.making import document

TODAY = date(2026, 11, 27)
TITLE = "北京市探亲车船票补助条例"


def _passages(name, texts):
    return [
        Passage(name, number, (), f"{locator} {text}", locator)
        for number, (locator, text) in enumerate(texts.items())
    ]


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    home = open_home(Settings(home=tmp_path_factory.mktemp("home"), today=TODAY))
    ended = Period(date(2010, 1, 1), date(2019, 12, 31))
    with home.store.writing("知识员") as writer:
        new = document("新探亲.txt", TITLE, start=date(2020, 1, 1))
        texts = {
            "第七条": "补助每年一次。\n单位另有规定的除外。",
            "第十七条": "补助480元。",
            "第六十七条": "本条例自2020年起施行。",
        }
        writer.put_document(new, _passages("新探亲.txt", texts), "h")
        old = replace(document("旧探亲.txt", TITLE, start=date(2010, 1, 1)), period=ended)
        writer.put_document(old, _passages("旧探亲.txt", {"第十七条": "补助90元。"}), "h")
    home.index.refresh(vectors="few")
    return home


@pytest.fixture
async def ask(opened):
    async with open_checkpointer(opened.settings) as checkpointer:
        answering = assistant(opened, checkpointer)

        async def asked(*turns):
            session = SessionId(uuid.uuid4().hex)
            for turn in turns:
                done = await answering.reply(Request(turn, session, TurnId(uuid.uuid4().hex), TODAY))
            return done.reply

        yield asked


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ([f"{TITLE}第十七条"], "补助480元"),
        (["探亲车船票补助条例17条怎么规定的"], "补助480元"),
        (["探亲补助条例第17条是啥意思"], "补助480元"),
        ([f"《{TITLE}》第七条第二款"], "第七条第二款：单位另有规定的除外"),
        ([f"{TITLE}第十七条", "那第七条呢"], "补助每年一次"),
    ],
)
async def test_exactly_the_article_that_is_named_answers(ask, turns, says):
    reply = await ask(*turns)
    assert reply.outcome == "answer"
    assert says in reply.text
    assert [citation.document for citation in reply.citations] == ["新探亲.txt"]
    assert "施行" not in reply.text


async def test_the_edition_of_a_year_is_told_with_its_end(ask):
    reply = await ask(f"2010年的{TITLE}第十七条")
    assert "补助90元" in reply.text
    assert "已不再适用" in reply.text


async def test_an_article_or_a_document_that_is_not_held_is_said_to_be_missing(ask):
    missing = await ask(f"{TITLE}第九十九条")
    assert (missing.outcome, "没有第九十九条，最后一条是第六十七条" in missing.text) == ("unknown", True)
    other = await ask("北京市探亲机票奖励条例第三条")
    assert (other.outcome, "没有收录“北京市探亲机票奖励条例”" in other.text) == ("unknown", True)


async def test_a_short_name_of_several_documents_is_asked_back(ask, opened):
    with opened.store.writing("知识员") as writer:
        for name in ("养鸽补贴发放条例", "养鸽补贴登记条例"):
            other = document(f"{name}.txt", name)
            writer.put_document(other, _passages(f"{name}.txt", {"第一条": "略。"}), "h")
    opened.index.refresh(vectors="few")
    reply = await ask("养鸽条例第一条")
    assert reply.outcome == "clarify"
    assert set(reply.suggestions) == {"《养鸽补贴发放条例》第一条", "《养鸽补贴登记条例》第一条"}
    picked = await ask("养鸽条例第一条", "第二个")
    assert (picked.outcome, picked.citations[0].title) == ("answer", reply.suggestions[1][1:9])


def test_a_search_has_the_article_first(opened):
    hits = opened.searcher.search(f"{TITLE}第17条", Scope(on=TODAY), 3, "passage").hits
    assert (hits[0].item.payload["locator"], hits[0].item.document, hits[0].score) == (
        "第十七条",
        "新探亲.txt",
        1.0,
    )
    assert all("第十七条" not in hit.item.body for hit in hits[1:])
