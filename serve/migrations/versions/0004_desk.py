"""The desk joined to the conversation: who follows an alert, who has a conversation, what it is in the middle of,
and proofs of deletion."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns(
        "alerts",
        sa.Column("assignee", sa.String(60)),
        sa.Column("assigned_at", sa.DateTime()),
        sa.Column("acknowledged_by", sa.String(60)),
        sa.Column("acknowledged_at", sa.DateTime()),
        sa.Column("closed_by", sa.String(60)),
    )
    _columns(
        "handoffs",
        sa.Column("kind", sa.String(20)),
        sa.Column("state", sa.String(10)),
        sa.Column("priority", sa.String(10)),
        sa.Column("owner", sa.String(60)),
        sa.Column("taken_at", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("note", sa.Text()),
        sa.Column("summary", sa.JSON()),
        sa.Column("ticket", sa.String(40)),
    )
    op.create_table(
        "alert_events",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("alert", _ROW, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("to", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key", sa.String(60)),
        sa.PrimaryKeyConstraint("row", name="pk_alert_events"),
        sa.UniqueConstraint("key", name="uq_alert_events_key"),
        if_not_exists=True,
    )
    op.create_index("ix_alert_events_alert", "alert_events", ["alert"], if_not_exists=True)
    _conversations()
    op.create_table(
        "erasures",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_erasures"),
        sa.UniqueConstraint("hash", name="uq_erasures_hash"),
        if_not_exists=True,
    )
    op.create_index("ix_erasures_subject", "erasures", ["subject"], if_not_exists=True)


def _columns(table: str, *columns: sa.Column[object]) -> None:
    """Those the table lacks; a database made whole before migrations has them already."""
    held = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
    for column in columns:
        if column.name not in held:
            op.add_column(table, column)


def _conversations() -> None:
    op.create_table(
        "conversation_inbox",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_conversation_inbox"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_conversation_inbox_session_id", "conversation_inbox", ["session_id"], if_not_exists=True
    )
    op.create_table(
        "conversation_flows",
        sa.Column("session_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "kind", name="pk_conversation_flows"),
        if_not_exists=True,
    )
    op.create_table(
        "conversation_words",
        sa.Column("turn_id", sa.String(40), nullable=False),
        sa.Column("session_id", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_conversation_words"),
        if_not_exists=True,
    )
    op.create_index(
        "ix_conversation_words_session_id", "conversation_words", ["session_id"], if_not_exists=True
    )
