"""How many steps of evaluation an instance may take now, and what it owes (步数额度).

One run has the budget of its frame. What an instance can multiply is the number of its
runs: a timer that comes again, a loop over answers, a message, each of ten thousand
tasks completed by itself. So an instance owes what its runs take, the debt melts with
time, and at the most it may not grow any more. The debt stands in the instance's state,
and only while there is one: a run that takes few steps, as nearly all do, is free.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from runtime.engine.spiff import Run
from runtime.feel.frame import SPENT, STEP_BUDGET, Allowance, Frame
from runtime.kernel.errors import FlowError

FREE = 1_000  # steps of any run; the engine's own work in it costs more than they do
MOST = 10 * STEP_BUDGET  # the debt at which only the free steps are left
A_MINUTE = 20_000  # steps of debt that a minute takes away
A_PERSON = 50_000  # steps of debt that a person's step takes away

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Debt(NamedTuple):
    """Steps that an instance owed, and the second since the epoch when it did."""

    steps: int = 0
    at: int = 0


def melted(debt: Debt, now: datetime, *, by_person: bool) -> Debt:
    """Return what is left of a debt; a step that a person takes pays some of it."""
    second = (now - _EPOCH) // timedelta(seconds=1)
    gone = max(second - debt.at, 0) * A_MINUTE // 60 + (A_PERSON if by_person else 0)
    return Debt(max(debt.steps - gone, 0), second)


def steps_for(debt: Debt) -> int:
    """Return how many steps a run may take with such a debt."""
    return min(STEP_BUDGET, FREE + MOST - min(debt.steps, MOST))


def grown(debt: Debt, taken: int) -> Debt:
    """Return the debt after a run that took so many steps."""
    return Debt(debt.steps + max(taken - FREE, 0), debt.at)


def minutes_to(debt: Debt) -> int:
    """Return in how many minutes a whole run is possible again."""
    over = debt.steps - (MOST - STEP_BUDGET)
    return max(-(-over // A_MINUTE), 1)


class Purse:
    """What the tries of one step may take, and what the instance owes after them."""

    def __init__(self, frame: Frame, *, by_person: bool = False) -> None:
        self._frame, self._by_person = frame, by_person
        self._debt = Debt()
        self._given: Allowance | None = None
        self._taken = 0

    def open(self, run: Run) -> None:
        """Fill the frame for a try of the step; each gets as much as the first."""
        if self._given is not None:
            self._note(self._given)
            self._frame.allowance = self._given
            return
        if run.owed[0] and self._frame.now is not None:
            debt = Debt(*run.owed)
            self._debt = melted(debt, self._frame.now, by_person=self._by_person)
        steps, seconds = self._frame.allowance
        self._given = Allowance(min(steps, steps_for(self._debt)), seconds)
        self._frame.allowance = self._given

    def close(self, run: Run) -> None:
        """Write into the state of the run what the instance owes from now on."""
        if self._given is not None:
            self._note(self._given)
        if self._taken <= FREE and not self._debt.steps:
            run.owed = Debt()
            return
        if not self._debt.at and self._frame.now is not None:
            self._debt = melted(self._debt, self._frame.now, by_person=False)
        run.owed = grown(self._debt, self._taken)

    def minutes_to_wait(self, cause: FlowError) -> int | None:
        """Return how long to wait if runs before took what is missing now."""
        reason = cause.facts.get("cause")
        is_spent = SPENT in (cause.code, getattr(reason, "code", ""))
        if not is_spent or steps_for(self._debt) >= STEP_BUDGET:
            return None
        return minutes_to(self._debt)

    def _note(self, given: Allowance) -> None:
        self._taken = max(self._taken, given.steps - self._frame.allowance.steps)
