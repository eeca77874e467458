"""What people do with the quick way of `shortcut`, at the interface of a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from runtime.kernel.clock import FixedClock
from tests.shortcut import begin, ready
from tests.story import SALES, SUPERVISOR, Shop
from tests.visitors import Site, application, opened

WHY = {"reason": "双十一积压"}
SECOND = "孙主管"  # another supervisor
Made = Callable[..., "Story"]


class Story:
    """A site with the quick way, opened or not, and what people do there."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def asks(self, name: str, method: str, place: str, **body: Any) -> Any:
        return self.site.program(name).asks(method, place, json=body)

    def opens(self, name: str = SUPERVISOR, **more: Any) -> Any:
        return self.asks(
            name, "POST", "/bypasses/quick_code/open", **{"minutes": 30, **WHY, **more}
        )

    def closes(self, name: str = SUPERVISOR) -> Any:
        return self.asks(name, "POST", "/bypasses/quick_code/close", **WHY)

    def issues(self, name: str = SUPERVISOR, **wanted: Any) -> str:
        given = {"money": "500.00", **wanted}
        answer = self.asks(name, "POST", "/bypasses/quick_code/codes", **given)
        assert answer.status_code == 201, answer.json
        return str(answer.json["items"][0]["code"])

    def uses(self, task: int, code: str | None, name: str = SALES) -> Any:
        more = {} if code is None else {"code": code}
        return self.asks(name, "POST", f"/tasks/{task}/bypass", **WHY, **more)

    def task(self, **changes: Any) -> int:
        return begin(self.site.shop, **changes)[1]

    def at(self, now: datetime) -> None:
        """Let it be another moment from now on."""
        self.site.runtime = replace(self.site.runtime, clock=FixedClock(now))
        self.site.app = application(self.site.runtime)

    def shown(self, name: str) -> Any:
        """Return what the list says of the policy."""
        items = self.site.program(name).asks("GET", "/bypasses").json["items"]
        return next(one for one in items if one["policy"] == "quick_code")

    def log(self) -> list[Any]:
        found = self.site.program(SUPERVISOR).asks("GET", "/bypasses/quick_code")
        return list(found.json["log"])

    def why(self) -> str:
        """Return the reason that the log gives for the last refusal."""
        said = [one["why"] for one in self.log() if one["what"] == "refused"]
        return str(said[0])


@pytest.fixture
def made(shop: Shop, tmp_path: Path) -> Iterator[Made]:
    """Give what makes a story, with a policy changed as asked."""
    sites: list[Iterator[Site]] = []

    def make(is_open: bool = True, **policy: Any) -> Story:
        ready(shop, tmp_path, **policy)
        shop.does("user", "add", SECOND, "--role", "supervisor")
        sites.append(opened(shop))
        story = Story(next(sites[-1]))
        if is_open:
            assert story.opens().status_code == 201
        return story

    yield make
    for one in sites:
        next(one, None)
