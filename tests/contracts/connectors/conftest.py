"""An outside system on loopback, and targets that point at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from runtime.connectors.base import Call, Target, Verb
from tests.receiver import Receiver

TOKEN = "tok-3f9a1c77e2"
SIGN_KEY = "sign-0b52d9e6aa"
MakeTarget = Callable[..., Target]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "heard.jsonl") as receiver:
        yield receiver


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Receiver]:
    """A receiver that checks token and signature."""
    with Receiver(tmp_path / "guarded.jsonl", TOKEN, SIGN_KEY) as receiver:
        yield receiver


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_TOKEN", TOKEN)
    monkeypatch.setenv("WAREHOUSE_SIGN", SIGN_KEY)


@pytest.fixture
def make_target(receiver: Receiver) -> MakeTarget:
    def make(**changes: Any) -> Target:
        settings: dict[str, Any] = {
            "name": "warehouse",
            "kind": "http",
            "scheme": "http",
            "host": "127.0.0.1",
            "port": receiver.port,
            "path": "/api",
            "verbs": {"ship": Verb("POST", "/shipments")},
            "timeout": timedelta(seconds=5),
            "attempts": 3,
            "every": timedelta(minutes=15),
            "allow_private": True,
        }
        return Target(**settings | changes)

    return make


@pytest.fixture
def target(make_target: MakeTarget) -> Target:
    return make_target()


@pytest.fixture
def hasty(make_target: MakeTarget) -> Target:
    """A target with little patience."""
    return make_target(timeout=timedelta(milliseconds=300))


@pytest.fixture
def trusted(make_target: MakeTarget, guarded: Receiver, secrets: None) -> Target:
    """A target with token and signature, at the receiver that checks them."""
    names = {"token_env": "WAREHOUSE_TOKEN", "sign_env": "WAREHOUSE_SIGN"}
    return make_target(port=guarded.port, **names)


@pytest.fixture
def call() -> Call:
    return Call("ship", {"number": "DB-1"}, "DB-1:7:12")
