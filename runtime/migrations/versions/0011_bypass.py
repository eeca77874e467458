"""The emergency bypass: policies, openings, codes, uses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.migrations.append_only import append_only_table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")
OWES = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _policies()
    _openings()
    _codes()
    _uses()
    dialect = op.get_bind().dialect.name
    for table in ("bypass_policy", "bypass_use"):
        for statement in append_only_table(dialect, table):
            op.execute(statement)


def _policies() -> None:
    op.create_table(
        "bypass_policy",
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("policy", "version", name="pk_bypass_policy"),
        sqlite_with_rowid=False,
    )


def _openings() -> None:
    op.create_table(
        "bypass_opening",
        sa.Column("id", ID, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("most_uses", sa.BigInteger(), nullable=True),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("most_money", sa.BigInteger(), nullable=True),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("refusals", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_how", sa.Text(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bypass_opening"),
    )
    op.create_index(
        "uq_bypass_opening_open",
        "bypass_opening",
        ["policy"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_bypass_opening_policy", "bypass_opening", ["policy", "id"])


def _codes() -> None:
    op.create_table(
        "bypass_code",
        sa.Column("selector", sa.Text(), nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("most_uses", sa.BigInteger(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("most_money", sa.BigInteger(), nullable=True),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("needs_second", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("wrong_tries", sa.SmallInteger(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("selector", name="pk_bypass_code"),
    )
    op.create_index("ix_bypass_code_opening", "bypass_code", ["opening_id", "selector"])


def _uses() -> None:
    op.create_table(
        "bypass_use",
        sa.Column("task_id", ID, nullable=False),
        sa.Column("opening_id", sa.BigInteger(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("selector", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=True),
        sa.Column("owes", sa.Text(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("task_id", name="pk_bypass_use"),
    )
    op.create_index("ix_bypass_use_opening", "bypass_use", ["opening_id", "at"])
    op.create_index(
        "ix_bypass_use_owed",
        "bypass_use",
        ["actor", "policy", "due_at"],
        sqlite_where=OWES,
        postgresql_where=OWES,
    )


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
