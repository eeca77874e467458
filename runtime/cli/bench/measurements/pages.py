"""Is a page quick and light, also with very many open tasks? Over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack, closing
from functools import partial
from typing import Any, NamedTuple

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.figures import Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.measurements.inbox import fill
from runtime.cli.bench.rounds import percentile, seconds
from runtime.cli.bench.sample import canonical
from runtime.cli.bench.served import Client, served
from runtime.engine.run import queries
from runtime.kernel.texts import text

ROLE = "warehouse"
INBOX = "/inbox?tab=team"
PLACES = ("/me", INBOX, "/orders", "/stages", "/incidents")  # and one task, one order
ASKED, SHOWN = 40, 100  # times a round; orders that the tasks of the queue are for
_FILE = re.compile(rb'(?:src|href)="(/static/[^"]+)"')


class Weight(NamedTuple):
    """What a browser that knows nothing yet fetches for one page."""

    octets: int  # packed, as they travel
    requests: int


def measure(ground: Ground) -> Sequence[Figure]:
    """Open the inbox of a crowded house again and again; weigh the staff's pages."""
    with ExitStack() as stack:
        runtime = stack.enter_context(ground.installation())
        site = stack.enter_context(served(ground, runtime))
        client = stack.enter_context(closing(Client(site)))
        tasks = _tasks(client, runtime)
        few = _opened(ground, client)
        ground.note(text("bench-filling", count=ground.sizes.tasks, store="SQLite"))
        fill(runtime, ground.sizes.tasks, tasks)
        many = _opened(ground, client)
        one = tasks[0]
        places = (*PLACES, f"/tasks/{one.id}", f"/orders/{one.business_key}")
        weights = [_weight(client, place) for place in places]
    return [
        *(_time(ground, share, many, few) for share in (0.5, 0.95)),
        Figure(
            "page-bytes",
            text("bench-page-bytes", count=len(places)),
            max(one.octets for one in weights),
            Unit.BYTES,
            budget=budgets.PAGE_BYTES,
        ),
        Figure(
            "page-requests",
            text("bench-page-requests", count=len(places)),
            max(one.requests for one in weights),
            Unit.COUNT,
            budget=budgets.PAGE_REQUESTS,
        ),
    ]


def _tasks(client: Client, runtime: Runtime) -> Sequence[Any]:
    """Send orders; return the tasks that wait for somebody then."""
    for number in range(SHOWN):
        order = {"channel": "own", **canonical(f"P{number:06d}")}
        client.ask("POST", "/orders", order)
    with runtime.database.reading() as read:
        return queries.list_queue(read, [ROLE], SHOWN)


def _opened(ground: Ground, client: Client) -> list[float]:
    """Return how long the inbox took each time, in seconds."""
    open_inbox = partial(client.page, INBOX)
    return [seconds(open_inbox) for _ in range(ASKED * ground.sizes.rounds)]


def _weight(client: Client, place: str) -> Weight:
    content, octets = client.page(place)
    files = set(_FILE.findall(content))
    return Weight(
        octets + sum(client.page(one.decode())[1] for one in files), 1 + len(files)
    )


def _time(
    ground: Ground, share: float, many: Sequence[float], few: Sequence[float]
) -> Figure:
    name = f"p{share * 100:g}"
    return Figure(
        f"page-inbox-{name}",
        text("bench-page-inbox", count=ground.sizes.tasks, share=name),
        percentile(many, share) * 1000,
        Unit.MILLISECONDS,
        Reference(text("bench-inbox-few", count=SHOWN), percentile(few, share) * 1000),
        budgets.PAGE_INBOX_MS if share > 0.5 else None,
    )


measurement = Measurement("pages", measure)
