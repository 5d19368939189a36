"""Prototypes are kept by the content hash of their item, which is longer than that of a text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vectors") as batch:
        batch.alter_column("hash", existing_type=sa.String(32), type_=sa.String(64), existing_nullable=False)
