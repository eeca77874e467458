"""The pages of people: who comes, who goes, who may say so."""

from __future__ import annotations

import re

import pytest

from runtime.engine.run import queries
from runtime.identity import people
from tests.story import CS, CUSTOM, SUPERVISOR, custom_made
from tests.visitors import ADMIN, PASSWORD, Site

NEW = "新人"
CHANGES = ["roles", "password", "log-out", "disable", "hand-over", "erase"]


def roles(site: Site, name: str) -> list[str]:
    """Return the roles of somebody."""
    with site.runtime.database.reading() as read:
        return people.roles_of(read, site.id_of(name))


def changed(site: Site, name: str, what: str, **typed: str) -> int:
    """Let the administrator change somebody; return the status of the answer."""
    visitor = site.visitor(ADMIN)
    place = f"/people/{name}/{what}"
    return visitor.posts(place, "/people", choice="yes", **typed).status_code


def holding(site: Site) -> str:
    """Return an order whose task somebody of the custom group has claimed."""
    number = site.shop.takes(lines=custom_made())
    task = site.shop.task(CUSTOM, number)
    site.shop.does("task", "claim", task, "--as", CUSTOM)
    return number


def held(site: Site, name: str) -> int:
    """Return how many tasks somebody holds."""
    with site.runtime.database.reading() as read:
        return queries.count_held(read, site.id_of(name))


def test_somebody_is_added_and_can_log_in(site: Site):
    admin = site.visitor(ADMIN)
    admin.posts("/people", "/people", name=NEW, role="cs", password=PASSWORD)

    assert site.visitor().logs_in(NEW).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"name": CS, "role": "cs"},
        {"name": NEW, "role": "wizard"},
        {"name": NEW},
        {"name": " ", "role": "cs"},
        {"name": NEW, "role": "cs", "password": "short"},
    ],
    ids=["taken", "unknown-role", "no-role", "no-name", "short-password"],
)
def test_who_cannot_be_added_is_told_why(site: Site, typed: dict[str, str]):
    answer = site.visitor(ADMIN).posts("/people", "/people", **typed)

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_what_was_typed_stands_there_again(site: Site):
    answer = site.visitor(ADMIN).posts("/people", "/people", name=NEW)

    assert f'value="{NEW}"' in answer.text


def test_roles_are_changed(site: Site):
    assert changed(site, CS, "roles", role="sales") == 303
    assert roles(site, CS) == ["sales"]


def test_new_roles_hold_from_the_next_click(site: Site):
    visitor = site.visitor(CS)
    changed(site, CS, "roles", role="supervisor")

    assert visitor.gets("/people").status_code == 200


@pytest.mark.parametrize("what", ["roles", "disable"])
def test_the_last_administrator_stays(site: Site, what: str):
    assert changed(site, ADMIN, what, role="cs") == 422
    assert roles(site, ADMIN) == ["admin"]


def test_a_password_set_for_somebody_ends_their_browsers(site: Site):
    visitor = site.visitor(CS)
    changed(site, CS, "password", password=PASSWORD)

    assert visitor.gets("/me").status_code == 401
    assert visitor.logs_in(CS).status_code == 302


@pytest.mark.parametrize("what", ["log-out", "disable"])
def test_somebody_is_logged_out_everywhere(site: Site, what: str):
    visitor = site.visitor(CS)
    changed(site, CS, what)

    assert visitor.gets("/me").status_code == 401


def test_a_token_ends_with_its_person(site: Site):
    program = site.program(CS)
    changed(site, CS, "disable")

    assert program.asks("GET", "/me").status_code == 401


@pytest.mark.req("S3-20")
def test_the_tasks_of_who_leaves_go_back_to_their_queue(site: Site):
    number = holding(site)
    changed(site, CUSTOM, "disable")

    assert held(site, CUSTOM) == 0
    assert site.shop.waiting(number) != {}


@pytest.mark.req("S3-20")
def test_tasks_go_to_whom_they_are_handed(site: Site):
    holding(site)
    changed(site, SUPERVISOR, "roles", role="custom")
    changed(site, CUSTOM, "hand-over", to=SUPERVISOR)

    assert (held(site, CUSTOM), held(site, SUPERVISOR)) == (0, 1)


def test_what_the_other_may_not_do_goes_back_to_its_queue(site: Site):
    holding(site)
    changed(site, CUSTOM, "hand-over", to=CS)

    assert (held(site, CUSTOM), held(site, CS)) == (0, 0)


@pytest.mark.parametrize(("to", "kind"), [("", "taken-back"), (ADMIN, "handed-over")])
def test_the_story_tells_who_handed_over(site: Site, to: str, kind: str):
    number = holding(site)
    site.visitor(ADMIN)
    both = {"role": ["admin", "custom"]}
    site.visitor(ADMIN).posts(f"/people/{ADMIN}/roles", "/people", **both)
    changed(site, CUSTOM, "hand-over", to=to)

    assert kind in [line["kind"] for line in site.shop.shows(number)["story"]]
    assert site.shop.is_sound()


def test_a_supervisor_looks_and_notes_absences_alone(site: Site):
    page = site.visitor(SUPERVISOR).gets(f"/people/{CS}")
    inside = page.text.split('<main id="main"')[-1]

    assert re.findall('action="[^"]+/([^"/]+)"', inside) == ["absences"]


@pytest.mark.parametrize(("name", "shown"), [(ADMIN, True), (SUPERVISOR, False)])
def test_the_telephone_is_for_those_who_may_see_it(site: Site, name: str, shown: bool):
    site.shop.does("user", "add", NEW, "--role", "cs", "--phone", "13912345678")
    page = site.visitor(name).gets(f"/people/{NEW}").text

    assert ("13912345678" in page) is shown


@pytest.mark.parametrize("what", CHANGES)
def test_only_an_administrator_changes_people(site: Site, what: str):
    visitor = site.visitor(SUPERVISOR)

    assert visitor.posts(f"/people/{CS}/{what}", "/people").status_code == 403


@pytest.mark.parametrize("what", CHANGES)
def test_who_is_not_there_cannot_be_changed(site: Site, what: str):
    assert changed(site, "nobody", what, role="cs", password=PASSWORD) == 404


def test_other_staff_do_not_see_the_people(site: Site):
    assert site.visitor(CS).gets("/people").status_code == 403
