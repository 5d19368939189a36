"""What staff correct in the knowledge graph."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "graph_corrections",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("head", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("tail", sa.String(300), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.String(100)),
        sa.Column("undone_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("row", name="pk_graph_corrections"),
        if_not_exists=True,
    )
