"""Tables of knowledge: what is held, the texts that find it, their vectors, and the change log."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kb.database import metadata

RowId = BigInteger().with_variant(Integer, "sqlite")

documents = Table(
    "documents",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("number", String(100)),
    Column("issuer", String(200)),
    Column("issued", String(10)),
    Column("region", String(6), nullable=False),
    Column("authority", Integer, nullable=False),
    Column("valid_from", String(10)),
    Column("valid_to", String(10)),
    Column("superseded_by", String(500)),
    Column("repeals", JSON, nullable=False),
    Column("url", Text),
    Column("note", Text),
    Column("hash", String(64), nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("id", String(300), nullable=False, unique=True),
    Column("kind", String(10), nullable=False),
    Column("document", String(255), index=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("area", String(40), nullable=False),
    Column("region", String(6), nullable=False),
    Column("insured", Integer, nullable=False),
    Column("valid_from", String(10)),
    Column("valid_to", String(10)),
    Column("authority", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("version", Integer, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("item", RowId, nullable=False, index=True),
    Column("field", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", String(80), nullable=False, index=True),
    Column("hash", String(32), nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("embedder", String(200), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column("item", RowId, nullable=False),
    Column("at", DateTime, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("item_id", String(300), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", String(100), nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("payload", JSON, nullable=False),
    UniqueConstraint("item_id", "version"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("item_id", String(300), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("base", Integer, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("author", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("note", Text),
    Column("document", String(255)),
    Column("payload", JSON, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("upto", RowId, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", String(100), nullable=False),
    Column("why", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("gate", JSON),
)

facts = Table(
    "facts",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("payload", JSON, nullable=False),
    UniqueConstraint("name", "valid_from"),
)

todos = Table(
    "todos",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("kind", String(10), nullable=False),
    Column("item_id", String(300), nullable=False),
    Column("about", String(800), nullable=False),
    Column("title", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("verdict", String(10)),
    Column("done_by", String(100)),
    Column("done_at", DateTime),
    Column("reason", Text),
    UniqueConstraint("kind", "item_id", "about"),
)

graph_corrections = Table(
    "graph_corrections",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("action", String(10), nullable=False),
    Column("head", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("tail", String(300), nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("why", Text, nullable=False),
    Column("undone_by", String(100)),
    Column("undone_at", DateTime),
)

meta = Table(
    "meta",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", JSON, nullable=False),
)

Index("ix_versions_item", versions.c.item_id)
