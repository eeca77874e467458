"""Somebody is away: their tasks wait for nobody."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from runtime import bootstrap
from runtime.engine.run import queries
from runtime.identity.lanes import AbsenceLane
from runtime.kernel.clock import FixedClock
from runtime.kernel.settings import Settings
from tests.story import CS, CUSTOM, SUPERVISOR, Shop, custom_made
from tests.visitors import ADMIN, Site

DEPUTY, THIRD = "代理甲", "代理乙"
OTHER = "别的岗位"


def at(site: Site, hours: float) -> str:
    """Return a moment so many hours from now, as programs write it."""
    return (site.runtime.clock.now() + timedelta(hours=hours)).isoformat()


def typed(site: Site, hours: float) -> str:
    """Return such a moment as a field of a page holds it."""
    moment = datetime.fromisoformat(at(site, hours)) + timedelta(hours=8)
    return moment.strftime("%Y-%m-%dT%H:%M")


def hire(site: Site, name: str, role: str = "custom") -> str:
    """Add somebody with one role; return their name."""
    site.shop.does("user", "add", name, "--role", role)
    return name


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


def away(site: Site, name: str, begins: float, ends: float, deputy: str | None) -> Any:
    """Let the supervisor note an absence; return the answer."""
    body = {"from": at(site, begins), "to": at(site, ends), "deputy": deputy}
    program = site.program(SUPERVISOR)
    return program.asks("POST", f"/people/{name}/absences", json=body)


def tick(shop: Shop, hours: float) -> int:
    """Let the background work look so many hours from now; return what it did."""
    later = datetime.now().astimezone() + timedelta(hours=hours)
    settings = Settings.read(shop.environment)
    with closing(bootstrap.build(settings, FixedClock(later))) as runtime:
        return AbsenceLane(runtime.engine, runtime.work).tick()


@pytest.mark.req("S1-04")
def test_the_tasks_of_who_is_away_go_to_the_deputy(site: Site):
    hire(site, DEPUTY)
    holding(site)
    answer = away(site, CUSTOM, -1, 8, DEPUTY)

    assert (answer.status_code, answer.json["state"]) == (201, "now")
    assert (held(site, CUSTOM), held(site, DEPUTY)) == (0, 1)


@pytest.mark.req("S1-04")
def test_without_a_deputy_they_wait_in_their_queue(site: Site):
    number = holding(site)
    away(site, CUSTOM, -1, 8, None)

    assert held(site, CUSTOM) == 0
    assert [one["assignee"] for one in site.shop.tasks(CUSTOM, number)] == [None]


def test_an_absence_begins_by_itself(site: Site):
    hire(site, DEPUTY)
    holding(site)
    away(site, CUSTOM, 2, 8, DEPUTY)
    before = held(site, CUSTOM)

    assert (before, tick(site.shop, 3)) == (1, 1)
    assert (held(site, CUSTOM), held(site, DEPUTY)) == (0, 1)


@pytest.mark.parametrize("hours", [1, 9], ids=["before", "after"])
def test_an_absence_begins_neither_early_nor_late(site: Site, hours: int):
    holding(site)
    away(site, CUSTOM, 2, 8, None)

    assert (tick(site.shop, hours), held(site, CUSTOM)) == (0, 1)


def test_an_absence_begins_once(site: Site):
    away(site, CUSTOM, 2, 8, None)

    assert (tick(site.shop, 3), tick(site.shop, 4)) == (1, 0)


def test_a_deputy_of_a_deputy_stands_in(site: Site):
    hire(site, DEPUTY)
    hire(site, THIRD)
    holding(site)
    away(site, DEPUTY, -1, 8, THIRD)
    away(site, CUSTOM, -1, 8, DEPUTY)

    assert (held(site, DEPUTY), held(site, THIRD)) == (0, 1)


def test_what_the_deputy_may_not_do_goes_back(site: Site):
    hire(site, DEPUTY, "qc")
    both = {"roles": ["custom", "qc"]}
    site.program(ADMIN).asks("POST", f"/people/{CUSTOM}/roles", json=both)
    holding(site)
    answer = away(site, CUSTOM, -1, 8, DEPUTY)

    assert answer.status_code == 201
    assert (held(site, CUSTOM), held(site, DEPUTY)) == (0, 0)


def test_a_deputy_who_left_meanwhile_gets_nothing(site: Site):
    hire(site, DEPUTY)
    holding(site)
    away(site, CUSTOM, 2, 8, DEPUTY)
    site.shop.does("user", "disable", DEPUTY)
    tick(site.shop, 3)

    assert (held(site, CUSTOM), held(site, DEPUTY)) == (0, 0)


def test_tasks_handed_to_who_is_away_go_to_their_deputy(site: Site):
    hire(site, DEPUTY)
    hire(site, THIRD)
    holding(site)
    away(site, THIRD, -1, 8, DEPUTY)
    site.shop.does("user", "hand-over", CUSTOM, "--to", THIRD)

    assert (held(site, THIRD), held(site, DEPUTY)) == (0, 1)


@pytest.mark.parametrize(
    "deputy", [CUSTOM, "谁也不是", OTHER], ids=["oneself", "nobody", "other-role"]
)
def test_not_everybody_can_stand_in(site: Site, deputy: str):
    hire(site, OTHER, "qc")
    answer = away(site, CUSTOM, 1, 8, deputy)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["deputy"])


def test_who_is_disabled_cannot_stand_in(site: Site):
    hire(site, DEPUTY)
    site.shop.does("user", "disable", DEPUTY)

    assert away(site, CUSTOM, 1, 8, DEPUTY).status_code == 422


def test_deputies_do_not_go_round_in_circles(site: Site):
    hire(site, DEPUTY)
    away(site, DEPUTY, 1, 8, CUSTOM)
    answer = away(site, CUSTOM, 2, 6, DEPUTY)

    assert answer.status_code == 422
    assert "代理" in answer.json["errors"]["deputy"][0]


def test_who_is_away_with_nobody_in_their_place_cannot_stand_in(site: Site):
    hire(site, DEPUTY)
    away(site, DEPUTY, 1, 8, None)

    assert away(site, CUSTOM, 2, 6, DEPUTY).status_code == 422


@pytest.mark.parametrize(("begins", "ends"), [(5, 4), (-9, -1)])
def test_the_times_make_sense(site: Site, begins: int, ends: int):
    answer = away(site, CUSTOM, begins, ends, None)

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["to"])


def test_nobody_is_away_twice_at_one_time(site: Site):
    away(site, CUSTOM, 1, 8, None)
    answer = away(site, CUSTOM, 7, 9, None)

    assert (answer.status_code, answer.json["code"]) == (409, "absence-overlaps")


def test_an_absence_is_ended_early(site: Site):
    number = away(site, CUSTOM, -1, 8, None).json["id"]
    place = f"/people/{CUSTOM}/absences/{number}/end"
    program = site.program(SUPERVISOR)
    ended, again = program.asks("POST", place), program.asks("POST", place)

    assert (ended.json["state"], again.status_code) == ("ended", 409)


def test_somebody_elses_absence_is_not_found_under_my_name(site: Site):
    number = away(site, CUSTOM, 1, 8, None).json["id"]
    answer = site.program(CS).asks("POST", f"/me/absences/{number}/end")

    assert answer.status_code == 404


def test_absences_are_listed_page_by_page(site: Site):
    away(site, CUSTOM, 1, 2, None)
    away(site, CUSTOM, 3, 4, None)
    away(site, CUSTOM, 5, 6, None)
    program, place = site.program(SUPERVISOR), f"/people/{CUSTOM}/absences?limit=2"
    first = program.asks("GET", place).json
    second = program.asks("GET", f"{place}&cursor={first['next']}").json
    starts = [one["from"] for one in (*first["items"], *second["items"])]

    assert (len(starts), starts) == (3, sorted(starts, reverse=True))


def test_one_says_by_oneself_that_one_is_away(site: Site):
    body = {"from": at(site, 1), "to": at(site, 2)}
    program = site.program(CS)
    program.asks("POST", "/me/absences", json=body)
    (mine,) = program.asks("GET", "/me/absences").json["items"]

    assert (mine["name"], mine["entered_by"], mine["state"]) == (CS, CS, "planned")


def test_the_page_enters_an_absence_by_the_clock_of_the_shop(site: Site):
    visitor = site.visitor(CUSTOM)
    form = {"from": typed(site, 1), "to": typed(site, 2)}
    answer = visitor.posts("/away", "/away", **form)
    page = visitor.gets("/away").text

    assert answer.status_code == 303
    assert form["from"].replace("T", " ") in page


def test_the_page_says_beside_the_field_what_is_wrong(site: Site):
    form = {"from": "", "to": typed(site, 2)}
    answer = site.visitor(CUSTOM).posts("/away", "/away", **form)

    assert (answer.status_code, 'id="from-wrong"' in answer.text) == (422, True)
    assert f'value="{form["to"]}"' in answer.text


def test_the_page_ends_an_absence(site: Site):
    number = away(site, CUSTOM, -1, 8, None).json["id"]
    answer = site.visitor(CUSTOM).posts(f"/away/{number}/end", "/away")

    assert answer.status_code == 303
    assert "提前结束" in site.visitor(CUSTOM).gets("/away").text


def test_a_lead_enters_it_on_the_page_of_the_person(site: Site):
    visitor, place = site.visitor(SUPERVISOR), f"/people/{CUSTOM}"
    form = {"from": typed(site, -1), "to": typed(site, 2)}
    visitor.posts(f"{place}/absences", place, **form)

    assert "离岗中" in visitor.gets(place).text
    assert "离岗" in visitor.gets("/people").text


def test_a_lead_reads_on_that_page_why_it_is_refused(site: Site):
    visitor, place = site.visitor(SUPERVISOR), f"/people/{CUSTOM}"
    form = {"from": typed(site, 3), "to": typed(site, 2)}
    answer = visitor.posts(f"{place}/absences", place, **form)

    assert (answer.status_code, 'id="to-wrong"' in answer.text) == (422, True)


def test_the_story_names_both(site: Site):
    hire(site, DEPUTY)
    number = holding(site)
    away(site, CUSTOM, -1, 8, DEPUTY)
    (told,) = [
        line["text"]
        for line in site.shop.shows(number)["story"]
        if line["kind"] == "handed-over"
    ]

    assert CUSTOM in told
    assert DEPUTY in told


def test_the_trail_stays_whole(site: Site):
    holding(site)
    away(site, CUSTOM, -1, 8, None)

    assert site.shop.is_sound()


@pytest.mark.req("S1-04")
def test_the_command_line_notes_shows_and_ends_it(site: Site):
    words = ("--from", "2026-01-01T08:00", "--to", "2999-01-01T08:00")
    number = site.shop.does("user", "absent", "enter", CUSTOM, *words)["id"]
    (shown,) = site.shop.does("user", "absent", "list")["items"]
    site.shop.does("user", "absent", "end", CUSTOM, number)
    (over,) = site.shop.does("user", "absent", "list", CUSTOM)["items"]

    assert (shown["name"], shown["state"], over["state"]) == (CUSTOM, "now", "ended")
    assert shown["from"].startswith("2026-01-01T00:00")
