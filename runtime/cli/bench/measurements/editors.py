"""Is the editor of processes light, and soon there? In a real browser, on loopback."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from statistics import median
from typing import TYPE_CHECKING

from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.served import Client, Site, served
from runtime.kernel.texts import text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STEP = "sales_confirm"
PLAIN = "/me"
EDITORS = ("process", "order_approval"), ("decisions", "order_routing")
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")
_BUNDLE = re.compile(rb'(?:src|href)="(/static/editor/[^"]+)"')
_FONT = re.compile(rb"url\(\"?(fonts/[^\")]+)")


def measure(ground: Ground) -> Sequence[Figure]:
    """Weigh what the two editors fetch; open one until a step of it is chosen."""
    with ExitStack() as stack:
        runtime = stack.enter_context(ground.installation())
        site = stack.enter_context(served(ground, runtime, "designer"))
        client = stack.enter_context(closing(Client(site)))
        files = [{"kind": kind, "key": key} for kind, key in EDITORS]
        draft = client.ask("POST", "/drafts", {"title": "bench", "files": files})
        places = [f"/designer/drafts/{draft['id']}/{k}/{key}" for k, key in EDITORS]
        sizes = [bundle(client, place) for place in places]
        if not all(sizes):
            ground.note(text("bench-no-editors"))
            return []
        weights = [
            Figure(
                f"editor-{kind}-bytes",
                text(f"bench-editor-{kind}"),
                size,
                Unit.BYTES,
                budget=budgets.EDITOR_BYTES,
            )
            for (kind, _), size in zip(EDITORS, sizes, strict=True)
        ]
        return [*weights, *_times(ground, site, places[0])]


def bundle(client: Client, place: str) -> int:
    """Return how many octets of its bundle an editor's page fetches, packed."""
    files = set(_BUNDLE.findall(client.page(place)[0]))
    fetched = [client.page(one.decode()) for one in files]
    fonts = {one for content, _ in fetched for one in _FONT.findall(content)}
    more = [client.page(f"/static/editor/{one.decode()}")[1] for one in fonts]
    return sum(octets for _, octets in fetched) + sum(more)


def _times(ground: Ground, site: Site, place: str) -> list[Figure]:
    with _browser() as browser:
        if browser is None:
            ground.note(text("bench-no-browser"))
            return []
        rounds = range(ground.sizes.rounds + 1)  # the first warms up the server
        plain = [_opened(browser, site, PLAIN) for _ in rounds][1:]
        drawn = [_opened(browser, site, place, STEP) for _ in rounds][1:]
    return [
        Figure(
            "editor-interactive",
            text("bench-editor-interactive"),
            median(drawn),
            Unit.MILLISECONDS,
            Reference(text("bench-editor-plain"), median(plain)),
            budgets.EDITOR_MS,
        )
    ]


@contextmanager
def _browser() -> Iterator[Browser | None]:
    """Start the browser of this machine; None without one, or without Playwright."""
    given = os.environ.get("CHROMIUM")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


def _opened(browser: Browser, site: Site, place: str, step: str = "") -> float:
    """Return milliseconds from asking for a page, with nothing kept from before.

    They end when the page is loaded; with ``step``, when that step of it is chosen.
    """
    token = {"Authorization": f"Bearer {site.token}"}
    context = browser.new_context(extra_http_headers=token)
    with closing(context):
        page = context.new_page()
        page.goto(f"{site.address}{place}")
        if step:
            _choose(page, step)
        return float(page.evaluate("performance.now()"))


def _choose(page: Page, step: str) -> None:
    shape = page.locator(f'.djs-shape[data-element-id="{step}"]')
    page.locator("#editor[data-ready]").wait_for()
    shape.click()
    page.locator(f'.djs-shape.selected[data-element-id="{step}"]').wait_for()


measurement = Measurement("editors", measure)
