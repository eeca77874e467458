"""A request sent twice is done once, and answered the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from runtime.identity import answers
from runtime.kernel.actors import Actor
from tests.story import PARCEL, SUPERVISOR, WAREHOUSE, an_order
from tests.visitors import ADMIN, Program, Site

KEY = {"Idempotency-Key": "k-1"}
PERSON = {"name": "小明", "roles": ["cs"]}


@pytest.fixture
def admin(site: Site) -> Program:
    """Give a program of the administrator."""
    return site.program(ADMIN)


def adds(program: Program, **changes):
    """Add a person under the one key."""
    return program.asks("POST", "/people", json={**PERSON, **changes}, headers=KEY)


def test_the_first_answer_is_given_again(admin: Program):
    first, again = adds(admin), adds(admin)

    assert (first.status_code, first.data) == (again.status_code, again.data)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_with_another_body_is_refused(admin: Program):
    adds(admin)
    answer = adds(admin, phone="1")

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-used")


def test_without_a_key_nothing_is_kept(admin: Program):
    admin.asks("POST", "/people", json=PERSON)

    assert admin.asks("POST", "/people", json=PERSON).status_code == 409


def test_a_key_is_its_callers_own(site: Site):
    order = an_order(channel="own")
    first = site.program().asks("POST", "/orders", json=order, headers=KEY)
    other = site.program(ADMIN).asks("POST", "/orders", json=order, headers=KEY)

    assert (first.status_code, other.status_code) == (201, 200)


def test_what_was_refused_is_not_kept(admin: Program):
    refused = adds(admin, roles=["nobody"])

    assert (refused.status_code, adds(admin).status_code) == (422, 201)


def test_a_key_of_seven_days_ago_is_free_again(site: Site, admin: Program):
    adds(admin)
    work_at = site.runtime.clock.now() + answers.LASTS
    actor = Actor(ADMIN, ADMIN)
    with site.runtime.work(actor) as work:
        work.now = work_at
        ran = answers.once(
            work, "k-1", "another", lambda _: answers.Answer(200, b"new")
        )

    assert (ran.body, ran.is_again) == (b"new", False)


@pytest.mark.parametrize(("days", "kept"), [(6, True), (7, False)])
def test_answers_are_swept_after_seven_days(
    site: Site, admin: Program, days: int, kept: bool
):
    adds(admin)
    with site.runtime.work() as work:
        work.now = work.now + timedelta(days=days, seconds=1)
        answers.sweep(work)

    assert ("Idempotency-Replayed" in adds(admin).headers) is kept


def test_an_empty_key_is_refused(admin: Program):
    headers = {"Idempotency-Key": ""}

    assert (
        admin.asks("POST", "/people", json=PERSON, headers=headers).status_code == 422
    )


def test_of_two_at_once_both_have_the_one_answer(site: Site):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    together, programs = Barrier(2), [site.program(WAREHOUSE) for _ in range(2)]

    def complete(program: Program):
        together.wait()
        body = {"data": PARCEL}
        return program.asks("POST", f"/tasks/{task}/complete", json=body, headers=KEY)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(complete, programs)

    assert (first.status_code, first.data) == (200, second.data)
    assert second.status_code == 200


def test_the_answer_is_lost_with_the_work_it_answers_for(site: Site):
    number = site.shop.takes(total="9000.00")
    task = site.shop.task(SUPERVISOR, number)
    program = site.program(SUPERVISOR)
    wrong = {"data": {"decision": "perhaps"}}
    place = f"/tasks/{task}/complete"
    refused = program.asks("POST", place, json=wrong, headers=KEY)
    right = program.asks("POST", f"/tasks/{task}/approve", json={}, headers=KEY)

    assert (refused.status_code, right.status_code) == (422, 200)
