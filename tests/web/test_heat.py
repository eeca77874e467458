"""Today against usual: how much waits at a step, and how long things stay there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from runtime.engine.run import heat
from runtime.engine.run.heat import Heat
from runtime.engine.run.queries import TASK
from runtime.kernel.actors import SYSTEM
from runtime.kernel.texts import Title
from tests.statements import counting
from tests.story import SUPERVISOR, an_order, unpaid
from tests.visitors import PROGRAM, Site

NOON = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
HOUR = timedelta(hours=1)
_ids = iter(range(10**9, 10**10))


@pytest.fixture
def task(site: Site) -> Iterator[dict[str, object]]:
    """Give the row of a task that waits to be shipped since an hour before noon."""
    number = site.shop.takes()
    with site.runtime.work(SYSTEM) as work:
        mine = TASK.c.business_key == number
        moved = update(TASK).where(mine).values(created_at=NOON - HOUR)
        work.session.execute(moved)
        row = work.session.execute(TASK.select().where(mine)).one()
    return dict(row._mapping)


def stayed(site: Site, task: dict[str, object], start: datetime, hours: float) -> None:
    """Let another task of the same step have stayed for so long."""
    end = start + timedelta(hours=hours)
    row = task | {
        "id": next(_ids),
        "state": "completed",
        "created_at": start,
        "ended_at": end,
    }
    with site.runtime.work(SYSTEM) as work:
        work.session.execute(insert(TASK), row)


def at_noon(site: Site) -> Heat:
    """Return the one step of the shop as it is at noon."""
    with site.runtime.database.reading() as read:
        (found,) = heat.list_heat(read, site.runtime.engine, NOON, "Asia/Shanghai")
    return found


def test_a_new_step_has_nothing_usual(site: Site, task):
    found = at_noon(site)

    assert (found.waiting, found.usual_waiting, found.usual_dwell) == (1, None, None)


def test_what_still_waits_counts_with_its_stay_so_far(site: Site, task):
    assert at_noon(site).dwell == HOUR.total_seconds()


def test_what_left_today_counts_for_today(site: Site, task):
    stayed(site, task, NOON - 4 * HOUR, hours=3)

    assert at_noon(site).dwell == 2 * HOUR.total_seconds()


def test_what_left_before_midnight_is_what_is_usual(site: Site, task):
    stayed(site, task, NOON - 24 * HOUR, hours=1)
    stayed(site, task, NOON - 48 * HOUR, hours=2)
    stayed(site, task, NOON - 72 * HOUR, hours=6)

    assert at_noon(site).usual_dwell == 2 * HOUR.total_seconds()


def test_midnight_is_that_of_the_house(site: Site, task):
    stayed(site, task, NOON - 14 * HOUR, hours=3)  # ended at one in the morning

    assert at_noon(site).usual_dwell is None


def test_the_usual_backlog_is_that_of_this_time_of_the_day(site: Site, task):
    stayed(site, task, NOON - 25 * HOUR, hours=2)
    stayed(site, task, NOON - 49 * HOUR, hours=2)
    stayed(site, task, NOON - 49 * HOUR, hours=3)
    stayed(site, task, NOON - 73 * HOUR, hours=0.5)
    stayed(site, task, NOON - 73 * HOUR, hours=2)

    assert at_noon(site).usual_waiting == 1


def test_the_worse_of_backlog_and_stay_is_told(site: Site, task):
    stayed(site, task, NOON - 25 * HOUR, hours=0.25)

    assert (at_noon(site).times_dwell, at_noon(site).times) == (4, 4)


def test_a_quiet_step_does_not_alarm():
    quiet = Heat("p", "e", Title("", ""), 1, 0, 0, None, 0.0, 40.0, 2.0)

    assert quiet.times == 1


def test_it_takes_two_statements(site: Site):
    site.shop.tells(an_order(), an_order(**unpaid()), an_order(total="12000.00"))
    with counting(site.runtime.database) as counted:
        site.program(SUPERVISOR).asks("GET", "/stages/heatmap")
        about = [one for one in counted.statements if "user_task" in one]

    assert len(about) == 2


def test_programs_are_told(site: Site):
    site.shop.tells(an_order(), an_order())
    (one,) = site.program(SUPERVISOR).asks("GET", "/stages/heatmap").json["items"]

    assert (one["element"], one["waiting"], one["stuck"]) == ("ship", 2, 0)
    assert one["usual_waiting"] is None


def test_what_waits_for_a_message_has_no_stay(site: Site):
    site.shop.takes(**unpaid())
    (one,) = site.program(SUPERVISOR).asks("GET", "/stages/heatmap").json["items"]

    assert (one["waiting"], one["dwell_seconds"]) == (1, None)


def test_the_same_is_counted_for_programs_and_on_the_page(site: Site):
    site.shop.tells(an_order(), an_order(**unpaid()))
    items = site.program(SUPERVISOR).asks("GET", "/stages").json["items"]

    assert {(one["element"], one["kind"], one["waiting"]) for one in items} == {
        ("ship", "task", 1),
        ("wait_for_payment", "message", 1),
    }


def test_a_program_of_a_channel_may_not(site: Site):
    assert site.program(PROGRAM).asks("GET", "/stages/heatmap").status_code == 403
