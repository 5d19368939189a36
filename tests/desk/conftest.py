"""A desk over a real database: SQLite always, PostgreSQL where there is one."""

import pytest

import desk.tables  # noqa: F401
import kb.tables  # noqa: F401
from desk.orders import Change, Desk, Filing
from kb.database import connect, metadata, sqlite_url
from tests.desk.people import AGENT, LEAD, REVIEWER, TODAY, WAGES


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "postgresql":
        engine = request.getfixturevalue("empty_postgres")
    else:
        engine = connect(sqlite_url(tmp_path))
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk_(engine):
    return Desk(engine)


@pytest.fixture
def filed(desk_):
    """A complaint the citizen has confirmed."""
    return desk_.file(Filing(WAGES), AGENT, TODAY, confirmed=True)


@pytest.fixture
def walk(desk_):
    """Takes an order through the named steps, each by somebody who may."""
    by = {
        "review": REVIEWER,
        "dispatch": LEAD,
        "accept": AGENT,
        "reply": AGENT,
        "approve": REVIEWER,
        "close": AGENT,
    }

    def go(number, *actions, note="已责令公司支付", today=TODAY):
        for action in actions:
            ticket = desk_.move(number, action, by[action], today, Change(note=note))
        return ticket

    return go
