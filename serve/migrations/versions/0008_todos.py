"""What is to be looked at beside the proposals, and what staff have found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "todos",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("item_id", sa.String(300), nullable=False),
        sa.Column("about", sa.String(800), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("verdict", sa.String(10)),
        sa.Column("done_by", sa.String(100)),
        sa.Column("done_at", sa.DateTime()),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("row", name="pk_todos"),
        sa.UniqueConstraint("kind", "item_id", "about", name="uq_todos_kind"),
        if_not_exists=True,
    )
