"""What a page fetches: the editors are light for what they are, other pages lighter."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from urllib.request import Request, urlopen

import pytest

from runtime.designer.drafts.naming import Name
from runtime.engine.run import queries
from tests.browser.conftest import Gate
from tests.browser.drawing import APPROVAL, ROUTES, Bench, bench, place_of
from tests.story import ROOT
from web.context import COOKIE

__all__ = ["bench"]
EDITOR, STAFF = 550_000, 60_000  # octets, packed
FETCHED = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:js|css|svg))"')
PACKED = {"Accept-Encoding": "gzip"}
BENCH = (
    *(sys.executable, "-m", "runtime", "bench"),
    "--orders",
    "12",
    "--rounds",
    "1",
    "--json",
    "--only",
    "editors",
)


def travelled(gate: Gate, place: str) -> int:
    """Return how many octets come for a place, as they travel."""
    cookie = {"Cookie": f"{COOKIE}={gate.cookie}"}
    with urlopen(Request(f"{gate.address}{place}", headers=PACKED | cookie)) as said:
        return len(said.read())


def fetched(gate: Gate, place: str) -> list[str]:
    """Return what a page asks for beside itself."""
    cookie = {"Cookie": f"{COOKIE}={gate.cookie}"}
    with urlopen(Request(f"{gate.address}{place}", headers=cookie)) as said:
        return sorted(set(FETCHED.findall(said.read().decode())))


def staff(gate: Gate) -> list[str]:
    """Return the pages that people work with all day."""
    with gate.runtime.database.reading() as read:
        (task,) = queries.list_queue(read, ["warehouse"], 1)
    inbox = ["/inbox", "/inbox?tab=team", "/orders", "/stages", "/me"]
    return [*inbox, f"/tasks/{task.id}", f"/orders/{task.business_key}"]


@pytest.mark.parametrize("name", [APPROVAL, ROUTES])
def test_an_editor_is_light_enough_for_what_it_is(bench: Bench, name: Name):
    place = place_of(bench.begins(name), name)
    bundle = [one for one in fetched(bench.gate, place) if "/editor/" in one]

    assert len(bundle) == 2
    assert sum(travelled(bench.gate, one) for one in bundle) <= EDITOR


def test_no_page_of_the_staff_asks_for_an_editor(gate: Gate):
    asked = {one for place in staff(gate) for one in fetched(gate, place)}

    assert asked
    assert [one for one in asked if "/editor/" in one] == []


def test_a_page_of_the_staff_is_light_with_all_that_it_fetches(gate: Gate):
    weights = [
        travelled(gate, place)
        + sum(travelled(gate, one) for one in fetched(gate, place))
        for place in staff(gate)
    ]

    assert max(weights) <= STAFF


def test_the_bench_opens_an_editor_until_a_step_is_chosen(bench: Bench):
    said = subprocess.run(BENCH, cwd=ROOT, capture_output=True, check=True, timeout=300)
    found = {one["name"]: one["value"] for one in json.loads(said.stdout)["figures"]}
    names = {"editor-interactive", "editor-process-bytes", "editor-decisions-bytes"}

    assert set(found) == names
    assert min(found.values()) > 0
