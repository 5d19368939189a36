"""What the page offers before anything is asked leads somewhere."""

from __future__ import annotations

from importlib.resources import files

import httpx
import yaml

from dialogue.types import Request, SessionId, TurnId
from serve import home
from serve.home import Home

CHOSEN = yaml.safe_load(files("serve").joinpath("hot.yaml").read_text(encoding="utf-8"))
IDS = [entry for row in CHOSEN for entry in row["entries"]]


def test_every_hot_question_is_a_published_entry_and_none_is_offered_twice(opened: Home) -> None:
    items = {entry: opened.store.item(entry) for entry in IDS}
    assert [entry for entry, item in items.items() if item is None or item.state != "published"] == []
    assert len(set(IDS)) == len(IDS)


def test_ten_areas_or_more_have_three_questions_or_more() -> None:
    assert len(CHOSEN) >= 10
    assert len({row["area"] for row in CHOSEN}) == len(CHOSEN)
    assert all(3 <= len(row["entries"]) <= 5 for row in CHOSEN)


def test_the_page_is_offered_all_of_them_in_their_order(live_server: str, opened: Home) -> None:
    areas = httpx.get(f"{live_server}/api/hot").json()["areas"]
    assert [area["area"] for area in areas] == [row["area"] for row in CHOSEN]
    asked = [question for area in areas for question in area["questions"]]
    assert asked == [opened.store.item(entry).title for entry in IDS]


async def test_every_hot_question_is_answered_from_its_own_entry(opened: Home) -> None:
    assistant = home.assistant(opened)
    lost = []
    for entry in IDS:
        item = opened.store.item(entry)
        assert item is not None
        request = Request(item.title, SessionId("hot"), TurnId(f"hot-{entry}"), opened.settings.day())
        reply = (await assistant.reply(request)).reply
        if reply.outcome != "answer" or reply.citations[0].id != entry:
            lost.append((entry, reply.outcome, [c.id for c in reply.citations]))
    assert not lost, lost
