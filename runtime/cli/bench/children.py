"""The command line as a process of its own, on a fresh installation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import runtime
from runtime.cli.bench.ground import SECRET, Ground
from runtime.kernel.errors import Misconfigured

WITHIN_SECONDS = 600


def command(*words: str) -> list[str]:
    """Return the command line ``spillway …`` as a process is started with it."""
    return [sys.executable, "-m", "runtime", *words]


def environment(ground: Ground) -> dict[str, str]:
    """Return the environment of a process on the installations of ``ground``."""
    home = Path(runtime.__file__).parents[1]
    known = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(home), known))),
        "SPILLWAY_SECRET_KEY": SECRET,
        "SPILLWAY_ANCHORS": str(ground.folder / "anchors"),
    }


def run(ground: Ground, words: list[str], feed: Path | None = None) -> str:
    """Run a process to its end and return what it said on stderr.

    ``feed`` is the file it reads on stdin; without one there is nothing to read.
    Raises Misconfigured when it did not end well.
    """
    with Path(feed or os.devnull).open("rb") as source:
        done = _done(ground, words, source)
    if done.returncode:
        raise Misconfigured("bench-child-failed", why=done.stderr[-300:])
    return done.stderr


def _done(
    ground: Ground, words: list[str], source: BinaryIO
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        stdin=source,
        cwd=ground.folder,
        env=environment(ground),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )
