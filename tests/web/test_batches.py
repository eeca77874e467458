"""Many tasks at once: told before, confirmed by count, refused one by one."""

from __future__ import annotations

import re

import pytest

from tests.story import WAREHOUSE
from tests.visitors import Site

CALM = {"kind": "ordinary"}


def waiting(site: Site, count: int, **changes: object) -> list[tuple[str, int]]:
    """Let orders come that are to be shipped; return number and task of each."""
    numbers = [site.shop.takes(**changes) for _ in range(count)]
    return [(number, site.shop.task(WAREHOUSE, number)) for number in numbers]


def states(page: str) -> list[str]:
    """Return what the page says of each order."""
    return re.findall(r'class="sla (?:idle|ok|late)">([^<]+)<', page)


def sent(tasks: list[int], count: int) -> dict[str, object]:
    """Return what a page of a batch sends."""
    own = {f"own.{one}.tracking_no": f"SF12345{n}" for n, one in enumerate(tasks)}
    return {"task": tasks, "go": "1", "count": count, "answer.carrier": "SF", **own}


def test_what_would_happen_is_told_first_and_nothing_is_done(site: Site):
    ((number, task),) = waiting(site, 1)
    page = site.visitor(WAREHOUSE).posts("/inbox/batch", start="/me", task=[task])

    assert states(page.text) == ["可以办结"]
    assert site.shop.state(number) == "released"


@pytest.mark.req("S0-21")
def test_one_batch_ships_what_may_and_refuses_the_rest_by_itself(site: Site):
    found = waiting(site, 2) + waiting(site, 1, kind="rush")
    tasks = [task for _, task in found]
    answer = site.visitor(WAREHOUSE).posts(
        "/inbox/batch", start="/me", **sent(tasks, 2)
    )

    assert sorted(states(answer.text)) == ["已办结", "已办结", "未办结"]
    assert [site.shop.state(number) for number, _ in found] == [
        "completed",
        "completed",
        "released",
    ]


def test_a_wrong_count_does_nothing_and_keeps_what_was_typed(site: Site):
    ((number, task),) = waiting(site, 1)
    answer = site.visitor(WAREHOUSE).posts(
        "/inbox/batch", start="/me", **sent([task], 7)
    )

    assert (answer.status_code, site.shop.state(number)) == (422, "released")
    assert 'value="SF123450"' in answer.text


def test_a_wrong_field_refuses_its_order_alone(site: Site):
    (bad, worse), (good, fine) = waiting(site, 2)
    form = {**sent([worse, fine], 2), f"own.{worse}.tracking_no": "?"}
    site.visitor(WAREHOUSE).posts("/inbox/batch", start="/me", **form)

    assert site.shop.state(bad) == "released"
    assert site.shop.state(good) == "completed"


def test_nothing_chosen_leads_back_to_the_inbox(site: Site):
    answer = site.visitor(WAREHOUSE).posts("/inbox/batch", start="/me")

    assert (answer.status_code, answer.location) == (303, "/inbox")
