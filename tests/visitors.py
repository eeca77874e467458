"""People at the pages of a shop, and programs at its interface: real requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import fromstring
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from runtime.bootstrap import Runtime
from runtime.identity import people, sessions
from runtime.identity.people import NewPerson
from runtime.kernel.actors import SYSTEM
from tests.story import ROLES, Shop
from web import create_app, db

PASSWORD = "a long enough password"  # of people in tests alone
ADMIN = "管理员"
PROGRAM = "渠道程序"
_MOULDS: dict[str, Flask] = {}  # by time zone
_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    client: FlaskClient

    def gets(self, place: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(place, **more)

    def posts(self, place: str, start: str = "/log-in", **data: Any) -> TestResponse:
        """Send a form as the page ``start`` holds it: with its token."""
        form = {"csrf_token": self.token(start), **data}
        return self.client.post(place, data=form)

    def sends(
        self, page: str, field: str, changes: Mapping[str, Any], place: str = ""
    ) -> TestResponse:
        """Send the form of a page that has a field as it stands, with changes.

        A change that is a list sends its field several times. A form that does not
        say where it goes is sent to ``place``, the address of the page.
        """
        (form,) = [one for one in fromstring(page).forms if field in one.fields]
        sent = MultiDict(form.form_values())
        for name, value in changes.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
        return self.client.post(form.action or place, data=sent)

    def token(self, start: str = "/log-in") -> str:
        """Return the form token that a page holds."""
        found = _FIELD.search(self.gets(start).get_data(as_text=True))
        return found.group(1) if found else ""

    def logs_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Log in by the page."""
        return self.posts("/log-in", name=name, password=password, **more)


@dataclass
class Program:
    """A program with a token of somebody's."""

    client: FlaskClient
    token: str

    def asks(self, method: str, place: str, **more: Any) -> TestResponse:
        """Send a request to the interface."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.open(
            f"/api/v1{place}", method=method, headers=headers, **more
        )


@dataclass
class Site:
    """A shop that is served: its pages, its interface, its command line."""

    shop: Shop
    runtime: Runtime
    app: Flask

    def visitor(self, name: str | None = None) -> Visitor:
        """Give a browser, with somebody logged in if a name is given."""
        visitor = Visitor(self.app.test_client())
        if name is not None:
            with self.runtime.database.reading() as read:
                actor = people.actor(read, name)
            trail = self.runtime.engine.trail
            with self.runtime.work(actor) as work:
                held = sessions.open_session(work, trail)
            visitor.client.set_cookie("spillway", held)
        return visitor

    def id_of(self, name: str) -> str:
        """Return the id of somebody, by which rows and the trail know them."""
        with self.runtime.database.reading() as read:
            return str(people.get(read, name).id)

    def program(self, name: str = PROGRAM) -> Program:
        """Give a program that acts for a person."""
        trail = self.runtime.engine.trail
        with self.runtime.work(SYSTEM) as work:
            token = sessions.make_token(work, trail, name, "test", 1)
        return Program(self.app.test_client(), token)


@pytest.fixture
def site(shop: Shop) -> Iterator[Site]:
    """Serve a shop of the test's own; everybody has a role, nobody a password."""
    yield from opened(shop)


def opened(shop: Shop) -> Iterator[Site]:
    """Serve a shop until the test is over."""
    runtime = shop.runtime()
    known = frozenset(ROLES.values()) | {"admin", "integrator", "designer"}
    with runtime.work(SYSTEM) as work:
        for name, role in ((ADMIN, "admin"), (PROGRAM, "integrator")):
            person = NewPerson(name, (role,))
            people.add(work, runtime.engine.trail, person, known)
    yield Site(shop, runtime, application(runtime))
    runtime.close()


def application(runtime: Runtime) -> Flask:
    """Return the application of an installation.

    To make one takes longer than most tests: it is made once, and cast again for each.
    """
    assert not runtime.settings.proxies  # what stands before it keeps to the first one
    mould = _MOULDS.get(runtime.settings.zone)
    if mould is None:
        mould = _MOULDS[runtime.settings.zone] = create_app(runtime)
    app = copy(mould)
    app.config = copy(mould.config)
    app.config |= {"TESTING": True, "RATELIMIT_ENABLED": False}
    app.secret_key = runtime.keys.derive("web")
    app.extensions = {**mould.extensions, "spillway": runtime}
    app.teardown_appcontext_funcs = []
    app.shell_context_processors = []
    del app.extensions["sqlalchemy"]
    db.reads.init_app(app)
    return app
