"""Triggers that refuse to change what was written."""

from __future__ import annotations

# the tables of the first release; a later one joins with its own revision
APPEND_ONLY = (
    "audit_entry",
    "audit_block",
    "dictionary",
    "history",
    "movement",
    "payment",
)


def append_only(dialect: str) -> list[str]:
    """Return the statements that make UPDATE and DELETE fail on the trail's tables."""
    function = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    first = [] if dialect == "sqlite" else [function]
    return first + [
        statement
        for table in APPEND_ONLY
        for statement in append_only_table(dialect, table)
    ]


def append_only_table(dialect: str, table: str) -> list[str]:
    """Return the statements that make UPDATE and DELETE fail on one more table."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    ]
