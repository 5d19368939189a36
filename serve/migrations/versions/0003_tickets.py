"""Work orders: their definitions, the orders, the audit trail, links and answers on their way out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ticket_models",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name="pk_ticket_models"),
        if_not_exists=True,
    )
    _orders()
    op.create_table(
        "ticket_events",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("from_state", sa.String(20), nullable=False),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_ticket_events"),
        if_not_exists=True,
    )
    op.create_index("ix_ticket_events_ticket", "ticket_events", ["ticket"], if_not_exists=True)
    op.create_table(
        "ticket_links",
        sa.Column("ticket", sa.String(40), nullable=False),
        sa.Column("other", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "other", name="pk_ticket_links"),
        if_not_exists=True,
    )
    op.create_table(
        "ticket_outbox",
        sa.Column("row", _ROW, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime()),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_ticket_outbox"),
        sa.UniqueConstraint("key", name="uq_ticket_outbox_key"),
        if_not_exists=True,
    )
    op.create_index("ix_ticket_outbox_ticket", "ticket_outbox", ["ticket"], if_not_exists=True)


def _orders() -> None:
    texts = (
        ("channel", 30), ("state", 20), ("request_type", 20), ("area", 40), ("district", 6), ("category", 60),
        ("department", 120), ("level", 20), ("assignee", 60), ("priority", 10), ("phone", 20),
        ("id_number", 18), ("session_id", 120), ("external_id", 120), ("created_by", 60), ("updated_by", 60),
    )  # fmt: skip
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("client_key", sa.String(120)),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("model_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.String(10)),
        sa.Column("due", sa.String(10)),
        sa.Column("stage_due", sa.String(10)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in texts),
        sa.PrimaryKeyConstraint("number", name="pk_tickets"),
        sa.UniqueConstraint("client_key", name="uq_tickets_client_key"),
        if_not_exists=True,
    )
    op.create_index("ix_tickets_state", "tickets", ["state", "due"], if_not_exists=True)
    op.create_index("ix_tickets_phone", "tickets", ["phone"], if_not_exists=True)
    op.create_index("ix_tickets_id_number", "tickets", ["id_number"], if_not_exists=True)
    op.create_index("ix_tickets_session_id", "tickets", ["session_id"], if_not_exists=True)
    op.create_index("ix_tickets_external_id", "tickets", ["channel", "external_id"], if_not_exists=True)
