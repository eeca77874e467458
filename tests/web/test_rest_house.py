"""People, parameters, stages, incidents and deliveries through the interface."""

from __future__ import annotations

import pytest

from tests.story import CS, SUPERVISOR, WAREHOUSE, unpaid
from tests.visitors import ADMIN, PASSWORD, Site

REASON = {"reason": "checked"}


def test_a_person_is_added_with_roles(site: Site):
    body = {"name": "小明", "roles": ["qc", "cs"]}
    answer = site.program(ADMIN).asks("POST", "/people", json=body)

    assert (answer.status_code, answer.json["roles"]) == (201, ["cs", "qc"])


def test_everybody_is_listed_with_their_roles(site: Site):
    listed = site.program(ADMIN).asks("GET", "/people").json["items"]
    held = {one["name"]: one["roles"] for one in listed}

    assert (held[CS], held[ADMIN]) == (["cs"], ["admin"])


def test_a_disabled_person_is_nobody_any_more(site: Site):
    program = site.program(CS)
    site.program(ADMIN).asks("POST", f"/people/{CS}/disable")

    assert program.asks("GET", "/me").status_code == 401


def test_a_person_has_the_roles_that_were_set_last(site: Site):
    program = site.program(CS)
    body = {"roles": ["finance"]}
    site.program(ADMIN).asks("POST", f"/people/{CS}/roles", json=body)

    assert program.asks("GET", "/me").json["roles"] == ["finance"]


@pytest.mark.parametrize("roles", [["nobody"], []])
def test_a_person_needs_roles_that_exist(site: Site, roles: list[str]):
    body = {"name": "小明", "roles": roles}

    assert site.program(ADMIN).asks("POST", "/people", json=body).status_code == 422


def shown(program):
    """Return parameter name → what is shown of it."""
    return {
        one["name"]: one for one in program.asks("GET", "/parameters").json["items"]
    }


def test_a_parameter_set_for_later_is_not_valid_yet(site: Site):
    program = site.program(SUPERVISOR)
    before = shown(program)["approval_supervisor_above"]
    body = {"value": "9", "note": "sale", "valid_from": "2999-01-01T00:00:00"}
    answer = program.asks("POST", "/parameters/approval_supervisor_above", json=body)
    after = shown(program)["approval_supervisor_above"]

    assert (answer.status_code, answer.json["version"]) == (201, before["version"] + 1)
    assert (after["value"], after["note"]) == (before["value"], "sale")


def test_a_parameter_set_for_now_is_valid(site: Site):
    program = site.program(SUPERVISOR)
    body = {"value": 1234.50, "note": "sale"}
    program.asks("POST", "/parameters/approval_supervisor_above", json=body)

    assert shown(program)["approval_supervisor_above"]["value"] == "1234.5"


@pytest.mark.parametrize(
    ("body", "status"),
    [({"value": "much", "note": "sale"}, 422), ({"value": "9"}, 422)],
    ids=["no-number", "no-note"],
)
def test_a_parameter_needs_a_value_of_its_type_and_a_note(site: Site, body, status):
    program = site.program(SUPERVISOR)
    answer = program.asks("POST", "/parameters/approval_supervisor_above", json=body)

    assert answer.status_code == status


def test_a_stage_tells_how_much_waits(site: Site):
    site.shop.takes()
    site.shop.takes()
    (stage,) = site.program(WAREHOUSE).asks("GET", "/stages").json["items"]

    assert (stage["role"], stage["waiting"]) == ("warehouse", 2)
    assert stage["oldest_seconds"] >= 0


def test_nothing_is_stuck_in_a_sound_shop(site: Site):
    site.shop.takes(**unpaid())
    program = site.program(SUPERVISOR)

    assert program.asks("GET", "/incidents").json == {"items": [], "next": None}
    assert program.asks("GET", "/deliveries").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    "place",
    [
        "/incidents/1/retry",
        "/incidents/1/skip",
        "/incidents/1/cancel",
        "/deliveries/1/redrive",
    ],
)
def test_what_is_not_there_cannot_be_decided_on(site: Site, place: str):
    answer = site.program(SUPERVISOR).asks("POST", place, json=REASON)

    assert answer.status_code == 404


def test_a_decision_needs_a_reason(site: Site):
    answer = site.program(SUPERVISOR).asks("POST", "/incidents/1/skip", json={})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["reason"])


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "此项必填。"), ("en", "This field is required.")]
)
def test_a_missing_field_is_told_in_the_callers_language(site: Site, language, said):
    program, headers = site.program(SUPERVISOR), {"Accept-Language": language}
    answer = program.asks("POST", "/incidents/1/skip", json={}, headers=headers)

    assert answer.json["errors"]["reason"] == [said]


def test_a_token_of_the_command_line_opens_the_interface(site: Site):
    made = site.shop.does("token", "create", CS, "--days", 1)
    headers = {"Authorization": f"Bearer {made['token']}"}
    answer = site.visitor().gets("/api/v1/me", headers=headers)

    assert answer.json["name"] == CS


