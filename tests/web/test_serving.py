"""A shop that is served: it answers, shows its figures, and stops in good order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from socket import create_connection
from typing import Any
from unittest.mock import Mock
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import orjson
import pytest
from sqlalchemy.exc import OperationalError

from runtime.identity import passwords, people
from runtime.jobs.embedded import Loop
from runtime.kernel import logs
from tests.served import Served, module, serving
from tests.story import CS, PARCEL, WAREHOUSE, Shop
from tests.visitors import PASSWORD, Site
from web import create_app, health

PROGRAMS_SECRET = "spw_a-token-that-nobody-may-read"


@pytest.fixture
def slow(shop: Shop) -> Iterator[Served]:
    """A site with a page and a job that have begun and wait."""
    for name in ("page", "job"):
        os.mkfifo(shop.folder / name)
    with serving(module(shop, "tests.web.slow_site", str(shop.folder))) as served:
        yield served


def asked(address: str) -> tuple[int, str]:
    """Ask over HTTP."""
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def heard(served: Served, word: str, stream: str = "stdout") -> list[str]:
    """Return what the process says until a line holds ``word``."""
    lines = []
    for line in getattr(served.child, stream):
        lines.append(line)
        if word in line:
            break
    return lines


def goes_on(shop: Shop, name: str) -> None:
    """Let what waits for the pipe go on."""
    (shop.folder / name).open("wb").close()


def stopped_amid(shop: Shop, slow: Served) -> tuple[Future[Any], str]:
    """Ask a slow site to stop while page and job are at work; let them finish."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asked, f"{slow.address}/slow")
        said = [str(one) for one in slow.said if "begun" in one]
        while len(said) < 2:
            said += heard(slow, "begun")
        slow.child.send_signal(signal.SIGTERM)
        heard(slow, "Stopping", "stderr")
        goes_on(shop, "page")
        goes_on(shop, "job")
        rest, _ = slow.child.communicate(timeout=60)
    return answer, "".join(said) + rest


def test_a_request_in_flight_is_answered_before_the_end(shop: Shop, slow: Served):
    answer, _ = stopped_amid(shop, slow)

    assert answer.result() == (200, "answered")
    assert slow.child.returncode == 0


def test_what_a_request_in_flight_wrote_is_kept_whole(shop: Shop, slow: Served):
    stopped_amid(shop, slow)
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        stored = people.get(read, CS).password

    assert passwords.is_right(stored, PASSWORD)
    assert shop.is_sound()


def test_a_job_is_not_left_half_done(shop: Shop, slow: Served):
    _, said = stopped_amid(shop, slow)

    assert said.index('"done": "job"') < said.index('"ended"')


def test_a_served_shop_answers_and_stops(shop: Shop):
    with serving(shop.starts("serve", "--port", "0", "--json")) as served:
        status, _ = asked(f"{served.address}/log-in")
        ended = served.stop()

    assert (status, ended.code) == (200, 0)


@pytest.mark.parametrize(("proxies", "is_believed"), [("0", False), ("1", True)])
def test_only_an_announced_proxy_is_believed(
    shop: Shop, proxies: str, is_believed: bool
):
    shop.environment["SPILLWAY_PROXIES"] = proxies
    with serving(shop.starts("serve", "--port", "0", "--json")) as served:
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
        with urlopen(Request(f"{served.address}/log-in", headers=said)) as answer:
            has_promise = "Strict-Transport-Security" in answer.headers

    assert has_promise is is_believed


@contextmanager
def connected(address: str, many: int) -> Iterator[None]:
    """Keep that many connections open, as browsers do that are looked at no more."""
    place = urlsplit(address)
    with ExitStack() as held:
        for _ in range(many):
            held.enter_context(create_connection((place.hostname, place.port)))
        yield


def test_browsers_that_stay_open_keep_nobody_out(shop: Shop):
    with (
        serving(shop.starts("serve", "--port", "0", "--json")) as served,
        connected(served.address, 150),
        urlopen(f"{served.address}/healthz", timeout=30) as answer,
    ):
        assert answer.status == 200


def test_a_taken_address_is_said_plainly(shop: Shop):
    with serving(shop.starts("serve", "--port", "0", "--json")) as served:
        port = served.address.rpartition(":")[2]
        error = shop.refuses("serve", "--port", port)

    assert error["code"] == "serve-address"


