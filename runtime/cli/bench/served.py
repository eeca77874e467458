"""A served installation, and clients that ask it over real HTTP on loopback."""

from __future__ import annotations

import gzip
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import local
from typing import Any
from urllib.parse import urlsplit

import orjson

from runtime.bootstrap import Runtime
from runtime.cli.bench.children import command, environment
from runtime.cli.bench.clerk import CLERK
from runtime.cli.bench.ground import Ground
from runtime.identity import people, sessions
from runtime.identity.people import NewPerson
from runtime.kernel.errors import Misconfigured

PATIENCE_SECONDS = 60
_GZIP = b"\x1f\x8b"  # what packed content begins with


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is served, and with whose token it is asked."""

    address: str
    token: str
    started_in: float  # seconds from the process's start to its first answer


class Client:
    """Asks over one connection a thread, kept open as a program would."""

    def __init__(self, site: Site) -> None:
        self._host = urlsplit(site.address).netloc
        self._headers = {
            "Authorization": f"Bearer {site.token}",
            "Content-Type": "application/json",
        }
        self._kept = local()
        self._opened: list[HTTPConnection] = []

    def ask(self, method: str, path: str, content: Any = None) -> Any:
        """Return the answer's JSON; raises Misconfigured for any other than 2xx."""
        body = None if content is None else orjson.dumps(content)
        return orjson.loads(self._answered(method, f"/api/v1{path}", body, {}))

    def page(self, path: str) -> tuple[bytes, int]:
        """Return a page or a file, and how many octets of it travelled, packed."""
        said = self._answered("GET", path, None, {"Accept-Encoding": "gzip"})
        return _plain(said), len(said)

    def _answered(
        self, method: str, path: str, body: bytes | None, more: Mapping[str, str]
    ) -> bytes:
        connection = getattr(self._kept, "connection", None)
        if connection is None:
            connection = HTTPConnection(self._host, timeout=PATIENCE_SECONDS)
            self._kept.connection = connection
            self._opened.append(connection)
        connection.request(method, path, body, {**self._headers, **more})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise Misconfigured("bench-child-failed", why=_plain(said)[:300].decode())
        return said

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._opened:
            connection.close()


@contextmanager
def served(ground: Ground, runtime: Runtime, *roles: str) -> Iterator[Site]:
    """Serve the installation of ``runtime`` in a process of its own, on any port.

    ``roles`` are those that who asks has besides a clerk's.
    """
    token = _token(runtime, roles)
    words = command("serve", "--port", "0", "--json", "--db", runtime.database.url)
    begun = time.perf_counter()
    process = subprocess.Popen(
        words,
        cwd=ground.folder,
        env=environment(ground),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line a request: nobody reads them here
    )
    try:
        said = process.stdout.readline() if process.stdout else b""
        if not said:
            raise Misconfigured("bench-child-failed", why="serve")
        site = Site(orjson.loads(said)["address"], token, 0)
        with closing(Client(site)) as first:
            first.ask("GET", "/me")
        yield Site(site.address, token, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        if process.stdout:
            process.stdout.close()


def arriving(
    act: Callable[[Any], object], given: Sequence[Any], rate: float, clients: int
) -> list[float]:
    """Do ``act`` on each of ``given``, as they arrive ``rate`` times a second.

    Returns seconds from arrival to answer: whoever waits for a client counts, too.
    """
    begun = time.perf_counter()

    def do(place: int) -> float:
        due = begun + place / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        act(given[place])
        return time.perf_counter() - due

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(do, range(len(given))))


def closed_loop(
    act: Callable[[Any], object], given: Sequence[Any], clients: int
) -> tuple[float, list[float]]:
    """Do ``act`` on each of ``given`` as fast as ``clients`` can; rate and seconds."""

    def do(one: Any) -> float:
        begun = time.perf_counter()
        act(one)
        return time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(do, given))
    return len(given) / (time.perf_counter() - begun), times


def _plain(said: bytes) -> bytes:
    return gzip.decompress(said) if said.startswith(_GZIP) else said


def _token(runtime: Runtime, more: Sequence[str]) -> str:
    trail = runtime.engine.trail
    roles = (*sorted(CLERK.roles), "integrator", *more)
    with runtime.work() as work:
        person = NewPerson(CLERK.name, roles)
        people.add(work, trail, person, frozenset(roles))
    with runtime.work() as work:
        return sessions.make_token(work, trail, CLERK.name, "bench", 1)
