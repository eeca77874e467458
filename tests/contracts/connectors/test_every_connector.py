"""连接器约定: what each connector keeps, whoever wrote it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from runtime.connectors.base import Call, Connector, Retry, Target
from runtime.connectors.registry import load_connectors
from runtime.kernel.errors import Stuck
from tests import receiver as plans
from tests.contracts.connectors.conftest import MakeTarget
from tests.receiver import Receiver

ALL = load_connectors()


@pytest.fixture(params=sorted(ALL))
def connector(request: pytest.FixtureRequest) -> Connector:
    return ALL[request.param]


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port that is taken, and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def took(connector: Connector, target: Target, call: Call) -> float:
    """Return how long a call took that comes to nothing."""
    began = time.monotonic()
    with pytest.raises(Retry):
        connector.send(target, call)
    return time.monotonic() - began


def test_it_has_a_title_in_both_languages(connector: Connector) -> None:
    assert connector.title.keys() >= {"zh", "en"}


def test_it_hands_over_the_idempotency_key(
    connector: Connector, target: Target, call: Call, receiver: Receiver
) -> None:
    connector.send(target, call)
    assert [one.key for one in receiver.heard] == ["DB-1:7:12"]


def test_it_returns_the_reply(connector: Connector, target: Target, call: Call) -> None:
    assert connector.send(target, call) == {"number": "N1"}


def test_a_silent_system_is_asked_again_later(
    connector: Connector, hasty: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.waits(20))
    assert took(connector, hasty, call) < 3


def test_a_dripping_system_cannot_hold_it_beyond_its_time(
    connector: Connector, hasty: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.drips)
    assert took(connector, hasty, call) < 3


def test_a_system_that_hangs_up_is_asked_again_later(
    connector: Connector, target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.drops)
    with pytest.raises(Retry):
        connector.send(target, call)


def test_a_system_that_is_down_is_asked_again_later(
    connector: Connector, make_target: MakeTarget, call: Call, nobody: int
) -> None:
    with pytest.raises(Retry):
        connector.send(make_target(port=nobody), call)


def test_it_never_reaches_a_private_machine_unasked(
    connector: Connector, make_target: MakeTarget, call: Call, receiver: Receiver
) -> None:
    with pytest.raises(Stuck) as refused:
        connector.send(make_target(allow_private=False), call)
    assert (refused.value.code, receiver.heard) == ("connector-address-refused", [])


def test_it_asks_no_proxy_of_the_environment(
    connector: Connector,
    target: Target,
    call: Call,
    nobody: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{nobody}")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{nobody}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{nobody}")
    assert connector.send(target, call) == {"number": "N1"}


def test_it_follows_no_redirect(
    connector: Connector,
    target: Target,
    call: Call,
    receiver: Receiver,
    guarded: Receiver,
) -> None:
    elsewhere = f"http://127.0.0.1:{guarded.port}/latest/meta-data"
    receiver.plans(plans.answers(307, {}, Location=elsewhere))
    with pytest.raises(Stuck):
        connector.send(target, call)
    assert guarded.heard == []


def test_it_refuses_an_answer_that_is_too_large(
    connector: Connector, target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.answers(200, b"{" + b" " * 1_000_001 + b"}"))
    with pytest.raises(Stuck) as refused:
        connector.send(target, call)
    assert refused.value.code == "connector-reply-too-large"


def test_it_shows_a_token_to_nobody_but_the_system(
    connector: Connector,
    trusted: Target,
    call: Call,
    guarded: Receiver,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    guarded.plans(plans.answers(200, {"you_sent": f"Bearer {trusted.token}"}))
    reply = connector.send(trusted, call)
    assert "tok-3f9a1c77e2" not in f"{reply} {trusted} {caplog.text}"
