"""Who may see and fill in which field of a form: on pages, by REST, by the shell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.story import CS, EVERYBODY, PARCEL, ROOT, SUPERVISOR, WAREHOUSE, completing
from tests.visitors import Site

NOTE = "这句备注只给客服看"
HIDDEN = {"note": {"cs": "edit", "*": "hide"}}
READ = {"note": {"cs": "edit", "*": "read"}}
LOW = "199.00"
HIGH = "12000.00"  # a supervisor looks at it
BAD = [
    ({"note": {"boss": "edit"}}, "form-rights-role"),
    ({"note": {"cs": "see"}}, "form-rights-word"),
    ({"note": {}}, "form-rights-empty"),
    ({"nothing": {"cs": "edit"}}, "form-rights-no-field"),
    ({"photos": {"cs": "edit"}}, "form-rights-upload"),
    ({"carrier": {"cs": "read"}}, "form-rights-nobody"),
]


def drafted(
    site: Site, rights: Mapping[str, Any], form: str = "ship_order", **defaults: str
) -> Path:
    """Return a copy of a form with rights at its fields, and defaults."""
    folder = site.shop.folder / "forms" / form
    shutil.copytree(ROOT / "forms" / form, folder, dirs_exist_ok=True)
    look, schema = folder / "ui.json", folder / "schema.json"
    ui, asked = (json.loads(one.read_text("utf-8")) for one in (look, schema))
    for name, given in rights.items():
        ui[name] = {**ui.get(name, {}), "ui:rights": given}
    for name, value in defaults.items():
        asked["properties"][name]["default"] = value
    look.write_text(json.dumps(ui), "utf-8")
    schema.write_text(json.dumps(asked), "utf-8")
    return folder


def shipping(site: Site, rights: Mapping[str, Any], **defaults: str) -> tuple[str, int]:
    """Publish rights, let an order come; return it and its task in the warehouse."""
    site.shop.does("deploy", drafted(site, rights, **defaults))
    number = site.shop.takes()
    return number, site.shop.task(WAREHOUSE, number)


def opened(site: Site, name: str, task: int) -> Any:
    """Return a task as the interface shows it to somebody."""
    return site.program(name).asks("GET", f"/tasks/{task}").json


@pytest.mark.req("S3-21")
def test_the_interface_does_not_name_a_hidden_field(site: Site):
    _, task = shipping(site, HIDDEN)
    form = opened(site, WAREHOUSE, task)["form"]

    assert "note" not in json.dumps(form)
    assert "carrier" in json.dumps(form)


@pytest.mark.req("S3-21")
def test_who_holds_a_role_that_may_sees_the_field(site: Site):
    _, task = shipping(site, HIDDEN)

    assert "note" in opened(site, EVERYBODY, task)["form"]["schema"]["properties"]


@pytest.mark.req("S3-21")
@pytest.mark.parametrize(("rights", "is_there"), [(HIDDEN, False), (READ, True)])
def test_the_page_shows_a_field_to_those_who_may_see_it(
    site: Site, rights: Mapping[str, Any], is_there: bool
):
    _, task = shipping(site, rights)
    page = site.visitor(WAREHOUSE).gets(f"/tasks/{task}").text

    assert ("发货备注" in page, 'name="answer.note"' in page) == (is_there, False)


@pytest.mark.req("S3-21")
@pytest.mark.parametrize("rights", [HIDDEN, READ])
@pytest.mark.parametrize("way", ["alone", "batch", "page", "shell"])
def test_a_value_for_a_field_of_others_is_refused_on_every_way(
    site: Site, rights: Mapping[str, Any], way: str
):
    number, task = shipping(site, rights)
    WAYS[way](site, task, {**PARCEL, "note": NOTE})

    assert [site.shop.state(number), NOTE in story(site, number)] == TOLD[way]


def alone(site: Site, task: int, data: Mapping[str, Any]) -> None:
    """Complete by REST, which must name the field."""
    program = site.program(WAREHOUSE)
    said = program.asks("POST", f"/tasks/{task}/complete", json={"data": data})
    assert (said.status_code, list(said.json["errors"])) == (422, ["note"])


def batch(site: Site, task: int, data: Mapping[str, Any]) -> None:
    """Complete in a batch, which must say the same as one alone; first as a trial."""
    for is_dry in (True, False):
        asked = {"items": [{"id": task}], "data": data, "dry_run": is_dry}
        program = site.program(WAREHOUSE)
        (found,) = program.asks("POST", "/tasks/batch-complete", json=asked).json[
            "items"
        ]
        assert (found["status"], list(found["errors"])) == (422, ["note"])


def page(site: Site, task: int, data: Mapping[str, Any]) -> None:
    """Send a forged form: the page does not ask, so it does not take."""
    place = f"/tasks/{task}"
    typed = {f"answer.{name}": value for name, value in data.items()}
    assert site.visitor(WAREHOUSE).posts(place, start=place, **typed).status_code == 303


def shell(site: Site, task: int, data: Mapping[str, Any]) -> None:
    """Complete from the shell."""
    error = site.shop.refuses(*completing(task, WAREHOUSE, **data))
    assert error["code"] == "answer-invalid"


WAYS = {"alone": alone, "batch": batch, "page": page, "shell": shell}
REFUSED, PASSED_OVER = ["released", False], ["completed", False]
TOLD = dict.fromkeys(WAYS, REFUSED) | {"page": PASSED_OVER}


def story(site: Site, number: str) -> str:
    """Return all that the shell tells of an order, to whom nothing is hidden."""
    return site.shop.run("show", number, "--json").out


@pytest.mark.req("S3-21")
def test_a_required_field_that_is_hidden_gets_its_default(site: Site):
    rights = {"carrier": {"cs": "edit", "*": "hide"}}
    number, task = shipping(site, rights, carrier="SF")
    data = {"tracking_no": "SF1234567890123"}
    site.program(WAREHOUSE).asks("POST", f"/tasks/{task}/complete", json={"data": data})

    assert site.shop.state(number) == "completed"


@pytest.mark.req("S3-21")
@pytest.mark.parametrize(("name", "sees"), [(SUPERVISOR, True), (CS, False)])
def test_a_hidden_answer_is_in_nobodys_story_but_theirs(
    site: Site, name: str, sees: bool
):
    rights = {"note": {"supervisor": "edit", "*": "hide"}}
    site.shop.does("deploy", drafted(site, rights, "approve_order"))
    number = site.shop.takes(total=HIGH)
    site.shop.completes(SUPERVISOR, number, decision="approve", note=NOTE)
    program, visitor = site.program(name), site.visitor(name)
    found = [
        json.dumps(program.asks("GET", f"/orders/{number}{one}").json)
        for one in ("/timeline", "/explain")
    ]
    card = visitor.gets(f"/orders/{number}").text

    assert (json.dumps(NOTE)[1:-1] in found[0], NOTE in card) == (sees, sees)


@pytest.mark.req("S3-21")
@pytest.mark.parametrize(("rights", "code"), BAD)
def test_rights_that_cannot_be_kept_are_refused_at_deployment(
    site: Site, rights: Mapping[str, Any], code: str
):
    error = site.shop.refuses("deploy", drafted(site, rights))

    assert code in [one["rule"] for one in error["findings"]]


@pytest.mark.req("S3-21")
def test_a_task_whose_role_may_not_fill_in_what_is_required_is_refused(site: Site):
    rights = {"carrier": {"cs": "edit", "*": "read"}}
    error = site.shop.refuses("deploy", drafted(site, rights))

    assert {one["rule"] for one in error["findings"]} == {"task-rights-required"}
