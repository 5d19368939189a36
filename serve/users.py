"""Accounts, roles and bearer tokens; only the hash of a token is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Boolean, Column, DateTime, Engine, String, Table, insert, select, update

from kb.database import metadata, now, transaction
from serve.errors import NotFoundError, ServeError

Role = Literal["viewer", "agent", "editor", "reviewer", "supervisor", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)

users = Table(
    "users",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("token_hash", String(64), unique=True),
    Column("created_at", DateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class User:
    name: str
    role: Role


class Users:
    """The accounts of a home."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, role: Role) -> None:
        with transaction(self._engine) as connection:
            if connection.execute(select(users.c.name).where(users.c.name == name)).first():
                raise ServeError(f"账号「{name}」已经有了：用 jxb user role 改角色，用 jxb user token 发令牌")
            connection.execute(insert(users).values(name=name, role=role, disabled=False, created_at=now()))

    def set_role(self, name: str, role: Role) -> None:
        self._change(name, role=role)

    def disable(self, name: str) -> None:
        self._change(name, disabled=True, token_hash=None)

    def new_token(self, name: str) -> str:
        """A fresh bearer token; the one before stops working."""
        token = f"jxb_{secrets.token_urlsafe(32)}"
        self._change(name, token_hash=_hash(token))
        return token

    def by_token(self, token: str) -> User | None:
        with self._engine.connect() as connection:
            row = connection.execute(
                select(users.c.name, users.c.role).where(
                    users.c.token_hash == _hash(token), users.c.disabled.is_(False)
                )
            ).one_or_none()
        return User(row.name, row.role) if row else None

    def _change(self, name: str, **values: object) -> None:
        with transaction(self._engine) as connection:
            if not connection.execute(update(users).where(users.c.name == name).values(**values)).rowcount:
                raise NotFoundError(f"没有账号「{name}」：先用 jxb user add 建立")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
