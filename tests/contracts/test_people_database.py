"""People come, are away and are forgotten alike on SQLite and on PostgreSQL."""

from __future__ import annotations

from contextlib import closing

from runtime.engine.run import queries
from runtime.identity import people
from tests.story import CUSTOM, SUPERVISOR, Shop, custom_made

DEPUTY = "代理甲"
NOW = ("--from", "2026-01-01T08:00", "--to", "2999-01-01T08:00")


def held(shop: Shop, name: str) -> int:
    """Return how many tasks somebody holds."""
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        return queries.count_held(read, people.get(read, name).id)


def away(shop: Shop) -> None:
    """Let somebody with a task and a deputy be away."""
    shop.does("user", "add", DEPUTY, "--role", "custom")
    task = shop.task(CUSTOM, shop.takes(lines=custom_made()))
    shop.does("task", "claim", task, "--as", CUSTOM)
    shop.does("user", "absent", "enter", CUSTOM, *NOW, "--deputy", DEPUTY)


def test_tasks_go_to_the_deputy(any_shop: Shop):
    away(any_shop)

    assert (held(any_shop, CUSTOM), held(any_shop, DEPUTY)) == (0, 1)


def test_who_is_forgotten_leaves_a_whole_trail(any_shop: Shop):
    away(any_shop)
    any_shop.does("user", "erase", CUSTOM, "--yes", CUSTOM)
    names = [one["name"] for one in any_shop.does("user", "list")["items"]]

    assert (CUSTOM in names, SUPERVISOR in names) == (False, True)
    assert any_shop.is_sound()
