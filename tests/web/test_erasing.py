"""Somebody is forgotten: nothing says who they were, and the trail stays whole."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.story import CUSTOM, SUPERVISOR, custom_made
from tests.visitors import ADMIN, PASSWORD, Site

PHONE = "13900001234"
LEAVER = "即将离职的人"


def with_a_past(site: Site) -> str:
    """Let somebody come, act, and hold nothing; return the order they had."""
    body = {"name": LEAVER, "roles": ["custom"], "phone": PHONE, "password": PASSWORD}
    headers = {"Idempotency-Key": "hired"}
    site.program(ADMIN).asks("POST", "/people", json=body, headers=headers)
    number = site.shop.takes(lines=custom_made())
    task = site.shop.task(CUSTOM, number)
    site.visitor().logs_in(LEAVER)
    site.program(LEAVER).asks("POST", f"/tasks/{task}/claim")
    site.program(LEAVER).asks("POST", f"/tasks/{task}/release")
    away = {"from": "2026-01-01T00:00:00Z", "to": "2999-01-01T00:00:00Z"}
    site.program(LEAVER).asks("POST", "/me/absences", json=away)
    return number


def erased(site: Site, name: str = LEAVER, again: str | None = None) -> Any:
    """Let the administrator forget somebody; return the answer."""
    body = {"name": name if again is None else again}
    return site.program(ADMIN).asks("POST", f"/people/{name}/erase", json=body)


def places(site: Site, what: str) -> list[str]:
    """Return the tables and columns of the database file in which a text stands."""
    file = make_url(site.shop.url).database or ""
    with sqlite3.connect(file) as read:
        tables = read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        named = [table for (table,) in tables.fetchall()]
        columns = [
            (table, row[1])
            for table in named
            for row in read.execute(f"PRAGMA table_info({table})")
        ]
        count = 'SELECT count(*) FROM "{}" WHERE instr(CAST("{}" AS BLOB), ?) > 0'
        asked = what.encode()
        found = [
            f"{table}.{column}"
            for table, column in columns
            if read.execute(count.format(table, column), (asked,)).fetchone()[0]
        ]
    read.close()
    return sorted(found)


def test_the_name_was_there_before(site: Site):
    with_a_past(site)

    assert places(site, LEAVER) == ["kept_answer.body", "person.name"]


@pytest.mark.parametrize("what", [LEAVER, PHONE])
def test_the_name_and_the_telephone_stand_nowhere(site: Site, what: str):
    with_a_past(site)
    erased(site)

    assert places(site, what) == []


def test_no_byte_of_the_file_holds_the_name(site: Site):
    with_a_past(site)
    erased(site)
    file = make_url(site.shop.url).database or ""
    with open(file, "rb") as content:
        assert LEAVER.encode() not in content.read()


def test_the_trail_still_verifies(site: Site):
    with_a_past(site)
    answer = erased(site)

    assert (answer.status_code, site.shop.is_sound()) == (200, True)


def test_the_story_tells_a_number_in_place_of_the_name(site: Site):
    number = with_a_past(site)
    pseudonym = erased(site).json["id"]
    story = site.program(ADMIN).asks("GET", f"/orders/{number}/timeline").text

    assert (pseudonym in story, LEAVER in story) == (True, False)


@pytest.mark.parametrize("place", ["/orders/{}", "/people", "/parameters"])
def test_the_pages_are_fine(site: Site, place: str):
    number = with_a_past(site)
    erased(site)
    page = site.visitor(SUPERVISOR).gets(place.format(number))

    assert (page.status_code, LEAVER in page.text) == (200, False)


def test_they_are_nobody_any_more(site: Site):
    with_a_past(site)
    program = site.program(LEAVER)
    erased(site)

    assert program.asks("GET", "/me").status_code == 401
    assert site.visitor().logs_in(LEAVER).status_code == 401
    assert erased(site).status_code == 404


def test_the_name_is_free_for_somebody_else(site: Site):
    with_a_past(site)
    before = site.id_of(LEAVER)
    erased(site)
    site.shop.does("user", "add", LEAVER, "--role", "cs")

    assert site.id_of(LEAVER) != before


def test_open_tasks_are_handed_over_first(site: Site):
    number = site.shop.takes(lines=custom_made())
    task = site.shop.task(CUSTOM, number)
    site.shop.does("task", "claim", task, "--as", CUSTOM)
    answer = erased(site, CUSTOM)

    assert (answer.status_code, answer.json["code"]) == (409, "person-holds-tasks")


def test_the_last_administrator_stays(site: Site):
    answer = erased(site, ADMIN)

    assert (answer.status_code, answer.json["code"]) == (409, "person-last-admin")


def test_the_name_is_typed_once_more(site: Site):
    answer = erased(site, CUSTOM, "别人")

    assert (answer.status_code, answer.json["code"]) == (422, "person-erase-typed")


def test_the_page_forgets_somebody(site: Site):
    with_a_past(site)
    visitor, place = site.visitor(ADMIN), f"/people/{LEAVER}"
    answer = visitor.posts(f"{place}/erase", place, typed=LEAVER)

    assert (answer.status_code, places(site, LEAVER)) == (303, [])


def test_the_page_says_why_not(site: Site):
    visitor, place = site.visitor(ADMIN), f"/people/{CUSTOM}"
    answer = visitor.posts(f"{place}/erase", place, typed="别人")

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


@pytest.mark.parametrize("words", [("user", "erase"), ("people", "erase")])
def test_the_command_line_forgets_somebody(site: Site, words: tuple[str, ...]):
    with_a_past(site)
    refused = site.shop.refuses(*words, LEAVER)
    site.shop.does(*words, LEAVER, "--yes", LEAVER)

    assert (refused["code"], places(site, LEAVER)) == ("person-erase-typed", [])


def test_the_command_line_takes_the_id(site: Site):
    with_a_past(site)
    person_id = site.id_of(LEAVER)
    done = site.shop.does("people", "erase", person_id, "--yes", LEAVER)

    assert (done["id"], places(site, LEAVER)) == (person_id, [])


def test_who_stood_in_is_forgotten_there_too(site: Site):
    with_a_past(site)
    window = ("--from", "2999-01-02T00:00", "--to", "2999-01-03T00:00")
    entered = ("user", "absent", "enter", CUSTOM, *window, "--deputy", LEAVER)
    site.shop.does(*entered)
    erased(site)
    (shown,) = site.shop.does("user", "absent", "list")["items"]

    assert (shown["name"], shown["deputy"]) == (CUSTOM, None)
