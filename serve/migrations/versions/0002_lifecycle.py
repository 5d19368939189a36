"""Proposals that wait for review, and releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("item_id", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("document", sa.String(255)),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_proposals"),
        if_not_exists=True,
    )
    op.create_index("ix_proposals_state", "proposals", ["state"], if_not_exists=True)
    op.create_table(
        "releases",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("upto", _ROW, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("gate", sa.JSON()),
        sa.PrimaryKeyConstraint("name", name="pk_releases"),
        if_not_exists=True,
    )
