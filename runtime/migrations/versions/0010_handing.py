"""Tasks are passed on: they come back, wait for signers, and have readers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from runtime.migrations.append_only import append_only_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
WAITED_FOR = ("owner", "asked_by")


def upgrade() -> None:
    for name in ("owner", "signing", "asked_by"):
        op.add_column("user_task", sa.Column(name, sa.Text(), nullable=True))
    for name in WAITED_FOR:
        some = sa.text(f"state = 'open' AND {name} IS NOT NULL")
        op.create_index(
            f"ix_user_task_{name}",
            "user_task",
            [name],
            sqlite_where=some,
            postgresql_where=some,
        )
    op.create_table(
        "task_opinion",
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("task_id", "seq", name="pk_task_opinion"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_task_opinion_person_id", "task_opinion", ["person_id"])
    op.create_table(
        "task_reader",
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "person_id", name="pk_task_reader"),
        sqlite_with_rowid=False,
    )
    for table in ("task_opinion", "task_reader"):
        for statement in append_only_table(op.get_bind().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
