"""The pages of parameters: what holds, what is to come, who said so and why."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from tests.drafts import AUTHOR, add_designers
from tests.story import CS, SUPERVISOR
from tests.visitors import Site

ABOVE = "approval_supervisor_above"
LATER, LATEST = "2999-01-01T00:00", "2999-02-01T00:00"


def changed(site: Site, name: str = ABOVE, **typed: str):
    """Let the supervisor change a parameter; return the answer."""
    place, form = f"/parameters/{name}", {"note": "大促", **typed}
    return site.visitor(SUPERVISOR).posts(place, place, **form)


def value(site: Site, name: str = ABOVE):
    """Return what the interface says holds now."""
    listed = site.program(SUPERVISOR).asks("GET", "/parameters").json["items"]
    return {one["name"]: one["value"] for one in listed}[name]


def test_every_parameter_is_there_in_words(site: Site):
    page = site.visitor(SUPERVISOR).gets("/parameters").text

    assert "超过此金额须主管审批" in page
    assert "30 分钟" in page


def test_a_change_holds_at_once(site: Site):
    assert changed(site, value="4321").status_code == 303
    assert value(site) == "4321"


def test_the_page_tells_who_and_why(site: Site):
    changed(site, value="4321")
    page = site.visitor(CS).gets(f"/parameters/{ABOVE}").text

    assert SUPERVISOR in page
    assert "大促" in page


def test_what_is_to_come_is_announced(site: Site):
    changed(site, value="4321", valid_from=LATER, valid_to=LATEST)
    page = site.visitor(CS).gets("/parameters").text

    assert (value(site), "2999-01-01 00:00 起：4321" in page) == ("5000", True)


def test_what_a_newer_version_hides_is_not_announced(site: Site):
    changed(site, value="4321", valid_from=LATER)
    changed(site, value="1234")

    assert "4321" not in site.visitor(CS).gets("/parameters").text


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("sla_urgent", {"value": "45", "unit": "minutes"}, "PT45M"),
        ("sla_urgent", {"value": "2", "unit": "days"}, "P2D"),
        ("address_countries", {"value": "CN\r\n HK \r\n\r\n"}, ["CN", "HK"]),
        ("payment_deviation_limit", {"value": "0.10"}, "0.10"),
    ],
    ids=["minutes", "days", "list", "number"],
)
def test_each_kind_is_typed_its_own_way(site: Site, name: str, typed, stored):
    changed(site, name, **typed)

    assert value(site, name) == stored


@pytest.mark.parametrize(
    ("name", "typed", "field"),
    [
        (ABOVE, {"value": "much"}, "value"),
        (ABOVE, {"value": "9" * 40}, "value"),
        (ABOVE, {"value": "9", "note": " "}, "note"),
        (ABOVE, {"value": "9", "valid_from": "soon"}, "valid_from"),
        (ABOVE, {"value": "9", "valid_from": LATEST, "valid_to": LATER}, "valid_to"),
        ("sla_urgent", {"value": "1.5", "unit": "hours"}, "value"),
        ("sla_urgent", {"value": "0", "unit": "hours"}, "value"),
        ("sla_urgent", {"value": "5", "unit": "years"}, "value"),
        ("address_countries", {"value": " \r\n"}, "value"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(site: Site, name, typed, field):
    before = value(site, name)
    answer = changed(site, name, **typed)

    assert (answer.status_code, f'id="{field}-wrong"' in answer.text) == (422, True)
    assert value(site, name) == before


def test_what_was_typed_stands_there_again(site: Site):
    answer = changed(site, value="much", valid_from=LATER)

    assert 'value="much"' in answer.text
    assert f'value="{LATER}"' in answer.text


def test_who_may_only_look_sees_no_form(site: Site):
    page = site.visitor(CS).gets(f"/parameters/{ABOVE}").text

    assert 'name="note"' not in page
    assert site.visitor(CS).posts(f"/parameters/{ABOVE}", "/inbox").status_code == 403


def test_a_parameter_that_is_not_there_is_not_found(site: Site):
    assert site.visitor(CS).gets("/parameters/nothing").status_code == 404


@pytest.mark.req("S0-31")
def test_a_designer_proposes_a_value_for_somebody_else_to_approve(site: Site):
    add_designers(site)
    author, place = site.visitor(AUTHOR), "/parameters/straight_below"
    page = author.gets(place).text
    (form,) = fromstring(page).xpath("//section[@id='propose']//form")
    draft = author.client.post(form.action, data=dict(form.form_values()))

    assert "values/parameters" in author.gets(draft.location).text
    assert author.posts(place, place, value="1", note="x").status_code == 403


def test_who_designs_nothing_proposes_nothing(site: Site):
    page = site.visitor(SUPERVISOR).gets("/parameters/straight_below").text

    assert 'id="propose"' not in page
