"""The shortcut of the price sign-off: opened, its codes issued, used (绕行)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from runtime.bootstrap import Runtime
from runtime.cli.bench.clerk import CLERK
from runtime.cli.bench.sample import canonical, write_orders
from runtime.kernel.actors import Actor, ActorKind
from runtime.kernel.hashing import DEFAULT_COST, Cost
from runtime.kernel.work import Work
from runtime.orders.bypass import operations, using
from runtime.orders.bypass.codes import Codes
from runtime.orders.bypass.operations import Wanted
from runtime.orders.bypass.using import Ask

POLICY, STEP, ROLE = "price_sign_off_code", "sign_price", "supervisor"
SHIPPED_COST = DEFAULT_COST
LEAST_COST = Cost(rounds=1, kibibytes=8, lanes=1)  # the least argon2 there is
REASON = "bench"
AN_OPENING = 20  # uses that the shipped policy allows
MONEY = Decimal(900)  # of a code; above a bound it would need a second issuer
_OPENER = Actor("bench-opener", "bench", frozenset({ROLE}), ActorKind.PERSON)


def write_agreed(path: Path, prefix: str, count: int) -> None:
    """Write orders that wait for a signature: one line is cheaper than listed."""
    lines = [dict(one) for one in canonical(prefix)["lines"]]
    lines[0]["list_price"] = "401.00"
    write_orders(path, prefix, count, lines=lines)


class Shortcut:
    """The shortcut of an installation.

    A stored code keeps its own cost of being checked: codes of any cost serve at one
    server, in turns.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._dear = Codes(runtime.keys, SHIPPED_COST)
        self._cheap = Codes(runtime.keys, LEAST_COST)

    def opens(self) -> None:
        """Open it for an hour; it closes itself once its budget is used up."""
        until = self._runtime.clock.now() + timedelta(hours=1)

        def run(work: Work) -> object:
            engine = self._runtime.engine
            return operations.open_(work, engine, POLICY, until, REASON)

        self._runtime.attempt(_OPENER, run)

    def closes(self) -> None:
        """Close it by hand."""

        def run(work: Work) -> object:
            return operations.close(work, self._runtime.engine, POLICY, REASON)

        self._runtime.attempt(_OPENER, run)

    def issues(self, uses: int, *, is_dear: bool) -> str:
        """Return a code for so many uses; one that is dear costs what ours cost."""
        known = self._dear if is_dear else self._cheap

        def run(work: Work) -> str:
            engine, wanted = self._runtime.engine, Wanted(uses=uses, money=MONEY)
            return operations.issue(work, engine, known, POLICY, wanted)[0].text

        return self._runtime.attempt(_OPENER, run)

    def uses(self, task: int, code: str) -> None:
        """Go around a task through the operation, without HTTP."""
        ask = Ask(task, REASON, {}, code)

        def run(work: Work) -> object:
            return using.use(work, self._runtime.engine, self._cheap, ask)

        self._runtime.attempt(CLERK, run)

    def check(self, *, is_dear: bool) -> Callable[[], object]:
        """Return the act of checking a right code, and nothing else."""
        known = self._dear if is_dear else self._cheap
        code, stored = known.make()
        return lambda: known.is_right(stored, code)
