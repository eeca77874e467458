"""People may be away, and may be erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("begun_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.add_column("person", sa.Column("erased_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "absence",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("deputy_id", sa.Text(), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_person_id", "absence", ["person_id"])
    op.create_index(
        "ix_absence_due",
        "absence",
        ["from_at"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
