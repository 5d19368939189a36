"""Tables of the desk, in the one database of a home."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, DateTime, Float, Index, Integer, String, Table, Text

from kb.database import metadata

_ROW = BigInteger().with_variant(Integer, "sqlite")

ticket_models = Table(
    "ticket_models",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime, nullable=False),
    Column("who", String(100), nullable=False),
    Column("payload", JSON, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("client_key", String(120), unique=True),
    Column("content_hash", String(64), nullable=False),
    Column("model", String(60), nullable=False),
    Column("model_version", Integer, nullable=False),
    Column("channel", String(30), nullable=False),
    Column("state", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("request_type", String(20), nullable=False),
    Column("area", String(40), nullable=False),
    Column("district", String(6), nullable=False),
    Column("category", String(60), nullable=False),
    Column("department", String(120), nullable=False),
    Column("level", String(20), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("assignee", String(60), nullable=False),
    Column("priority", String(10), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("id_number", String(18), nullable=False),
    Column("session_id", String(120), nullable=False),
    Column("external_id", String(120), nullable=False),
    Column("reply", Text, nullable=False),
    Column("filed_on", String(10)),
    Column("due", String(10)),
    Column("stage_due", String(10)),
    Column("created_by", String(60), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_by", String(60), nullable=False),
    Column("updated_at", DateTime, nullable=False),
    Index("ix_tickets_state", "state", "due"),
    Index("ix_tickets_phone", "phone"),
    Index("ix_tickets_id_number", "id_number"),
    Index("ix_tickets_session_id", "session_id"),
    Index("ix_tickets_external_id", "channel", "external_id"),
)

ticket_events = Table(
    "ticket_events",
    metadata,
    Column("row", _ROW, primary_key=True, autoincrement=True),
    Column("ticket", String(40), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(60), nullable=False),
    Column("role", String(20), nullable=False),
    Column("action", String(20), nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("changes", JSON, nullable=False),
)

ticket_links = Table(
    "ticket_links",
    metadata,
    Column("ticket", String(40), primary_key=True),
    Column("other", String(40), primary_key=True),
    Column("reason", String(60), nullable=False),
    Column("at", DateTime, nullable=False),
)

ticket_outbox = Table(
    "ticket_outbox",
    metadata,
    Column("row", _ROW, primary_key=True, autoincrement=True),
    Column("ticket", String(40), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(120), nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", DateTime),
    Column("last_error", Text, nullable=False),
)

alert_events = Table(
    "alert_events",
    metadata,
    Column("row", _ROW, primary_key=True, autoincrement=True),
    Column("alert", _ROW, nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(60), nullable=False),
    Column("action", String(20), nullable=False),
    Column("to", String(60), nullable=False),
    Column("note", Text, nullable=False),
    Column("key", String(60), unique=True),
)
"""Every step of an alert; `key` makes sure that one reminder is given once, whoever looks."""

inbox = Table(
    "conversation_inbox",
    metadata,
    Column("row", _ROW, primary_key=True, autoincrement=True),
    Column("session_id", String(120), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("who", String(60), nullable=False),
    Column("text", Text, nullable=False),
)
"""What people of the office say to a conversation."""

flows = Table(
    "conversation_flows",
    metadata,
    Column("session_id", String(120), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("payload", JSON, nullable=False),
)
"""What a conversation is in the middle of: an order being filled in, a progress being asked for."""

words = Table(
    "conversation_words",
    metadata,
    Column("turn_id", String(40), primary_key=True),
    Column("session_id", String(120), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("text", Text, nullable=False),
)
"""Messages with personal data as they were said, for as long as the conversation lasts."""

erasures = Table(
    "erasures",
    metadata,
    Column("row", _ROW, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(64), nullable=False, index=True),
    Column("who", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
"""Proofs of deletion; each carries the hash of the one before."""
