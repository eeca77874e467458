"""防 SSRF: which hosts and addresses a connector may reach."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpcore
import pytest

from runtime.connectors import safety, wire
from runtime.connectors.base import Retry, Target
from runtime.kernel.errors import Stuck

PUBLIC = "93.184.215.14"
Answers = Callable[..., None]


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Let every look-up give these addresses, one list a look-up."""

    def install(*answers: list[str]) -> None:
        queue = list(answers)

        def look_up(host: str, port: int, **kinds: Any) -> list[Any]:
            found = queue.pop(0)
            return [(0, 0, 0, "", (address, port)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return install


@pytest.mark.parametrize(
    "host",
    [
        "wms.example.com",
        "WMS.example.com.",
        "localhost",
        "a_b.example.com",
        "127.0.0.1",
        "::1",
        "2001:db8::1",
        "xn--fiqs8s",
    ],
)
def test_a_plain_host_is_accepted_as_text(host: str) -> None:
    assert safety.is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "127.0.0.01",
        "0177.0.0.1",
        "good.example@evil.example",
        "good.example:80",
        "good.example/evil",
        "good.example#",
        "good.example?x",
        "good.example\\evil",
        "[::ffff:127.0.0.1]",
        "fe80::1%eth0",
        "two words",
        "a\r\nHost: b",
        "evil。com",
        "-a.example",
        "a..b",
        "a" * 64,
        "例子.cn",
    ],
)
def test_a_host_that_could_be_read_two_ways_is_refused(host: str) -> None:
    assert not safety.is_host(host)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_admissible(address: str) -> None:
    assert safety.is_admissible(address, allow_private=False)


PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "::1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused(address: str) -> None:
    assert not safety.is_admissible(address, allow_private=False)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_admissible_where_it_is_meant(address: str) -> None:
    assert safety.is_admissible(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "240.0.0.1",
        "::127.0.0.1",
        "not an address",
    ],
)
def test_what_no_receiver_has_is_never_reached(address: str) -> None:
    assert not safety.is_admissible(address, allow_private=True)


@pytest.mark.parametrize("address", ["2002:7f00:1::", "2002:c0a8:101::"])
def test_a_private_address_inside_a_tunnel_is_refused(address: str) -> None:
    assert not safety.is_admissible(address, allow_private=False)


def test_one_private_address_among_public_ones_refuses_the_name(dns: Answers) -> None:
    dns([PUBLIC, "127.0.0.1"])
    with pytest.raises(Stuck) as refused:
        safety.look_up("both.example", 443, allow_private=False)
    assert refused.value.facts["address"] == "127.0.0.1"


def test_a_name_without_address_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def finds_nothing(*asked: Any, **kinds: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", finds_nothing)
    with pytest.raises(Retry):
        safety.look_up("gone.example", 443, allow_private=False)


class Line(httpcore.NetworkStream):
    """A connection that says which name TLS was asked for, then breaks."""

    def __init__(self) -> None:
        self.names: list[str | None] = []

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        self.names.append(server_hostname)
        raise httpcore.ConnectError("cut")


class Plug(httpcore.SyncBackend):
    """Connects to nothing and notes where it was sent."""

    def __init__(self) -> None:
        self.line, self.called = Line(), []
        self.deaf: set[str] = set()

    def connect_tcp(self, host: str, *rest: Any, **more: Any) -> Line:
        self.called.append(host)
        if host in self.deaf:
            raise httpcore.ConnectError("deaf")
        return self.line


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    plug = Plug()
    monkeypatch.setattr(httpcore, "SyncBackend", lambda: plug)
    return plug


def asks() -> None:
    """Ask a public system by name and fail at TLS."""
    patience = timedelta(seconds=5)
    target = Target(
        "w", "http", "https", "wms.example", 443, "", {}, patience, 3, patience
    )
    with pytest.raises(Retry):
        wire.exchange(target, wire.Request("POST", "/", "k", b"{}", {}))


def test_the_connection_goes_to_the_address_that_was_checked(
    plug: Plug, dns: Answers
) -> None:
    dns([PUBLIC], ["127.0.0.1"])  # a second look-up would lead elsewhere
    asks()
    assert plug.called == [PUBLIC]


def test_tls_is_asked_for_the_name_and_not_the_address(
    plug: Plug, dns: Answers
) -> None:
    dns([PUBLIC])
    asks()
    assert plug.line.names == ["wms.example"]


def test_the_next_address_is_tried_when_the_first_is_deaf(
    plug: Plug, dns: Answers
) -> None:
    plug.deaf = {"2606:4700::1111"}
    dns(["2606:4700::1111", PUBLIC])
    asks()
    assert plug.called == ["2606:4700::1111", PUBLIC]


def test_certificates_are_verified() -> None:
    context = wire.certificates()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
