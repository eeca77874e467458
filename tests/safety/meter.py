"""Runs probes in processes of their own and tells what each of them cost.

A probe that runs away takes down a fork and not the machine: every fork has limits of
memory and computing time. The mother of the forks is small and has everything loaded,
so a probe costs milliseconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runtime import feel
from runtime.feel.frame import STEP_BUDGET
from runtime.kernel.errors import FlowError

ROOT = Path(__file__).parents[2]
MEMORY = 256 << 20  # bytes that a probe may need beyond what a process has
SECONDS = 8  # of computing, until the system kills it; far above what is promised
REPORTED = 3  # the channel on which a fork tells its mother


@dataclass(frozen=True)
class Measured:
    """How a probe ended, and what it cost; a killed one tells only that."""

    ended: str
    steps: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0


class Meter:
    """A process that measures one probe after the other."""

    def __init__(self) -> None:
        self.seen: dict[str, Measured] = {}
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.meter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def measure(self, name: str, seconds: int = SECONDS) -> Measured:
        """Return what the probe called ``name`` cost; it is run once."""
        if name not in self.seen:
            self._mother.stdin.write(json.dumps([name, seconds]) + "\n")
            self._mother.stdin.flush()
            self.seen[name] = Measured(**json.loads(self._mother.stdout.readline()))
        return self.seen[name]

    def worst(self) -> str:
        """Return one line with the dearest probe of each kind."""
        found = self.seen.items()
        if not found:
            return "no probe was run"
        steps = max(found, key=lambda each: each[1].steps)
        seconds = max(found, key=lambda each: each[1].seconds)
        memory = max(found, key=lambda each: each[1].megabytes)
        return (
            f"{len(found)} probes; worst: {steps[1].steps:,} steps ({steps[0]}), "
            f"{seconds[1].seconds:.2f} s ({seconds[0]}), "
            f"{memory[1].megabytes:.0f} MB ({memory[0]})"
        )

    def close(self) -> None:
        """End the process."""
        self._mother.stdin.close()
        self._mother.wait(timeout=60)
        self._mother.stdout.close()


def outcome(run: Callable[[feel.Frame], Any], frame: feel.Frame) -> str:
    """Return how a probe ended: what it gave, or the code of its refusal."""
    try:
        value = run(frame)
    except FlowError as refused:
        cause = refused.facts.get("cause")
        return refused.code if cause is None else f"{refused.code}: {cause.code}"
    except BaseException as fault:
        return f"undocumented {type(fault).__name__}: {fault}"
    if value is None and frame.warnings:
        return f"null: {_code(frame.warnings[-1])}"
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, list | dict | str) and len(value) > 40:
        return f"{len(value)} in a {type(value).__name__}"
    return str(value)[:80]


def _code(warning: Any) -> str:
    reason = warning.facts.get("reason")
    return str(warning.code if reason is None else reason.code)


def _measured(run: Callable[[feel.Frame], Any]) -> Measured:
    before = _resident()
    frame = feel.Frame()
    began = time.thread_time()
    ended = outcome(run, frame)
    seconds = time.thread_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - before
    steps = min(STEP_BUDGET - frame.allowance.steps, STEP_BUDGET)
    return Measured(ended, steps, round(seconds, 4), max(grown, 0) / (1 << 20))


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _limit(seconds: int) -> None:
    """Give this process so much time, and some more memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds += int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _in_a_fork(run: Callable[[feel.Frame], Any], seconds: int) -> Measured:
    receives, sends = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receives)
        _limit(seconds)
        os.write(sends, json.dumps(asdict(_measured(run))).encode())
        os._exit(0)
    os.close(sends)
    with os.fdopen(receives, "rb") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    if said:
        return Measured(**json.loads(said))
    return Measured(f"killed by signal {os.waitstatus_to_exitcode(status)}")


def serve() -> None:
    """Read names of probes from standard input, write what they cost."""
    from tests.safety.probes import PROBES, RUNAWAYS

    for line in sys.stdin:
        name, seconds = json.loads(line)
        measured = _in_a_fork({**PROBES, **RUNAWAYS}[name].run, seconds)
        sys.stdout.write(json.dumps(asdict(measured)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
