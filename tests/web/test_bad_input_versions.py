"""What changed since a form was opened, and what a program sends that cannot be."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.story import ROOT, SALES, WAREHOUSE
from tests.visitors import ADMIN, Program, Site

TYPED = {"answer.carrier": "SF", "answer.tracking_no": "SF7654321"}
DATA = {"carrier": "SF", "tracking_no": "SF7654321"}
NEEDS_MORE = {"type": "string", "title": {"zh": "封签号", "en": "Seal"}, "minLength": 1}


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    """Processes and forms to change and publish."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, tmp_path / "drafts" / name)
    return tmp_path / "drafts"


def publishes_a_stricter_form(site: Site, drafts: Path) -> None:
    """Publish a form that asks for one thing more, and a process that uses it."""
    file = drafts / "forms" / "ship_order" / "schema.json"
    schema = orjson.loads(file.read_bytes())
    schema["properties"]["seal"] = NEEDS_MORE
    schema["required"].append("seal")
    file.write_bytes(orjson.dumps(schema))
    example = file.parent / "examples" / "ok.json"
    example.write_bytes(orjson.dumps({**DATA, "seal": "A1"}))
    site.shop.does("deploy", drafts / "processes", drafts / "forms")


def shipping(site: Site) -> tuple[str, str]:
    """Let an order come that is to be shipped; return it and its task's place."""
    number = site.shop.takes()
    return number, f"/tasks/{site.shop.task(WAREHOUSE, number)}"


def test_a_form_published_anew_leaves_the_opened_one_as_it_was(
    site: Site, drafts: Path
):
    number, place = shipping(site)
    visitor = site.visitor(WAREHOUSE)
    token = visitor.token(place)
    publishes_a_stricter_form(site, drafts)
    answer = visitor.client.post(place, data={"csrf_token": token, **TYPED})

    assert answer.status_code == 303
    assert site.shop.state(number) == "completed"


def test_a_task_of_the_new_version_asks_what_the_new_form_asks(
    site: Site, drafts: Path
):
    publishes_a_stricter_form(site, drafts)
    _, place = shipping(site)
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **TYPED)

    assert answer.status_code == 422
    assert '<a href="#f-seal">封签号</a>' in answer.text
    assert 'value="SF7654321"' in answer.text


def test_a_field_that_the_form_does_not_have_is_passed_over(site: Site):
    number, place = shipping(site)
    typed = {**TYPED, "answer.of_an_old_form": "x", "carrier": "JD"}
    site.visitor(WAREHOUSE).posts(place, start=place, **typed)

    assert site.shop.state(number) == "completed"


def test_a_choice_that_is_gone_is_named_and_the_rest_is_kept(site: Site):
    _, place = shipping(site)
    typed = {**TYPED, "answer.carrier": "GONE"}
    answer = site.visitor(WAREHOUSE).posts(place, start=place, **typed)

    assert answer.status_code == 422
    assert '<a href="#f-carrier">承运商</a>' in answer.text
    assert 'value="SF7654321"' in answer.text


def asked(site: Site, **sent: Any) -> Any:
    """Complete a task as a program with what is ``sent``; return the answer."""
    _, place = shipping(site)
    return site.program(WAREHOUSE).asks("POST", f"{place}/complete", **sent)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff",
        b'{"data": {"note": "\\ud800"}}',
        b'"x"',
        b"[]",
    ],
    ids=["empty", "broken", "deep", "no-utf-8", "half-a-sign", "text", "list"],
)
def test_what_is_no_json_object_is_refused_with_the_reason(site: Site, body: bytes):
    answer = asked(site, data=body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", ""]
)
def test_another_type_of_content_is_refused_with_the_right_one(site: Site, kind: str):
    answer = asked(site, data=b"{}", content_type=kind)

    assert (answer.status_code, "application/json" in answer.json["detail"]) == (
        415,
        True,
    )


def test_a_field_that_is_not_known_is_named(site: Site):
    answer = asked(site, json={"data": DATA, "datta": {}})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["datta"])


def test_a_field_that_the_form_does_not_know_is_named(site: Site):
    answer = asked(site, json={"data": {**DATA, "colour": "red"}})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["colour"])


def test_ten_thousand_characters_are_refused_by_their_field(site: Site):
    answer = asked(site, json={"data": {**DATA, "note": "长" * 10_000}})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["note"])
    assert len(answer.text) < 3_000


@pytest.fixture
def admin(site: Site) -> Program:
    """A program that may do much."""
    return site.program(ADMIN)


@pytest.mark.parametrize(
    "cursor", ["odd", "A" * 60_000, "W10", "WzFd", "bnVsbA", "%00"]
)
@pytest.mark.parametrize("place", ["/tasks", "/orders", "/incidents", "/deliveries"])
def test_a_cursor_of_nobody_is_refused(admin: Program, place: str, cursor: str):
    answer = admin.asks("GET", f"{place}?cursor={cursor}")

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["cursor"])


@pytest.mark.parametrize("place", ["/tasks/{}", "/incidents/{}/retry"])
def test_a_number_that_cannot_be_is_not_found(admin: Program, place: str):
    answer = admin.asks("GET", place.format("9" * 30))

    assert answer.status_code in (404, 405)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("name", ["a\u202eb", "a/b", "a\u200b"])
def test_a_name_that_nobody_can_read_is_refused(admin: Program, name: str):
    answer = admin.asks("POST", "/people", json={"name": name, "roles": ["cs"]})

    assert (answer.status_code, answer.json["code"]) == (422, "person-name-odd")


@pytest.mark.parametrize("verb", ["claim", "release", "complete"])
def test_a_task_that_is_not_there_is_not_found(site: Site, verb: str):
    body = {"json": {}} if verb == "complete" else {}
    answer = site.program(SALES).asks("POST", f"/tasks/999999/{verb}", **body)

    assert (answer.status_code, answer.json["code"]) == (404, "task-unknown")
