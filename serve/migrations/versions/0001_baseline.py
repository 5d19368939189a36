"""The tables of release 0.1.

Each is made only where it is missing: databases from before migrations have some of them.
There is no way down; the way back is the backup taken before an upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _knowledge()
    _conversations()
    _accounts()


def _knowledge() -> None:
    op.create_table(
        "documents",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("number", sa.String(100)),
        sa.Column("issuer", sa.String(200)),
        sa.Column("issued", sa.String(10)),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("superseded_by", sa.String(500)),
        sa.Column("repeals", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_documents"),
        if_not_exists=True,
    )
    op.create_table(
        "items",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("document", sa.String(255)),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("insured", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_items"),
        sa.UniqueConstraint("id", name="uq_items_id"),
        if_not_exists=True,
    )
    op.create_index("ix_items_document", "items", ["document"], if_not_exists=True)
    op.create_table(
        "texts",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("item", _ROW, nullable=False),
        sa.Column("field", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(80), nullable=False),
        sa.Column("hash", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_texts"),
        if_not_exists=True,
    )
    op.create_index("ix_texts_folded", "texts", ["folded"], if_not_exists=True)
    op.create_index("ix_texts_item", "texts", ["item"], if_not_exists=True)
    op.create_table(
        "vectors",
        sa.Column("embedder", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(32), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("embedder", "hash", name="pk_vectors"),
        if_not_exists=True,
    )
    op.create_table(
        "changes",
        sa.Column("seq", _ROW, autoincrement=True, nullable=False),
        sa.Column("item", _ROW, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_changes"),
        if_not_exists=True,
    )
    op.create_table(
        "versions",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("item_id", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_versions"),
        sa.UniqueConstraint("item_id", "version", name="uq_versions_item_id"),
        if_not_exists=True,
    )
    op.create_index("ix_versions_item", "versions", ["item_id"], if_not_exists=True)
    op.create_table(
        "facts",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_facts"),
        sa.UniqueConstraint("name", "valid_from", name="uq_facts_name"),
        if_not_exists=True,
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
        if_not_exists=True,
    )


def _conversations() -> None:
    op.create_table(
        "answers",
        sa.Column("turn_id", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("today", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("release", sa.String(80)),
        sa.Column("answerer", sa.String(40), nullable=False),
        sa.Column("answerer_version", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("guard", sa.JSON(), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_answers"),
        if_not_exists=True,
    )
    op.create_index("ix_answers_at", "answers", ["at"], if_not_exists=True)
    op.create_index("ix_answers_outcome", "answers", ["outcome"], if_not_exists=True)
    op.create_index("ix_answers_session_id", "answers", ["session_id"], if_not_exists=True)
    op.create_table(
        "feedback",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("turn_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("row", name="pk_feedback"),
        if_not_exists=True,
    )
    op.create_index("ix_feedback_turn_id", "feedback", ["turn_id"], if_not_exists=True)
    op.create_table(
        "alerts",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(80), nullable=False),
        sa.Column("turn_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("level", sa.String(10)),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("closed_note", sa.Text()),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_alerts"),
        if_not_exists=True,
    )
    op.create_table(
        "handoffs",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("row", name="pk_handoffs"),
        if_not_exists=True,
    )
    op.create_index("ix_handoffs_session_id", "handoffs", ["session_id"], if_not_exists=True)


def _accounts() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("token_hash", sa.String(64)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
        sa.UniqueConstraint("token_hash", name="uq_users_token_hash"),
        if_not_exists=True,
    )
