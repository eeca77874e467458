"""A real outside system on loopback: it hears, logs and answers as told.

Everything it knows about our requests it works out with code of its own: it
writes each one down raw, counts keys, and checks token and signature itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

Step = Callable[["Handler"], None]


@dataclass(frozen=True)
class Heard:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "")

    @property
    def content(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """Answers requests by plan, one step a request; after the plan all is well."""

    def __init__(
        self, log: Path, token: str | None = None, sign_key: str | None = None
    ) -> None:
        self.log, self.token, self.sign_key = log, token, sign_key
        self.steps: list[Step] = []
        self.done: dict[str, Any] = {}  # key → answer of what was really done
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.receiver = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def heard(self) -> list[Heard]:
        """Return every request so far, read back from the log file."""
        if not self.log.exists():
            return []
        return [Heard(**json.loads(line)) for line in self.log.read_text().splitlines()]

    @property
    def repeats(self) -> dict[str, int]:
        """Return how often each key came in, for keys that came in twice or more."""
        counted = Counter(one.key for one in self.heard)
        return {key: count for key, count in counted.items() if count > 1}

    def plans(self, *steps: Step) -> None:
        """Treat the next requests this way, one step each."""
        self.steps.extend(steps)

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        cause: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Server(ThreadingHTTPServer):
    """Waits for its handlers at the end, so that no socket stays open."""

    daemon_threads = False
    receiver: Receiver


class Handler(BaseHTTPRequestHandler):
    """Hears one request and does the next step of the plan."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.close_connection = True
        heard = self._hear()
        if not self._is_trusted(heard):
            answers(401, {"message": "who are you?"})(self)
            return
        with self.server.receiver.lock:
            steps = self.server.receiver.steps
            step = steps.pop(0) if steps else does_it
        self.heard = heard
        step(self)

    do_PUT = do_PATCH = do_GET = do_POST  # noqa: N815 - words of http.server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr; the log file has it all."""

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        """Write a whole answer; a caller that has left is no fault."""
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _hear(self) -> Heard:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        entry = {
            "method": self.command,
            "path": self.path,
            "headers": headers,
            "body": body,
        }
        receiver = self.server.receiver
        with receiver.lock, receiver.log.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        return Heard(**entry)

    def _is_trusted(self, heard: Heard) -> bool:
        receiver = self.server.receiver
        if receiver.token and heard.headers.get("authorization") != (
            f"Bearer {receiver.token}"
        ):
            return False
        if receiver.sign_key is None:
            return True
        signed = "\n".join([heard.key, f"{heard.method} {heard.path}", heard.body])
        proof = hmac.new(receiver.sign_key.encode(), signed.encode(), hashlib.sha256)
        given = heard.headers.get("spillway-signature", "")
        return hmac.compare_digest(given, f"sha256={proof.hexdigest()}")


def does_it(handler: Handler) -> None:
    """Do what is asked and remember the answer under its key."""
    receiver = handler.server.receiver
    answer = receiver.done.setdefault(
        handler.heard.key, {"number": f"N{len(receiver.done) + 1}"}
    )
    handler.reply(200, json.dumps(answer).encode())


def knows_it(handler: Handler) -> None:
    """Answer 409 with what was done under this key before, and name the key."""
    receiver = handler.server.receiver
    answer = receiver.done[handler.heard.key]
    handler.reply(409, json.dumps(answer).encode(), Idempotency_Key=handler.heard.key)


def answers(status: int, content: Any = None, **headers: str) -> Step:
    """Answer with ``status`` and JSON ``content`` (bytes go out as they are)."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def step(handler: Handler) -> None:
        handler.reply(status, b"" if content is None else body, **headers)

    return step


def fails(status: int = 503) -> Step:
    """Answer with a bare failure."""
    return answers(status, b"no")


def waits(seconds: float) -> Step:
    """Do it, but answer only after ``seconds``."""

    def step(handler: Handler) -> None:
        handler.server.receiver.closing.wait(seconds)
        does_it(handler)

    return step


def drops(handler: Handler) -> None:
    """Read the request, then hang up without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def does_it_and_drops(handler: Handler) -> None:
    """Do what is asked, then hang up before saying so."""
    receiver = handler.server.receiver
    receiver.done.setdefault(
        handler.heard.key, {"number": f"N{len(receiver.done) + 1}"}
    )
    drops(handler)


def drips(handler: Handler) -> None:
    """Send a header one byte at a time for five seconds, or until nobody listens."""
    closing = handler.server.receiver.closing
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(250):
            closing.wait(0.02)
            handler.wfile.write(b"x")
    except OSError:
        handler.close_connection = True
