"""What Alembic runs: the revisions, on the connection that `serve.migrate` hands over."""

from __future__ import annotations

from alembic import context

# Imported so that their tables are in the metadata; only `migrate.revise` compares with it.
import desk.tables  # noqa: F401
import dialogue.record  # noqa: F401
import kb.tables  # noqa: F401
import serve.users  # noqa: F401
from kb.database import metadata


def _ours(name: str | None, kind: str, _: object) -> bool:
    # LangGraph's checkpoint tables stand in the same PostgreSQL database and look after themselves.
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_ours,
    compare_type=True,
    compare_server_default=True,
    render_as_batch=True,  # SQLite changes a column by copying its table
    transactional_ddl=True,  # also on SQLite, since kb.database says BEGIN itself
)
with context.begin_transaction():
    context.run_migrations()
