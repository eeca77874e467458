"""Notices to people, when they last looked, and remarks on orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.migrations.append_only import append_only_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("notices_seen_at", sa.BigInteger()))
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "id"])
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["person_id", "id"],
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    )
    op.create_table(
        "order_comment",
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", "seq", name="pk_order_comment"),
        sqlite_with_rowid=False,
    )
    for statement in append_only_table(op.get_bind().dialect.name, "order_comment"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
