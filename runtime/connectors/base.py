"""What a connector is, and what it is told (连接器)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from runtime.kernel.texts import text

Reply = Mapping[str, Any]
MAX_TIMEOUT = timedelta(seconds=30)


class Retry(Exception):
    """Not now: the outside system may well answer at a later try.

    ``code`` and ``facts`` make the sentence that the delivery's row keeps.
    """

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.text = text(code, **facts)


@dataclass(frozen=True, slots=True)
class Verb:
    """How a target is asked for one thing: method, and path below its prefix."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Target:
    """One outside system as an administrator configured it.

    Nothing in here comes from a diagram or from data. Secrets stay in the
    environment; a target knows only the names of the variables.
    """

    name: str
    kind: str  # which connector speaks to it
    scheme: str
    host: str
    port: int
    path: str  # prefix of every path, "" or "/…"
    verbs: Mapping[str, Verb]
    timeout: timedelta  # for the whole exchange
    attempts: int
    every: timedelta  # pause between attempts
    allow_private: bool = False
    token_env: str | None = None  # sent as a Bearer token
    sign_env: str | None = None  # key of the HMAC over each request

    @property
    def token(self) -> str | None:
        """Return the token, read from the environment at each use."""
        return os.environ.get(self.token_env) if self.token_env else None

    @property
    def sign_key(self) -> str | None:
        """Return the signing key, read from the environment at each use."""
        return os.environ.get(self.sign_env) if self.sign_env else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return whatever must never stand in a row, a log or an error."""
        return tuple(one for one in (self.token, self.sign_key) if one)


@dataclass(frozen=True, slots=True)
class Call:
    """What a diagram asks of a target: a verb, its parameters, the stable key."""

    verb: str
    payload: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Connector:
    """Speaks to one kind of outside system.

    ``send`` is called by a worker, outside any transaction and perhaps in
    several threads at once. It must hand ``call.key`` to the other side as its
    idempotency key, come back within ``target.timeout``, and reach the network
    only through ``wire``. It returns the reply, which becomes process data;
    raises Retry for "later", BpmnError for an outcome that diagrams model, and
    anything else for a failure that no repetition will cure.
    """

    kind: str
    title: Mapping[str, str]  # {"zh": …, "en": …}
    send: Callable[[Target, Call], Reply]
