"""Who is counted as whom, and what those get who ask too often."""

from __future__ import annotations

import httpx
import openai
import pytest

from serve import processes
from serve.app import create_app
from serve.errors import TooManyRequestsError
from serve.home import Home
from serve.limits import RateLimit


def client(opened: Home, address: str = "203.0.113.7", **settings) -> httpx.AsyncClient:
    """Speaks to an application with these settings, as uvicorn would serve it, from that address."""
    changed = opened.settings.model_copy(update={"rate_limit": "2/minute"} | settings)
    config = processes.options(changed, create_app(changed, opened))
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://jxb")


async def statuses(one: httpx.AsyncClient, times: int, **headers: str) -> list[int]:
    return [(await one.get("/v1/models", headers=headers)).status_code for _ in range(times)]


async def test_one_client_is_stopped_with_the_time_to_wait_in_chinese(opened: Home) -> None:
    async with client(opened) as one:
        assert await statuses(one, 2) == [200, 200]
        refused = await one.get("/v1/models")
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert int(refused.headers["retry-after"]) > 50
    assert "秒后再试" in refused.json()["detail"]
    assert refused.json()["error"]["type"] == "rate_limit_error"


async def test_this_machine_is_exempt_unless_told_otherwise(opened: Home) -> None:
    async with client(opened, "127.0.0.1") as one:
        assert await statuses(one, 3) == [200, 200, 200]
    async with client(opened, "127.0.0.1", rate_limit_loopback="on") as one:
        assert await statuses(one, 3) == [200, 200, 429]


async def test_behind_a_trusted_proxy_every_citizen_counts_alone(opened: Home) -> None:
    citizens = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(4)]
    async with client(opened, "172.18.0.1", trusted_proxies="172.16.0.0/12") as one:
        assert [(await statuses(one, 1, **citizen))[0] for citizen in citizens] == [200] * 4
        assert await statuses(one, 2, **citizens[0]) == [200, 429]


async def test_nobody_else_can_claim_to_be_another(opened: Home) -> None:
    async with client(opened, trusted_proxies="172.16.0.0/12") as one:
        claims = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(3)]
        assert [(await statuses(one, 1, **claim))[0] for claim in claims] == [200, 200, 429]


async def test_keys_are_asked_for_when_set_and_count_apart(opened: Home) -> None:
    async with client(opened, api_keys="alpha, beta") as one:
        assert await statuses(one, 1) == [401]
        assert await statuses(one, 1, Authorization="Bearer wrong") == [401]
    async with client(opened, api_keys="alpha, beta") as one:
        assert await statuses(one, 3, Authorization="Bearer alpha") == [200, 200, 429]
        assert await statuses(one, 1, Authorization="Bearer beta") == [200]


async def test_the_official_client_knows_both_refusals(opened: Home) -> None:
    for key, expected in (("wrong", openai.AuthenticationError), ("alpha", openai.RateLimitError)):
        async with client(opened, api_keys="alpha") as one:
            theirs = openai.AsyncOpenAI(base_url="http://jxb/v1", api_key=key, http_client=one, max_retries=0)
            with pytest.raises(expected):
                for _ in range(3):
                    await theirs.models.list()


def test_the_window_slides_and_quiet_clients_are_forgotten() -> None:
    now = [0.0]
    rate = RateLimit((2, 60), clock=lambda: now[0])
    rate.check("a")
    now[0] = 50
    rate.check("a")
    with pytest.raises(TooManyRequestsError) as caught:
        rate.check("a")
    assert caught.value.retry_after == 10
    now[0] = 61
    rate.check("a")
