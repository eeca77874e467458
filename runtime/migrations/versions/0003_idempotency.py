"""Answers that are kept, so that a request sent twice is done once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_answer",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "key", name="pk_kept_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kept_answer_ends_at", "kept_answer", ["ends_at"])


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
