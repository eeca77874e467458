"""抢购: many more orders than goods, all at once, over real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import repeat
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from tests.served import Served, serving
from tests.story import PATIENCE, Shop, an_order

THERE, COMING, AT_ONCE = 500, 2000, 16
SKU = "LIVE-1"


@pytest.fixture
def token(any_shop: Shop) -> str:
    """Give the token of a channel's program."""
    any_shop.does("user", "add", "程序", "--role", "integrator")
    return str(any_shop.does("token", "create", "程序", "--title", "rush")["token"])


@pytest.fixture
def served(any_shop: Shop) -> Iterator[Served]:
    """Serve the shop on a port of its own."""
    child = any_shop.starts("serve", "--port", "0", "--json")
    log = Thread(target=list, args=(child.stderr,), daemon=True)  # else its pipe fills
    log.start()
    with serving(child) as found:
        yield found


def orders() -> Sequence[bytes]:
    """Return every order that comes in, as bodies."""
    lines = [{"sku": SKU, "quantity": 1, "unit_price": "199.00"}]
    one = {"channel": "own", "lines": lines}
    return [orjson.dumps(an_order(**one)) for _ in range(COMING)]


def sent(address: str, token: str, bodies: Sequence[bytes]) -> list[Any]:
    """Send orders one after the other over one connection; return what they became."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
    }
    became = []
    for body in bodies:
        connection.request("POST", "/api/v1/orders", body, headers)
        answer = connection.getresponse()
        became.append((answer.status, orjson.loads(answer.read()).get("state")))
    connection.close()
    return became


def test_of_2000_orders_at_once_500_get_the_500_pieces(
    any_shop: Shop, served: Served, token: str
):
    any_shop.does("stock", "receive", SKU, THERE)
    bodies = orders()
    shares = [bodies[first::AT_ONCE] for first in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        became = pool.map(sent, repeat(served.address), repeat(token), shares)
    counts = Counter(one for share in became for one in share)
    found = any_shop.does("stock", "show", SKU)

    assert counts == {(201, "released"): THERE, (201, "held"): COMING - THERE}
    assert (found["on_hand"], found["held"]) == (THERE, THERE)
    assert any_shop.is_sound()