@pytest.mark.parametrize("days", [0, 4000])
def test_a_token_lasts_a_sensible_time(site: Site, days: int):
    error = site.shop.refuses("token", "create", CS, "--days", days)

    assert error["code"] == "token-days-wrong"


@pytest.mark.parametrize("place", ["/people", "/parameters"])
def test_lists_come_page_by_page(site: Site, place: str):
    program = site.program(ADMIN)
    whole = program.asks("GET", f"{place}?limit=200").json["items"]
    first = program.asks("GET", f"{place}?limit=4").json
    rest = program.asks("GET", f"{place}?limit=200&cursor={first['next']}").json

    assert first["items"] + rest["items"] == whole
    assert (len(first["items"]), rest["next"]) == (4, None)


def test_stages_come_page_by_page(site: Site):
    site.shop.takes()
    site.shop.takes(total="9000.00", customer={"name": "周雨", "credit": "bad"})
    program = site.program(SUPERVISOR)
    whole = program.asks("GET", "/stages").json["items"]
    first = program.asks("GET", "/stages?limit=1").json
    second = program.asks("GET", f"/stages?limit=1&cursor={first['next']}").json

    assert first["items"] + second["items"] == whole


@pytest.mark.parametrize("place", ["/people", "/parameters", "/stages"])
def test_a_foreign_cursor_is_refused(site: Site, place: str):
    assert site.program(ADMIN).asks("GET", f"{place}?cursor=x").status_code == 422


@pytest.mark.parametrize(("name", "phone"), [(ADMIN, "139"), (SUPERVISOR, None)])
def test_the_telephone_is_for_those_who_may_see_it(site: Site, name, phone):
    site.shop.does("user", "add", "小明", "--role", "cs", "--phone", "139")

    assert site.program(name).asks("GET", "/people/小明").json["phone"] == phone


def test_a_password_is_reset_and_every_log_in_ends(site: Site):
    program, visitor = site.program(CS), site.visitor(CS)
    body = {"password": PASSWORD}
    site.program(ADMIN).asks("POST", f"/people/{CS}/password", json=body)

    assert program.asks("GET", "/me").status_code == 401
    assert visitor.gets("/me").status_code == 401
    assert visitor.logs_in(CS).status_code == 302


def test_somebody_is_logged_out_everywhere(site: Site):
    program = site.program(CS)
    site.program(ADMIN).asks("POST", f"/people/{CS}/log-out")

    assert program.asks("GET", "/me").status_code == 401


def claimed(site: Site) -> int:
    """Return a task that the warehouse has claimed."""
    task = site.shop.task(WAREHOUSE, site.shop.takes())
    site.shop.does("task", "claim", task, "--as", WAREHOUSE)
    return task


def test_all_tasks_of_a_leaver_are_handed_over(site: Site):
    task = claimed(site)
    site.shop.does("user", "add", "小明", "--role", "warehouse")
    place, body = f"/people/{WAREHOUSE}/hand-over", {"to": "小明"}
    answer = site.program(ADMIN).asks("POST", place, json=body)

    assert answer.json == {"name": WAREHOUSE, "tasks": 1}
    assert site.shop.does("task", "show", task)["assignee"] == "小明"


def test_who_is_disabled_by_the_interface_holds_nothing(site: Site):
    task = claimed(site)
    site.program(ADMIN).asks("POST", f"/people/{WAREHOUSE}/disable")

    assert site.shop.does("task", "show", task)["assignee"] is None


def test_who_is_disabled_by_the_command_line_holds_nothing(site: Site):
    task = claimed(site)
    site.shop.does("user", "disable", WAREHOUSE)

    assert site.shop.does("task", "show", task)["assignee"] is None


def test_every_version_of_a_parameter_is_told(site: Site):
    program, place = site.program(SUPERVISOR), "/parameters/approval_supervisor_above"
    program.asks("POST", place, json={"value": "9", "note": "sale"})
    versions = program.asks("GET", place).json["items"]

    assert [one["value"] for one in versions] == ["9", "5000"]
    assert (versions[0]["changed_by"], versions[0]["note"]) == (SUPERVISOR, "sale")


def test_one_changes_ones_own_password(site: Site):
    body = {"password": PASSWORD}
    site.program(ADMIN).asks("POST", f"/people/{CS}/password", json=body)
    program = site.program(CS)
    body = {"old": PASSWORD, "new": f"{PASSWORD} 2"}

    assert program.asks("POST", "/me/password", json=body).status_code == 200
    assert program.asks("GET", "/me").status_code == 401
    assert site.visitor().logs_in(CS, f"{PASSWORD} 2").status_code == 302


def test_a_password_is_not_changed_without_the_old_one(site: Site):
    body = {"old": "wrong", "new": PASSWORD}
    answer = site.program(CS).asks("POST", "/me/password", json=body)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["old"])


def test_one_logs_out_everywhere(site: Site):
    program, other = site.program(CS), site.visitor(CS)
    program.asks("POST", "/me/log-out", json={"everywhere": True})

    assert program.asks("GET", "/me").status_code == 401
    assert other.gets("/me").status_code == 401
