"""What cannot go on, through the interface: listed, and decided on by a lead."""

from __future__ import annotations

import pytest

from runtime.engine.run import queries
from runtime.engine.tables import Delivery, DeliveryState
from runtime.kernel.db import table_of
from tests.scenarios.incidents import conftest as broken
from tests.scenarios.incidents.conftest import Trouble
from tests.story import SUPERVISOR
from tests.visitors import Program, Site

trouble, stuck = broken.trouble, broken.stuck
REASON = {"reason": "仓库系统已恢复"}


@pytest.fixture
def lead(stuck: str, site: Site) -> Program:
    """Give a lead's program at a shop where one order is stuck."""
    return site.program(SUPERVISOR)


def incident(lead: Program) -> int:
    """Return the number of the one incident."""
    (found,) = lead.asks("GET", "/incidents").json["items"]
    return int(found["id"])


def test_an_incident_is_listed_with_its_order_and_why(lead: Program, stuck: str):
    (found,) = lead.asks("GET", "/incidents").json["items"]

    assert (found["order_no"], found["element"]) == (stuck, "release_order")
    assert "no shelf left" in found["message"]


def test_a_retry_goes_on_once_the_cause_is_gone(lead: Program, trouble: Trouble):
    trouble.is_on = False
    answer = lead.asks("POST", f"/incidents/{incident(lead)}/retry", json=REASON)

    assert (answer.status_code, answer.json["done"]) == (200, True)


def test_a_retry_that_fails_says_so(lead: Program):
    first = incident(lead)
    answer = lead.asks("POST", f"/incidents/{first}/retry", json=REASON)

    assert (answer.json["done"], incident(lead) == first) == (False, False)


@pytest.mark.parametrize("verb", ["skip", "cancel"])
def test_an_incident_is_decided_on_once(lead: Program, verb: str):
    place = f"/incidents/{incident(lead)}/{verb}"
    first = lead.asks("POST", place, json=REASON)
    again = lead.asks("POST", place, json=REASON)

    assert (first.status_code, again.status_code) == (200, 409)


def test_a_cancelled_incident_ends_the_order(lead: Program, stuck: str):
    lead.asks("POST", f"/incidents/{incident(lead)}/cancel", json=REASON)

    assert lead.asks("GET", f"/orders/{stuck}").json["state"] == "cancelled"


@pytest.fixture
def dead(site: Site) -> int:
    """Give a call to the warehouse that nobody answered."""
    number = site.shop.takes()
    with site.runtime.work() as work:
        (instance,) = queries.instances_of(work.read, number)
        row = {
            "id": 7,
            "key": "K-7",
            "instance_id": instance.id,
            "node": 1,
            "business_key": number,
            "element": "ship",
            "connector": "warehouse",
            "verb": "ship",
            "payload": "{}",
            "state": DeliveryState.DEAD.value,
            "attempt": 3,
            "next_at": work.now,
            "created_at": work.now,
            "last_error": "no answer",
        }
        work.session.execute(table_of(Delivery).insert(), row)
    return 7


def test_a_dead_call_is_listed_with_its_last_error(site: Site, dead: int):
    (found,) = site.program(SUPERVISOR).asks("GET", "/deliveries").json["items"]

    assert (found["target"], found["last_error"]) == ("warehouse.ship", "no answer")


def test_a_dead_call_is_sent_again(site: Site, dead: int):
    program = site.program(SUPERVISOR)
    answer = program.asks("POST", f"/deliveries/{dead}/redrive", json=REASON)
    (found,) = program.asks("GET", "/deliveries?state=pending").json["items"]

    assert (answer.status_code, found["id"], found["attempt"]) == (200, dead, 0)


def test_a_call_that_is_not_dead_is_not_sent_again(site: Site, dead: int):
    program = site.program(SUPERVISOR)
    place = f"/deliveries/{dead}/redrive"
    answers = [program.asks("POST", place, json=REASON) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 409]
