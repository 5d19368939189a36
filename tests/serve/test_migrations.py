"""A database reaches the tables the code declares, from wherever it starts."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text

from kb.database import connect, metadata, sqlite_url, transaction
from kb.store import Store
from kb.tables import meta
from serve import migrate
from serve.errors import ServeError
from serve.users import users

ROOT = Path(__file__).parents[2]
PACKAGES = ("kb", "ingest", "retrieval", "dialogue", "desk", "eval", "serve")

UPGRADE = """
import sys
from kb.database import connect
from serve.migrate import upgrade
engine = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
upgrade(engine)
print("alembic" if "alembic" in sys.modules else "nothing")
"""


def declare_every_table() -> None:
    """Import whatever declares a table, also what migrations/env.py may have forgotten."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts and re.search(r"= Table\(", path.read_text("utf-8")):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def differences(engine):
    declare_every_table()
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def start_upgrade(url):
    return subprocess.Popen(
        [sys.executable, "-c", UPGRADE, url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def upgrade_twice_at_once(url):
    starting = [start_upgrade(url) for _ in range(2)]
    for process in starting:
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in starting:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


@pytest.fixture
def url(tmp_path):
    return sqlite_url(tmp_path)


@pytest.fixture
def engine(url):
    engine = connect(url)
    yield engine
    engine.dispose()


def test_an_empty_database_gets_exactly_the_tables_the_code_declares(engine):
    migrate.upgrade(engine)
    assert differences(engine) == []


def test_upgrading_again_changes_nothing_and_keeps_what_is_there(engine):
    migrate.upgrade(engine)
    with transaction(engine) as connection:
        connection.execute(insert(meta).values(name="kept", value=1))
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(select(meta.c.value).where(meta.c.name == "kept")) == 1
        assert (
            connection.scalars(text("SELECT version_num FROM alembic_version")).all()
            == migrate.revisions()[-1:]
        )


def test_a_database_from_before_migrations_keeps_its_data_and_gets_what_it_lacks(engine):
    Store(engine).create()
    with transaction(engine) as connection:
        connection.execute(insert(meta).values(name="kept", value=1))
        users.drop(connection)
    migrate.upgrade(engine)
    assert differences(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(select(meta.c.value)) == 1


def test_two_processes_that_start_at_once_both_find_the_database_ready(url, engine):
    upgrade_twice_at_once(url)
    assert differences(engine) == []
    with engine.connect() as connection:
        assert len(connection.execute(text("SELECT * FROM alembic_version")).all()) == 1


def test_the_usual_start_does_not_even_load_alembic(url, engine):
    migrate.upgrade(engine)
    out, _ = start_upgrade(url).communicate("go\n", timeout=60)
    assert out.splitlines() == ["ready", "nothing"]


def test_a_database_of_a_newer_release_is_left_alone_and_the_operator_told(engine):
    migrate.upgrade(engine)
    with transaction(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ServeError, match="9999"):
        migrate.upgrade(engine)


def test_a_revision_that_fails_leaves_the_database_as_it_was(engine):
    with transaction(engine) as connection:
        connection.execute(text("CREATE VIEW ix_versions_item AS SELECT 1"))
    with pytest.raises(Exception, match="ix_versions_item"):
        migrate.upgrade(engine)
    assert inspect(engine).get_table_names() == []


def test_revisions_follow_each_other_and_are_named_by_their_number():
    script = ScriptDirectory(str(ROOT / "serve" / "migrations"))
    walked = [revision.revision for revision in script.walk_revisions("base", "heads")]
    assert walked[::-1] == migrate.revisions()
    assert len(script.get_heads()) == 1


def test_postgresql_gets_the_same_tables_also_from_two_processes(postgres_url, empty_postgres):
    upgrade_twice_at_once(postgres_url)
    assert differences(empty_postgres) == []
