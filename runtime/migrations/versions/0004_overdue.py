"""What is overdue is found without looking at every open task."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_index(
        "ix_user_task_due",
        "user_task",
        ["role", "due_at", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    raise NotImplementedError("the trail is append-only: restore the copy instead")
