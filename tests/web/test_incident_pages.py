"""What is stuck is seen, understood and resolved on pages."""

from __future__ import annotations

import pytest

from runtime.engine.run import incidents
from runtime.engine.tables import IncidentState
from tests.scenarios.incidents.conftest import Trouble, incident, stuck, trouble
from tests.story import CS, SUPERVISOR
from tests.visitors import Site

__all__ = ["stuck", "trouble"]  # fixtures
EN = {"Accept-Language": "en"}
WHY = "仓库系统已恢复"
HOSTILE = "<img src=x onerror=alert(1)>\u202e𠮷😀"


def look(site: Site, name: str = SUPERVISOR, **more: str) -> str:
    return site.visitor(name).gets("/incidents", headers=EN, query_string=more).text


def goes(site: Site, way: str, reason: str = WHY, name: str = SUPERVISOR):
    """Send the form that confirms a way out of the one incident."""
    visitor = site.visitor(name)
    place = f"/incidents/{incident(site.shop)}/{way}"
    form = {"csrf_token": visitor.token(place), "reason": reason, "choice": "yes"}
    return visitor.client.post(place, data=form, headers=EN)


def open_ones(site: Site) -> int:
    with site.runtime.database.reading() as read:
        return len(incidents.list_page(read, IncidentState.OPEN))


@pytest.mark.parametrize(
    "said", ["Release the order", "no shelf left", "Try again", "stuck for"]
)
def test_an_incident_says_step_cause_age_and_ways_out(
    stuck: str, site: Site, said: str
):
    assert said in look(site)


def test_an_incident_leads_to_its_order(stuck: str, site: Site):
    assert f'href="/orders/{stuck}"' in look(site)


def test_the_order_says_that_it_cannot_go_on(stuck: str, site: Site):
    page = site.visitor(CS).gets(f"/orders/{stuck}", headers=EN).text

    assert 'class="sla late">cannot go on<' in page


def test_the_stages_show_what_is_stuck_first(stuck: str, site: Site):
    page = site.visitor(CS).gets("/stages", headers=EN).text

    assert page.index('class="tone-alarm"') < page.index("Release the order")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("retry", "The step is done again now."),
        ("skip", "The step is passed over without being done"),
        ("cancel", "The whole process of this order ends here"),
    ],
)
def test_a_way_out_says_first_what_it_will_do(
    stuck: str, site: Site, way: str, said: str
):
    place = f"/incidents/{incident(site.shop)}/{way}"

    assert said in site.visitor(SUPERVISOR).gets(place, headers=EN).text


@pytest.mark.parametrize(
    ("way", "state"),
    [("retry", "released"), ("skip", "released"), ("cancel", "cancelled")],
)
def test_a_way_out_is_gone(
    stuck: str, trouble: Trouble, site: Site, way: str, state: str
):
    trouble.is_on = False
    answer = goes(site, way)

    assert answer.location == f"/incidents?done={way}"
    assert (open_ones(site), site.shop.state(stuck)) == (0, state)


def test_a_retry_that_fails_again_says_so(stuck: str, site: Site):
    answer = goes(site, "retry")

    assert answer.location == "/incidents?done=stuck"
    assert "It failed again" in look(site, done="stuck")


def test_without_a_reason_nothing_is_done(stuck: str, site: Site):
    answer = goes(site, "skip", reason="  ")

    assert (answer.status_code, open_ones(site)) == (422, 1)
    assert 'role="alert"' in answer.text


def test_of_two_people_the_second_is_told_who_was_first(
    stuck: str, trouble: Trouble, site: Site
):
    trouble.is_on = False
    visitor, place = site.visitor(SUPERVISOR), f"/incidents/{incident(site.shop)}/skip"
    form = {"csrf_token": visitor.token(place), "reason": WHY, "choice": "yes"}
    visitor.client.post(place, data=form)
    answer = visitor.client.post(place, data=form, headers=EN)

    assert answer.status_code == 409
    assert SUPERVISOR in answer.text.partition('role="alert"')[2]


def test_what_was_resolved_is_told_with_who_and_why(
    stuck: str, trouble: Trouble, site: Site
):
    trouble.is_on = False
    goes(site, "skip", reason=WHY + HOSTILE)
    page = look(site, state="resolved")

    assert f"{SUPERVISOR}: Skip the step" in page
    assert WHY in page
    assert "<img src=x" not in page


def test_what_a_system_answers_is_only_text(trouble: Trouble, site: Site):
    trouble.cause = ValueError(HOSTILE)
    site.shop.takes(remark="breaks")
    page = look(site)

    assert ("𠮷😀" in page, "<img src=x" in page) == (True, False)


def test_who_may_not_resolve_sees_no_buttons(stuck: str, site: Site):
    assert "Try again" not in look(site, CS)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_may_not_resolve_is_refused(stuck: str, site: Site, method: str):
    visitor, place = site.visitor(CS), f"/incidents/{incident(site.shop)}/skip"
    form = {"csrf_token": visitor.token("/me"), "reason": WHY}
    answer = visitor.client.open(place, method=method, data=form)

    assert (answer.status_code, open_ones(site)) == (403, 1)


@pytest.mark.parametrize("place", ["/incidents/1/skip", "/incidents/1/burn"])
def test_an_unknown_incident_or_way_is_not_found(site: Site, place: str):
    assert site.visitor(SUPERVISOR).gets(place).status_code == 404


def test_nothing_stuck_says_so(site: Site):
    assert "Nothing is stuck." in look(site)


@pytest.mark.req("S0-33")
@pytest.mark.parametrize("way", ["skip", "cancel"])
def test_what_cannot_be_taken_back_wants_a_choice(stuck: str, site: Site, way: str):
    visitor = site.visitor(SUPERVISOR)
    place = f"/incidents/{incident(site.shop)}/{way}"
    form = {"csrf_token": visitor.token(place), "reason": WHY}
    answer = visitor.client.post(place, data=form, headers=EN)

    assert (answer.status_code, open_ones(site)) == (422, 1)
    assert "choose yes or no first" in answer.text
    assert WHY in answer.text


@pytest.mark.parametrize("way", ["skip", "cancel"])
def test_who_chooses_no_leaves_it_as_it_is(stuck: str, site: Site, way: str):
    visitor = site.visitor(SUPERVISOR)
    place = f"/incidents/{incident(site.shop)}/{way}"
    form = {"csrf_token": visitor.token(place), "reason": WHY, "choice": "no"}
    answer = visitor.client.post(place, data=form)

    assert (answer.status_code, open_ones(site)) == (303, 1)


def test_ids_of_the_diagram_stand_aside_of_the_cause(stuck: str, site: Site):
    before, _, aside = look(site).partition('<details class="technical">')

    assert "service-failed" not in before
    assert "service-failed" in aside
