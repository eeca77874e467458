"""Log-in: who gets in, who is slowed, whose session ends, what is kept."""

from __future__ import annotations

import re

import pytest

from runtime.identity import people
from tests.story import CS, SUPERVISOR
from tests.visitors import ADMIN, PASSWORD, Site, Visitor

OTHER = "another long password"
MEANT = "/people/nobody/roles"


@pytest.fixture
def open_site(site: Site) -> Site:
    """A shop whose supervisor and administrator have a password."""
    with site.runtime.work() as work:
        for name in (SUPERVISOR, ADMIN):
            person = site.id_of(name)
            people.set_password(work, site.runtime.engine.trail, person, PASSWORD)
    return site


@pytest.fixture
def guarded(open_site: Site) -> Site:
    """The same with the limits of a real one."""
    from web.security import limiter

    limiter.enabled = True
    limiter.reset()
    yield open_site
    limiter.reset()
    limiter.enabled = False


def tried(site: Site, times: int, password: str) -> Visitor:
    """Try a password that often."""
    visitor = site.visitor()
    for _ in range(times):
        visitor.logs_in(SUPERVISOR, password)
    return visitor


def entered(site: Site, name: str = SUPERVISOR) -> Visitor:
    """Give a browser in which somebody has logged in by the page."""
    visitor = site.visitor()
    assert visitor.logs_in(name).status_code == 302
    return visitor


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a page's content."""
    page = page.partition('id="main"')[2]
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return dict(found)


def ended_amid(site: Site, place: str, **typed: str) -> tuple[Visitor, str]:
    """Return a browser whose log-in ended before a form was sent, and the page."""
    visitor = entered(site, ADMIN)
    token = visitor.token("/me")
    visitor.client.set_cookie("spillway", "ended")
    page = visitor.client.post(
        place,
        data={"csrf_token": token, **typed},
        headers={"Referer": "http://localhost/people"},
    )
    assert page.status_code == 401
    return visitor, page.text


def test_the_eleventh_wrong_password_waits(guarded: Site):
    answer = tried(guarded, 10, "wrong").logs_in(SUPERVISOR, "wrong")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600


def test_who_waits_reads_a_plain_page(guarded: Site):
    answer = tried(guarded, 10, "wrong").logs_in(SUPERVISOR)

    assert 'role="alert"' in answer.text


def test_right_passwords_are_not_slowed(guarded: Site):
    assert tried(guarded, 11, PASSWORD).logs_in(SUPERVISOR).status_code == 302


def test_no_script_reads_the_cookie_and_no_other_site_sends_it(open_site: Site):
    answer = open_site.visitor().logs_in(SUPERVISOR)
    cookie = next(
        each for each in answer.headers.getlist("Set-Cookie") if "spillway=" in each
    )

    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie) == (True, True)


def test_over_https_the_cookie_stays_there(open_site: Site):
    visitor = open_site.visitor()
    form = {"csrf_token": visitor.token(), "name": SUPERVISOR, "password": PASSWORD}
    answer = visitor.client.post("/log-in", data=form, base_url="https://localhost")

    assert "Secure" in "".join(answer.headers.getlist("Set-Cookie"))


def test_logging_out_everywhere_ends_other_browsers(open_site: Site):
    here, there = entered(open_site), entered(open_site)
    here.posts("/log-out", "/me", everywhere="1")

    assert there.gets("/me").status_code == 401


def test_logging_out_here_leaves_other_browsers_alone(open_site: Site):
    here, there = entered(open_site), entered(open_site)
    here.posts("/log-out", "/me")

    assert (here.gets("/me").status_code, there.gets("/me").status_code) == (401, 200)


def test_a_new_password_ends_other_browsers_and_not_this_one(open_site: Site):
    here, there = entered(open_site), entered(open_site)
    here.posts("/me/password", "/me", old=PASSWORD, new=OTHER)

    assert (here.gets("/me").status_code, there.gets("/me").status_code) == (200, 401)


@pytest.mark.parametrize(("old", "new"), [("wrong", OTHER), (PASSWORD, "short")])
def test_a_password_is_not_changed_without_reason(open_site: Site, old: str, new: str):
    here = entered(open_site)
    answer = here.posts("/me/password", "/me", old=old, new=new)

    assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)


def test_the_session_of_a_disabled_person_ends_at_once(open_site: Site):
    visitor = entered(open_site)
    open_site.shop.does("user", "disable", SUPERVISOR)

    assert visitor.gets("/me").status_code == 401


def test_what_was_typed_is_kept_when_a_session_ends(open_site: Site):
    _, page = ended_amid(open_site, MEANT, role="cs")

    assert hidden(page)["kept:role"] == "cs"


def test_after_the_log_in_what_was_typed_is_ready_to_be_sent(open_site: Site):
    visitor, page = ended_amid(open_site, "/people/" + CS + "/roles", role="sales")
    form = hidden(page) | {"name": ADMIN, "password": PASSWORD}
    resumed = visitor.client.post("/log-in", data=form).text
    visitor.client.post(f"/people/{CS}/roles", data=hidden(resumed))

    with open_site.runtime.database.reading() as read:
        assert people.roles_of(read, open_site.id_of(CS)) == ["sales"]


def test_after_another_wrong_password_it_is_still_kept(open_site: Site):
    visitor, page = ended_amid(open_site, MEANT, role="cs")
    form = hidden(page) | {"name": ADMIN, "password": "wrong"}

    assert hidden(visitor.client.post("/log-in", data=form).text)["kept:role"] == "cs"


def test_a_button_without_fields_is_offered_again_too(open_site: Site):
    visitor, page = ended_amid(open_site, f"/people/{CS}/log-out")
    form = hidden(page) | {"name": ADMIN, "password": PASSWORD}
    resumed = visitor.client.post("/log-in", data=form)

    assert f'action="/people/{CS}/log-out"' in resumed.get_data(as_text=True)


def test_a_password_is_never_written_into_a_page(open_site: Site):
    _, page = ended_amid(open_site, "/me/password", old=PASSWORD, new=OTHER)

    assert (PASSWORD in page, OTHER in page) == (False, False)


def test_a_form_with_the_token_of_another_browser_is_refused(open_site: Site):
    here, there = entered(open_site), entered(open_site)
    form = {"csrf_token": there.token("/me"), "everywhere": "1"}

    assert here.client.post("/log-out", data=form).status_code == 400


@pytest.mark.parametrize(
    "place",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil", "/\t/evil"],
)
def test_nobody_is_sent_to_another_site(open_site: Site, place: str):
    assert open_site.visitor().logs_in(SUPERVISOR, next=place).location == "/"


def test_one_is_sent_to_where_one_wanted_to_go(open_site: Site):
    answer = open_site.visitor().logs_in(SUPERVISOR, next="/people?done=1")

    assert answer.location == "/people?done=1"