def test_nothing_secret_is_logged(shop: Shop):
    child = shop.starts("serve", "--port", "0", "--json")
    with serving(child) as served:
        cookie = {"Cookie": f"spillway={PROGRAMS_SECRET}"}
        urlopen(Request(f"{served.address}/log-in?x={PROGRAMS_SECRET}", headers=cookie))
        token = {"Authorization": f"Bearer {PROGRAMS_SECRET}"}
        urlopen(Request(f"{served.address}/log-in", headers=token))
        said = served.stop().err

    assert said.count("account.log_in") == 2
    assert PROGRAMS_SECRET not in said


def test_it_is_alive(site: Site):
    assert site.visitor().gets("/healthz").json == {"alive": True}


def test_it_is_ready(site: Site):
    assert site.visitor().gets("/readyz").status_code == 200


def test_with_an_old_schema_it_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("runtime.migrations.schema.newest", lambda: "9999")
    answer = site.visitor().gets("/readyz", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json["code"]) == (503, "database-old")
    assert "spillway init" in answer.json["detail"]


def test_without_its_database_it_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    gone = OperationalError("SELECT 1", {}, Exception("gone"))
    monkeypatch.setattr("runtime.migrations.schema.check", Mock(side_effect=gone))
    answer = site.visitor().gets("/readyz")

    assert (answer.status_code, answer.json["code"]) == (503, "ready-no-database")


def test_while_its_background_work_runs_it_is_ready(site: Site):
    with Loop([]) as loop:
        health.watch(site.app, [loop])
        answer = site.visitor().gets("/readyz")

    assert (answer.status_code, answer.json) == (200, {"ready": True, "failing": []})


def test_when_its_background_work_has_ended_it_is_not_ready(site: Site):
    health.watch(site.app, [Loop([])])
    answer = site.visitor().gets("/readyz", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json["code"]) == (503, "ready-no-worker")


def test_a_lane_that_fails_is_named_and_pages_still_work(site: Site):
    lane = Mock(tick=Mock(side_effect=OSError("no such host")))
    lane.name = "deliveries"
    with Loop([lane]) as loop:
        loop.run_once()
        health.watch(site.app, [loop])
        answer = site.visitor().gets("/readyz")

    assert (answer.status_code, answer.json["failing"]) == (200, ["deliveries"])


def test_the_figures_count_what_waits(site: Site):
    site.shop.takes(total="9000.00")
    figures = site.program().client.get("/metrics", headers=bearer(site)).text

    assert 'spillway_open_tasks{role="supervisor"} 1.0' in figures
    assert "spillway_open_incidents 0.0" in figures
    assert "spillway_dead_deliveries 0.0" in figures


def test_the_figures_count_requests_by_view_and_status(site: Site):
    site.app = create_app(site.runtime)
    site.visitor().gets("/nothing-here")
    site.visitor().gets("/log-in")
    figures = site.program().client.get("/metrics", headers=bearer(site)).text

    assert 'spillway_requests_total{endpoint="account.log_in",status="200"} 1.0' in (
        figures
    )
    assert 'endpoint="none",status="404"' in figures


def test_the_figures_are_not_for_strangers(site: Site):
    answer = site.visitor().gets("/metrics")

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


def test_the_figures_name_nobody(site: Site):
    site.visitor(CS).gets("/me")
    figures = site.program().client.get("/metrics", headers=bearer(site)).text

    assert CS not in figures


@pytest.mark.parametrize(
    ("given", "is_kept"), [("proxy-7f3a91", True), ("evil\tid with more", False)]
)
def test_a_request_has_a_name_of_its_own(site: Site, given: str, is_kept: bool):
    answer = site.visitor().gets("/log-in", headers={"X-Request-ID": given})

    assert (answer.headers["X-Request-ID"] == given) is is_kept


def test_a_line_of_the_log_names_request_and_person(
    site: Site, capsys: pytest.CaptureFixture[str]
):
    logs.configure("json")
    request = {"X-Request-ID": "proxy-7f3a91"}
    site.visitor(CS).gets("/me", headers=request)
    lines = [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]

    said = [(one["request"], one["person"]) for one in lines]

    assert said == [("proxy-7f3a91", site.id_of(CS))]


def test_a_line_of_the_log_names_the_order_and_the_instance_that_moved(
    site: Site, capsys: pytest.CaptureFixture[str]
):
    number = site.shop.takes()
    program = site.program(WAREHOUSE)
    task = program.asks("GET", f"/tasks?order={number}").json["items"][0]["id"]
    logs.configure("json")
    program.asks("POST", f"/tasks/{task}/complete", json={"data": PARCEL})
    line = orjson.loads(capsys.readouterr().err.splitlines()[-1])

    assert (line["key"], type(line["instance"])) == (number, int)


def bearer(site: Site) -> dict[str, str]:
    """Return the header of a program that may look at the figures."""
    return {"Authorization": f"Bearer {site.program().token}"}
