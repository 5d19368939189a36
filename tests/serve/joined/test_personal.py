"""Personal records behind a check of identity, and nothing of them kept."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.serve.hall import Hall, open_hall
from tests.serve.joined.conftest import small_home
from tests.serve.joined.records_peer import CODE, ID, Peer, start
from tests.serve.joined.test_privacy import everything

BALANCE = "我的医保账户余额还有多少钱"
SECRETS = (ID, CODE, "8,642.17", "8642")


@pytest.fixture
def peer() -> Iterator[Peer]:
    found, server = start()
    yield found
    server.shutdown()


@pytest.fixture
async def joined(peer: Peer, tmp_path: Path) -> AsyncIterator[Hall]:
    async with open_hall(small_home(tmp_path, records_url=peer.base, records_token=peer.token)) as found:
        yield found


async def test_without_the_service_the_official_channel_is_named(hall: Hall) -> None:
    done = await hall.citizen().say(BALANCE)
    assert done["outcome"] == "unknown"
    assert "国家医保服务平台" in done["text"]


@pytest.mark.parametrize("said", ["我医保卡里还有多少钱", "我的医保余额是多少", "我交了几年社保", "我的余额"])
async def test_the_record_is_asked_for_however_it_is_put(joined: Hall, said: str) -> None:
    assert "身份证号" in (await joined.citizen().say(said))["text"]


async def test_the_housing_fund_keeps_records_of_its_own(joined: Hall) -> None:
    done = await joined.citizen().say("我的公积金余额多少")
    assert done["outcome"] == "unknown" and "12329" in done["text"] and "12393" not in done["text"]


async def test_number_then_code_then_the_record(joined: Hall, peer: Peer) -> None:
    citizen = joined.citizen()
    asked = await citizen.say(BALANCE)
    assert asked["outcome"] == "clarify"
    assert "身份证号" in asked["text"]
    assert "138****5678" in (await citizen.say(ID))["text"]
    told = await citizen.say(CODE)
    assert told["outcome"] == "answer"
    assert "8,642.17元（截至2026-11-23）" in told["text"]
    assert peer.asked == ["balance"]


async def test_a_check_hears_the_words_to_the_conversation(joined: Hall) -> None:
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    assert "身份证号" in (await citizen.say("再说一遍"))["text"]
    await citizen.say(ID)
    assert "138****5678" in (await citizen.say("说简单点"))["text"]
    assert "身份证号" in (await citizen.say("返回上一步"))["text"]
    await citizen.say(ID)
    assert "8,642.17元" in (await citizen.say(CODE))["text"]
    await citizen.say(BALANCE)
    assert "不查了" in (await citizen.say("重新开始"))["text"]


async def test_nothing_of_it_is_stored_or_logged(joined: Hall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    citizen = joined.citizen()
    for message in (BALANCE, ID, CODE):
        await citizen.say(message)
    held, memory = everything(joined), (joined.home.settings.home / "sessions.sqlite3").read_bytes()
    shown = (await joined.http.get(f"/api/sessions/{citizen.session}")).text
    for secret in SECRETS:
        assert secret not in held, secret
        assert secret.encode() not in memory, secret
        assert secret not in shown, secret
        assert secret not in caplog.text, secret


async def test_the_record_is_told_once(joined: Hall, peer: Peer) -> None:
    citizen = joined.citizen()
    for message in (BALANCE, ID, CODE, BALANCE):
        last = await citizen.say(message)
    assert "身份证号" in last["text"]
    assert peer.asked == ["balance"]


async def test_a_wrong_code_may_be_tried_three_times(joined: Hall, peer: Peer) -> None:
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    await citizen.say(ID)
    assert "还可以试2次" in (await citizen.say("111111"))["text"]
    await citizen.say("222222")
    assert "没有核对上" in (await citizen.say("333333"))["text"]
    assert "8,642" not in (await citizen.say(CODE))["text"]
    assert peer.codes_used == 3


async def test_a_number_that_cannot_be_right_never_leaves_the_house(joined: Hall) -> None:
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    assert "不对" in (await citizen.say("110105194912310021"))["text"]


async def test_somebody_elses_code_opens_nothing(joined: Hall) -> None:
    citizen, stranger = joined.citizen(), joined.citizen()
    await citizen.say(BALANCE)
    await citizen.say(ID)
    assert "8,642" not in (await stranger.say(CODE))["text"]


async def test_a_policy_question_in_between_is_answered(joined: Hall) -> None:
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    assert "24个月" in (await citizen.say("失业金能领几个月？"))["text"]
    assert "138****5678" in (await citizen.say(ID))["text"]


async def test_who_leaves_is_asked_nothing_more(joined: Hall) -> None:
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    assert "没有保存" in (await citizen.say("不查了"))["text"]


async def test_a_service_that_is_down_names_the_channel(joined: Hall, peer: Peer) -> None:
    peer.broken = True
    citizen = joined.citizen()
    await citizen.say(BALANCE)
    down = await citizen.say(ID)
    assert "暂时没有应答" in down["text"]
    assert "国家医保服务平台" in down["text"]
