"""A jam in the shop: a supervisor opens a shortcut, and people go through it.

Orders come and events are told on the command line, shortcuts are opened and used
through the interface, as in the day's work.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from runtime.kernel.clock import FixedClock
from tests import pictures
from tests.shortcut import QUICK_COST
from tests.story import FINANCE, SUPERVISOR, Shop
from tests.visitors import Site, application, opened

QC, QC_TOO = "吴敏", "郑涛"
EYES = {"sign_price": SUPERVISOR, "check_coupon": FINANCE}  # who sees such a task
WHY = {"reason": "双十一积压"}
JEWEL = {"sku": "J-1", "category": "珠宝"}
OLD = {"name": "周雨", "credit": "good", "registered_at": "2026-01-01T00:00:00+08:00"}


class Jam:
    """A site, and what people do there."""

    def __init__(self, site: Site) -> None:
        self.site, self.shop = site, site.shop

    def asks(self, name: str, method: str, place: str, **body: Any) -> Any:
        """Send a request of somebody's to the interface."""
        return self.site.program(name).asks(method, place, json=body)

    def opens(self, policy: str, minutes: int = 30) -> None:
        """Let the supervisor open a shortcut."""
        place, asked = f"/bypasses/{policy}/open", {"minutes": minutes, **WHY}
        answer = self.asks(SUPERVISOR, "POST", place, **asked)
        assert answer.status_code == 201, answer.text

    def closes(self, policy: str) -> Any:
        """Let the supervisor close it; return the summary."""
        return self.asks(SUPERVISOR, "POST", f"/bypasses/{policy}/close", **WHY).json

    def code(self, policy: str = "price_sign_off_code", **wanted: Any) -> str:
        """Let the supervisor issue a code."""
        asked = {"money": "1000.00", **wanted}
        answer = self.asks(SUPERVISOR, "POST", f"/bypasses/{policy}/codes", **asked)
        assert answer.status_code == 201, answer.text
        return str(answer.json["items"][0]["code"])

    def uses(self, name: str, task: int, **more: Any) -> Any:
        """Let somebody go around a task; return the answer."""
        return self.asks(name, "POST", f"/tasks/{task}/bypass", **WHY, **more)

    def task(self, number: str, element: str) -> int:
        """Return the task of an order at a step."""
        seen = self.shop.tasks(EYES.get(element, QC), number)
        (found,) = [one for one in seen if one["element"] == element]
        return int(found["id"])

    def steps(self, number: str) -> set[str]:
        """Return the steps at which an order waits for a person."""
        found = [*self.shop.tasks(QC, number), *self.shop.tasks("全体", number)]
        return {one["element"] for one in found}

    def photographs(self, name: str, task: int, **answer: Any) -> Any:
        """Let somebody complete a task with a photo."""
        program = self.site.program(name)
        data = {"task": task, "file": (io.BytesIO(pictures.photo()), "goods.jpg")}
        photo = pictures.sent(program.asks("POST", "/attachments", data=data)).json
        sent = {"data": {"photos": [photo["id"]], **answer}}
        return program.asks("POST", f"/tasks/{task}/complete", json=sent)

    def later(self, **wait: float) -> None:
        """Let so much time pass for everybody at the interface."""
        now = self.site.runtime.clock.now() + timedelta(**wait)
        self.site.runtime = replace(self.site.runtime, clock=FixedClock(now))
        self.site.app = application(self.site.runtime)

    def now(self) -> datetime:
        """Return the moment that the interface has."""
        return self.site.runtime.clock.now()

    def why(self, policy: str) -> str:
        """Return the reason that the issuer's log gives for the last refusal."""
        log = self.asks(SUPERVISOR, "GET", f"/bypasses/{policy}").json["log"]
        return str(next(one["why"] for one in log if one["what"] == "refused"))


@pytest.fixture
def jam(shop: Shop) -> Iterator[Jam]:
    """Serve a shop with two people of quality control, where codes cost little."""
    shop.environment["SPILLWAY_CODE_COST"] = QUICK_COST
    for name in (QC, QC_TOO):
        shop.does("user", "add", name, "--role", "qc")
    sites = opened(shop)
    yield Jam(next(sites))
    next(sites, None)
