"""Where does it jam? Steps with what waits there, the worst first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from runtime.engine.diagram import Tone
from runtime.engine.run import stages
from runtime.engine.run.queries import TASK
from runtime.engine.run.stages import Stage
from runtime.kernel.actors import SYSTEM
from runtime.kernel.texts import Title
from tests.statements import counting
from tests.story import CS, SUPERVISOR, WAREHOUSE, an_order, unpaid
from tests.visitors import PROGRAM, Site
from web.ui.stages import tone

STEP = re.compile(r'<td><b dir="auto">([^<]+)</b>')


def look(site: Site, language: str = "en") -> str:
    headers = {"Accept-Language": language}
    return site.visitor(SUPERVISOR).gets("/stages", headers=headers).text


def counted_at(site: Site, now_after: timedelta = timedelta()) -> dict[str, Stage]:
    """Return element → stage, as it will be some time from now."""
    now = site.runtime.clock.now() + now_after
    with site.runtime.database.reading() as read:
        found = stages.list_stages(read, site.runtime.engine, now)
    return {one.element: one for one in found}


def delay(site: Site, order_no: str) -> None:
    """Let the open tasks of an order have been due long ago."""
    long_ago = site.runtime.clock.now() - timedelta(days=3)
    with site.runtime.work(SYSTEM) as work:
        late = update(TASK).where(TASK.c.business_key == order_no)
        work.session.execute(late.values(due_at=long_ago))


@pytest.mark.req("S1-14")
def test_the_step_with_the_most_overdue_comes_first(site: Site):
    site.shop.tells(an_order(), an_order(), an_order(**unpaid()))
    delay(site, site.shop.takes(total="12000.00"))

    assert STEP.findall(look(site))[0] == "Supervisor approves"


def test_each_step_counts_what_waits_there(site: Site):
    site.shop.tells(an_order(), an_order(), an_order(**unpaid()))
    found = counted_at(site)

    assert (found["ship"].count, found["wait_for_payment"].count) == (2, 1)


def test_standing_by_for_a_cancellation_is_no_waiting(site: Site):
    site.shop.takes()

    assert set(counted_at(site)) == {"ship"}


def test_claimed_and_unclaimed_tasks_are_counted_together(site: Site):
    first = site.shop.takes()
    site.shop.takes()
    task = site.shop.task(WAREHOUSE, first)
    site.shop.does("task", "claim", task, "--as", WAREHOUSE)

    assert counted_at(site)["ship"].count == 2


def test_the_share_of_overdue_ones_is_told_in_words(site: Site):
    delay(site, site.shop.takes())
    site.shop.takes()

    assert "1 of 2 · 50 %" in look(site)


def test_the_oldest_is_the_longest_waiting(site: Site):
    site.shop.takes()
    later = counted_at(site, timedelta(hours=5))["ship"]
    age = site.runtime.clock.now() + timedelta(hours=5) - later.oldest

    assert timedelta(hours=5) <= age < timedelta(hours=6)


def test_a_step_without_deadline_is_never_overdue(site: Site):
    site.shop.takes(**unpaid())

    assert counted_at(site, timedelta(days=9))["wait_for_payment"].overdue == 0


def test_the_count_stands_on_the_diagram(site: Site):
    site.shop.tells(*(an_order() for _ in range(3)))
    picture = look(site).partition("<svg")[2]

    assert ">3</text>" in picture


def test_a_step_inside_a_called_process_has_its_own_diagram(site: Site):
    site.shop.takes(total="12000.00")

    assert look(site).count('class="canvas') == 1


def test_nothing_waiting_says_so(site: Site):
    assert "Nothing waits anywhere." in look(site)


def test_the_page_speaks_chinese(site: Site):
    site.shop.takes()

    assert "发货" in look(site, "zh")


def test_all_steps_are_counted_by_one_statement(site: Site):
    site.shop.tells(an_order(), an_order(**unpaid()), an_order(total="12000.00"))
    counted_at(site)
    with counting(site.runtime.database) as counted:
        counted_at(site)

    assert len(counted.statements) == 1


@pytest.mark.parametrize(
    ("overdue", "loud"),
    [(0, Tone.CALM), (1, Tone.WARM), (3, Tone.HOT), (5, Tone.ALARM)],
)
def test_the_share_of_overdue_ones_makes_a_step_louder(
    site: Site, overdue: int, loud: Tone
):
    now = site.runtime.clock.now()
    stage = Stage("p", "e", Title("", ""), "task", 10, now, overdue, 1)

    assert tone(stage) is loud


def test_customer_service_may_look(site: Site):
    assert site.visitor(CS).gets("/stages").status_code == 200


def test_a_program_of_a_channel_may_not(site: Site):
    assert site.visitor(PROGRAM).gets("/stages").status_code == 403
