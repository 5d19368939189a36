"""The word library as staff keep it: rows, edits and what each edit changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guard_words",
        sa.Column("word", sa.String(120), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("grave", sa.Boolean(), nullable=False),
        sa.Column("by_sound", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("list", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_guard_words"),
        if_not_exists=True,
    )
    op.create_table(
        "guard_word_edits",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("row", name="pk_guard_word_edits"),
        if_not_exists=True,
    )
    op.create_table(
        "guard_word_changes",
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(120), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.PrimaryKeyConstraint("edit", "word", name="pk_guard_word_changes"),
        if_not_exists=True,
    )
    op.create_index("ix_guard_word_changes_word", "guard_word_changes", ["word"], if_not_exists=True)
