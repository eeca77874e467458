"""Designers at their drafts: what an author and a reviewer do by the interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from runtime.identity import people
from runtime.identity.people import NewPerson
from runtime.kernel.actors import SYSTEM
from tests.visitors import Program, Site, Visitor

AUTHOR, REVIEWER = "设计员", "复核员"
TABLE = ("decisions", "order_routing")


@dataclass
class Desk:
    """Two designers of a shop, each with a program of their own."""

    site: Site
    author: Program
    reviewer: Program

    def begins(self, *names: tuple[str, str], title: str = "改一改") -> Any:
        """Open a draft with published files in it; returns the draft."""
        files = [{"kind": kind, "key": key} for kind, key in names]
        said = {"title": title, "files": files}
        return self.author.asks("POST", "/drafts", json=said).json

    def reads(self, draft: Any, name: tuple[str, str] = TABLE) -> Any:
        """Return a file of a draft."""
        return self.author.asks("GET", place(draft, name)).json

    def saves(
        self, draft: Any, body: str, name: tuple[str, str] = TABLE, **more: Any
    ) -> Any:
        """Save a file of a draft upon its newest revision; returns the answer."""
        revision = self.author.asks("GET", place(draft, name)).json.get("revision")
        sent = {"body": body, "revision": revision, **more}
        return self.author.asks("PUT", place(draft, name), json=sent)

    def passes(self, draft: Any) -> Any:
        """Hand a draft in and approve it; returns the draft as it is then."""
        self.author.asks("POST", on(draft, "submit"), json={"note": "请看"})
        now = self.author.asks("GET", on(draft)).json
        seen = {"note": "没问题", "version": now["version"]}
        return self.reviewer.asks("POST", on(draft, "approve"), json=seen).json

    def publishes(self, draft: Any) -> Any:
        """Hand a draft in, approve and publish it; returns the answer."""
        self.passes(draft)
        return self.reviewer.asks("POST", on(draft, "publish"), json={})


def on(draft: Any, verb: str = "") -> str:
    """Return the address of a draft, or of what is done to it."""
    return f"/drafts/{draft['id']}/{verb}".rstrip("/")


def place(draft: Any, name: tuple[str, str] = TABLE) -> str:
    """Return the address of a file of a draft."""
    return f"{on(draft)}/files/{name[0]}/{name[1]}"


@pytest.fixture
def desk(site: Site) -> Desk:
    """Give two designers in a shop."""
    add_designers(site)
    return Desk(site, site.program(AUTHOR), site.program(REVIEWER))


@pytest.fixture
def author(desk: Desk) -> Visitor:
    """Give the author a browser."""
    return desk.site.visitor(AUTHOR)


@pytest.fixture
def reviewer(desk: Desk) -> Visitor:
    """Give the reviewer a browser."""
    return desk.site.visitor(REVIEWER)


def add_designers(site: Site) -> None:
    """Let two designers work in a shop."""
    with site.runtime.work(SYSTEM) as work:
        for name in (AUTHOR, REVIEWER):
            person = NewPerson(name, ("designer",))
            trail = site.runtime.engine.trail
            people.add(work, trail, person, frozenset({"designer"}))
