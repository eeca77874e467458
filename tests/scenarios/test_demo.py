"""演示: two weeks that end now, with something to look at on every page."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from urllib.request import urlopen

import pytest

from runtime.cli.demo import shop as demo
from runtime.engine.run import heat, incidents, queries
from runtime.engine.tables import UserTask
from runtime.identity import absences, notices, people, sessions, views
from runtime.kernel.db import table_of
from runtime.orders.attachments.tables import Attachment
from runtime.orders.order.tables import OrderComment
from tests.served import serving
from tests.story import Shop

TASK, COMMENT = table_of(UserTask), table_of(OrderComment)
ATTACHMENT = table_of(Attachment)


@pytest.fixture
def seen(played: Shop) -> Any:
    """What stands in the demo's shop when it is over."""
    with closing(played.runtime()) as runtime, runtime.database.reading() as read:
        roles = sorted({role for held in demo.PEOPLE.values() for role in held})
        yield {
            "now": max(row.created_at for row in read.execute(TASK.select())),
            "free": queries.list_queue(read, roles, 100),
            "stuck": incidents.list_open(read),
            "held": [
                queries.count_held(read, people.get(read, name).id)
                for name in demo.PEOPLE
            ],
        }


@pytest.fixture
def left(played: Shop) -> Any:
    """What people left for each other when it was over."""
    with closing(played.runtime()) as runtime, runtime.database.reading() as read:
        ids = {name: people.get(read, name).id for name in demo.PEOPLE}
        now, zone = runtime.clock.now(), runtime.settings.zone
        yield {
            "notices": {
                name: [row.code for row in notices.list_page(read, one, 50)]
                for name, one in ids.items()
            },
            "remarks": read.execute(COMMENT.select()).all(),
            "photos": read.execute(ATTACHMENT.select()).all(),
            "away": [row.person_id for row in absences.list_to_come(read, now)],
            "heat": heat.list_heat(read, runtime.engine, now, zone),
            "views": views.list_views(read, ids[demo.SERVICE], "orders"),
            "ids": ids,
        }


def test_several_people_wrote_remarks(left: Any):
    writers = {row.actor for row in left["remarks"]}

    assert (len(writers) >= 3, len(left["remarks"]) >= 5) == (True, True)


def test_shipped_orders_have_photos_of_their_parcels(left: Any):
    found = [(row.media_type, row.used_at is not None) for row in left["photos"]]

    assert len(found) >= 2
    assert set(found) == {("image/jpeg", True)}


def test_somebody_is_away_and_the_deputy_was_told_of_their_task(left: Any):
    assert left["away"] == [left["ids"][demo.AWAY]]
    assert "notice-handed-over" in left["notices"][demo.DEPUTY]


def test_the_warehouse_was_reminded(left: Any):
    assert "notice-reminded" in left["notices"][demo.PACKER]


def test_views_of_the_orders_are_kept(left: Any):
    assert len(left["views"]) == 2


def test_the_supervisor_has_many_times_the_usual(left: Any):
    jams = [one for one in left["heat"] if one.element == "supervisor_approve"]

    assert [one.waiting >= 8 and one.times >= heat.ALARM for one in jams] == [True]


def test_the_books_balance(played: Shop):
    assert played.is_sound()


def test_some_tasks_are_late_and_some_are_not(seen: Any):
    late = {row.due_at < seen["now"] for row in seen["free"]}

    assert late == {True, False}


def test_a_mistyped_parameter_left_two_orders_stuck(seen: Any):
    assert [one.element for one in seen["stuck"]] == ["compute_facts"] * 2


@pytest.mark.parametrize("step", ["check_coupon", "sign_price", "take_photo"])
def test_something_waits_at_every_step_that_has_a_shortcut(seen: Any, step: str):
    assert sum(one.element == step for one in seen["free"]) >= 3


def test_several_people_hold_a_task(seen: Any):
    assert sum(count > 0 for count in seen["held"]) >= 2


def test_held_orders_wait_for_a_person(seen: Any, played: Shop):
    buckets = played.does("demo", "--no-serve")["buckets"]

    assert (buckets["held"] >= 2, buckets["approving"] >= 2) == (True, True)


@pytest.mark.parametrize("name", demo.PEOPLE)
def test_everybody_may_log_in(played: Shop, name: str):
    with closing(played.runtime()) as runtime, runtime.database.reading() as read:
        assert sessions.check(read, name, demo.PASSWORD).name == name


def test_the_demo_is_served_and_stops_when_asked(played: Shop):
    with serving(played.starts("demo", "--port", "0", "--json")) as served:
        with urlopen(f"{served.address}/log-in", timeout=60) as page:
            status = page.status
        ended = served.stop()

    assert (status, ended.code) == (200, 0)


def test_the_log_ins_are_printed(played: Shop):
    said = played.run("demo", "--no-serve", "--lang", "en").out

    assert (demo.ADMIN in said, demo.PASSWORD in said) == (True, True)
