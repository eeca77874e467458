"""Numbers are found by their beginning, and people keep views of lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_orders_external_no",
        "orders",
        ["external_no"],
        postgresql_ops={"external_no": "text_pattern_ops"},
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_orders_order_no",
            "orders",
            ["order_no"],
            postgresql_ops={"order_no": "text_pattern_ops"},
        )
    op.create_table(
        "saved_view",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_default", sa.SmallInteger(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "room", "name", name="pk_saved_view"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
