"""The only road from a connector to the network (出网).

By construction: no redirect is followed, no proxy of the environment is asked,
no cookie is kept, nothing is unpacked, and every exchange ends in time.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import httpcore

from runtime.connectors import safety
from runtime.connectors.base import Retry, Target
from runtime.kernel.errors import Stuck

MAX_REPLY = 1_000_000
_VISIBLE = "!#$%&'*+,-./:;=?@^_`|~"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: method, path below the target's prefix, headers, body."""

    method: str
    path: str
    key: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read to its end; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(target: Target, request: Request) -> Answer:
    """Send ``request`` to ``target`` and return its answer, whatever its status.

    Adds the idempotency key, the token and the signature. Raises Retry when no
    whole answer came in time, and Stuck when the address is refused, the answer
    is larger than a megabyte, or the request cannot be written.
    """
    patience = target.timeout.total_seconds()
    backend = _Guarded(target, _Deadline(patience))
    try:
        with httpcore.ConnectionPool(certificates(), network_backend=backend) as pool:
            return _ask(pool, target, request, patience)
    except httpcore.TimeoutException as cause:
        raise Retry(
            "connector-timeout", connector=target.name, seconds=patience
        ) from cause
    except httpcore.LocalProtocolError:
        # The cause may quote a header, so it must not go on as a context.
        raise Stuck("connector-request-wrong", connector=target.name) from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as cause:
        why = type(cause.__cause__ or cause).__name__
        raise Retry(
            "connector-unreachable", connector=target.name, cause=why
        ) from cause


def key_header(key: str) -> str:
    """Return an idempotency key as a header may carry it."""
    return quote(key, safe=_VISIBLE.replace("%", ""))


def signature(sign_key: str, request: Request, path: str) -> str:
    """Return the HMAC over key, method, path and body that proves the sender."""
    head = f"{key_header(request.key)}\n{request.method} {path}\n".encode()
    return hmac.new(sign_key.encode(), head + request.body, hashlib.sha256).hexdigest()


@cache
def certificates() -> ssl.SSLContext:
    """Return whom an https target may be: certificates are always verified."""
    return httpcore.default_ssl_context()


def _ask(
    pool: httpcore.ConnectionPool, target: Target, request: Request, patience: float
) -> Answer:
    path = target.path + request.path
    limits = dict.fromkeys(("connect", "read", "write", "pool"), patience)
    url = httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=path.encode(),
    )
    with pool.stream(
        request.method,
        url,
        headers=_headers(target, request, path),
        content=request.body,
        extensions={"timeout": limits},
    ) as response:
        return Answer(
            response.status, _named(response.headers), _read(target, response)
        )


def _headers(target: Target, request: Request, path: str) -> list[tuple[str, str]]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "spillway",
        **request.headers,
        "Idempotency-Key": key_header(request.key),
    }
    if target.token is not None:
        headers["Authorization"] = f"Bearer {target.token}"
    if target.sign_key is not None:
        proof = signature(target.sign_key, request, path)
        headers["Spillway-Signature"] = f"sha256={proof}"
    return list(headers.items())


def _read(target: Target, response: httpcore.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > MAX_REPLY:
            raise Stuck(
                "connector-reply-too-large", connector=target.name, limit=MAX_REPLY
            )
    return bytes(body)


def _named(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {
        name.decode("ascii").lower(): value.decode("latin-1") for name, value in headers
    }


class _Deadline:
    """The moment an exchange must be over, however its bytes drip."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self, error: type[httpcore.TimeoutException]) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise error("out of time")
        return left


class _Guarded(httpcore.NetworkBackend):
    """Connects to checked addresses only; TLS still asks for the host's name."""

    def __init__(self, target: Target, deadline: _Deadline) -> None:
        self._target, self._deadline = target, deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of ``host`` that answers."""
        allow_private = self._target.allow_private
        addresses = safety.look_up(host, port, allow_private=allow_private)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port)

    def _connect(self, address: str, port: int) -> httpcore.NetworkStream:
        left = self._deadline.left(httpcore.ConnectTimeout)
        return _Timed(self._plain.connect_tcp(address, port, left), self._deadline)


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends with the exchange."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(httpcore.ConnectTimeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
