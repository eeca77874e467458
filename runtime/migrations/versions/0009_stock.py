"""Stock: balances, what is held for whom, and the entries behind both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.migrations.append_only import append_only_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_item",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("is_controlled", sa.SmallInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held >= 0 AND held <= on_hand", name="ck_stock_item_held"),
        sa.PrimaryKeyConstraint("sku", name="pk_stock_item"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_entry",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("reserved_by", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "seq", name="pk_stock_entry"),
        sqlite_with_rowid=False,
    )
    once = ["business_key", "sku", "kind", "reserved_by"]
    op.create_index("uq_stock_entry_once", "stock_entry", once, unique=True)
    op.create_table(
        "stock_hold",
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reserved_by", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("business_key", "sku", name="pk_stock_hold"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stock_hold_since", "stock_hold", ["since"])
    for statement in append_only_table(op.get_bind().dialect.name, "stock_entry"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
