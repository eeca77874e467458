"""Shops that are served in a process of their own, and the demo to look at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import orjson
import pytest

from tests.story import PATIENCE, ROOT, Answer, Shop


@dataclass
class Served:
    """A process that serves; ``said`` is what it said on stdout before it did."""

    child: subprocess.Popen[str]
    said: list[Any]

    @property
    def address(self) -> str:
        """Return where it serves."""
        return str(self.said[-1]["address"])

    def stop(self) -> Answer:
        """Ask it to stop and wait for the end."""
        self.child.send_signal(signal.SIGTERM)
        out, err = self.child.communicate(timeout=PATIENCE)
        return Answer(self.child.returncode, out, err)


@contextmanager
def serving(child: subprocess.Popen[str]) -> Iterator[Served]:
    """Wait until a process serves; it does not outlive the block."""
    try:
        yield Served(child, list(_until_address(child)))
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def _until_address(child: subprocess.Popen[str]) -> Iterator[Any]:
    stream: IO[str] = child.stdout  # type: ignore[assignment]  # it is a pipe
    for line in stream:
        said = orjson.loads(line)
        yield said
        if "address" in said:
            return
    raise AssertionError(child.stderr.read() if child.stderr else "it ended")


def module(shop: Shop, name: str, *words: str) -> subprocess.Popen[str]:
    """Start a module of the tests as a process in a shop."""
    return subprocess.Popen(
        [sys.executable, "-m", name, *words],
        env=os.environ | shop.environment | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Give the shop of the demo, played once; tests only look at it."""
    folder = tmp_path_factory.mktemp("played")
    shop = Shop(f"sqlite:///{folder}/shop.db", folder)
    shop.does("demo", "--no-serve")
    return shop
