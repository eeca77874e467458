"""Who may what: every role at every address, against the table of permissions."""

from __future__ import annotations

import re

import pytest

from runtime.identity import people
from runtime.identity.people import NewPerson
from runtime.identity.permissions import ALLOWED, EVERYBODY
from runtime.kernel.actors import SYSTEM
from tests.visitors import Program, Site

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
NEVER = {"type", "title", "status", "code", "detail"}


def addresses(site: Site):
    """Return endpoint, method and path of every address that a role decides on."""
    return [
        (rule.endpoint, method, re.sub(r"<[^>]+>", "1", rule.rule))
        for rule in site.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", *WRITES})
        if hasattr(site.app.view_functions[rule.endpoint], "verb")
    ]


def of_role(site: Site, role: str) -> Program:
    """Give a program of somebody who has this one role."""
    name = f"only {role}"
    with site.runtime.work(SYSTEM) as work:
        person = NewPerson(name, (role,))
        people.add(work, site.runtime.engine.trail, person, EVERYBODY)
    return site.program(name)


def asked(program: Program, method: str, path: str):
    """Ask as a program does, at a page or at the interface."""
    headers = {"Authorization": f"Bearer {program.token}"}
    body = {"json": {}} if method in WRITES else {}
    return program.client.open(path, method=method, headers=headers, **body)


@pytest.mark.req("S3-20")
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_is_refused_exactly_where_the_table_says(site: Site, role: str):
    program = of_role(site, role)
    wrong = [
        (endpoint, method)
        for endpoint, method, path in addresses(site)
        if (asked(program, method, path).status_code == 403)
        is (role in ALLOWED[site.app.view_functions[endpoint].verb])
    ]

    assert wrong == []


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_refusal_of_the_interface_holds_no_data(site: Site, role: str):
    program = of_role(site, role)
    refused = [
        asked(program, method, path).json
        for endpoint, method, path in addresses(site)
        if path.startswith("/api/")
        and role not in ALLOWED[site.app.view_functions[endpoint].verb]
    ]

    assert [one for one in refused if set(one) != NEVER] == []


def test_nobody_gets_in_without_saying_who_they_are(site: Site):
    open_to_all = [
        path
        for _, method, path in addresses(site)
        if method == "GET" and site.visitor().gets(path).status_code != 401
    ]

    assert open_to_all == []
