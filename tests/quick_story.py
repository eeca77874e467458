"""What people do with the quick way of `shortcut`, at the interface of a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from runtime.kernel.clock import FixedClock
from tests.shortcut import begin
from tests.story import SALES, SUPERVISOR
from tests.visitors import Site
from web import create_app

WHY = {"reason": "双十一积压"}


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
        self.site.app = create_app(self.site.runtime)
        self.site.app.config |= {"TESTING": True, "RATELIMIT_ENABLED": False}

    def log(self) -> list[Any]:
        found = self.site.program(SUPERVISOR).asks("GET", "/bypasses/quick_code")
        return list(found.json["log"])

    def why(self) -> str:
        """Return the reason that the log gives for the last refusal."""
        said = [one["why"] for one in self.log() if one["what"] == "refused"]
        return str(said[0])
