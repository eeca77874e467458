"""What surrounds an evaluation: clock, allowance, warnings, decimal context."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    setcontext,
)
from typing import Any, NamedTuple

from runtime.kernel.errors import ExpressionFailed, FlowError
from runtime.kernel.texts import Text, say, text

STEP_BUDGET = 200_000
SLICE = 1_000  # steps between two readings of the clock
SPENT = "feel-budget-spent"
DEADLINE = 2.0  # seconds of evaluation
CALL_DEPTH = 60
TEXT_LENGTH = 200_000
WARNINGS_KEPT = 20
DIGITS = 34

# The widest an honest number gets (IEEE decimal128).
_EXPONENT_MAX, _EXPONENT_MIN = 6144, -6143
EXACT = 10**DIGITS
_WIDEST = (10 ** (_EXPONENT_MAX + 1)).bit_length()
_NOTHING: Mapping[str, Any] = {}


class FeelError(FlowError):
    """A FEEL operation has no value; evaluation turns it into null and a warning."""


class Exhausted(ExpressionFailed):
    """An evaluation used up its budget; it stops, and null is no way out."""


# What an operation may raise that means "null and a warning": a FeelError, the
# ArithmeticErrors of Decimal and timedelta, a ValueError of an impossible date.
OPERATION_FAULTS = (FeelError, ArithmeticError, ValueError)


@dataclass(frozen=True, slots=True)
class Warning:
    """Why a part of an expression became null: a code and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        """Return the sentence in ``language`` ("zh" or "en")."""
        return say(self.code, language, self.facts)


class Allowance(NamedTuple):
    """What a frame has left: steps, and seconds of evaluation."""

    steps: int
    seconds: float


class Frame:
    """One run: every evaluation inside it shares clock, allowance and warnings.

    ``ambient`` holds the names that are read from here instead of the scope;
    ``now`` is aware or absent: an expression never reads the machine's clock.

    ``budget`` is the slice of the steps that is spent without a call: whoever takes
    from it and finds it negative calls ``spend(0)``, which hands out the next slice
    and reads ``timer``. That tells the seconds its thread has computed, so that
    neither a busy machine nor what lies between two evaluations fails a rule.
    """

    __slots__ = (
        "_began",
        "_reserve",
        "_seconds",
        "_timer",
        "ambient",
        "budget",
        "depth",
        "now",
        "warnings",
        "zone",
    )

    def __init__(
        self,
        ambient: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        zone: str = "UTC",
        budget: int = STEP_BUDGET,
        timer: Callable[[], float] = time.thread_time,
    ) -> None:
        if now is not None and now.tzinfo is None:
            raise ValueError("the now of a frame needs a zone")
        self.ambient = _NOTHING if ambient is None else ambient
        self.now = now
        self.zone = zone
        self.budget = SLICE if budget > SLICE else budget
        self.depth = 0
        self.warnings: list[Warning] = []
        self._reserve = budget - self.budget
        self._seconds = DEADLINE
        self._timer = timer
        self._began: float | None = None

    def spend(self, steps: int) -> None:
        """Take ``steps``; raises Exhausted when they, or the time, are gone."""
        self.budget -= steps
        if self.budget >= 0:
            return
        left = self.budget + self._reserve
        if left < 0:
            raise Exhausted(SPENT)
        if _thread.frame is self:
            self._read_timer()
        self.budget = SLICE if left > SLICE else left
        self._reserve = left - self.budget

    def _read_timer(self) -> None:
        """Count the time since the last reading, if it was in this evaluation."""
        now = self._timer()
        if self._began is not None:
            self._seconds -= now - self._began
        self._began = now
        if self._seconds < 0:
            raise Exhausted("feel-deadline", limit=int(DEADLINE))

    @property
    def allowance(self) -> Allowance:
        """What is left to spend; what was left before may be set again."""
        return Allowance(self.budget + self._reserve, self._seconds)

    @allowance.setter
    def allowance(self, left: Allowance) -> None:
        self.budget = SLICE if left.steps > SLICE else left.steps
        self._reserve = left.steps - self.budget
        self._seconds = left.seconds

    def warn(self, code: str, /, **facts: Any) -> None:
        """Keep a warning; of many only the first ones."""
        if len(self.warnings) < WARNINGS_KEPT:
            self.warnings.append(Warning(code, facts))

    def clear(self) -> None:
        """Forget the warnings; the allowance stays as it is."""
        self.warnings.clear()


def decimal_context() -> Context:
    """Return a fresh context of FEEL arithmetic: 34 digits, overflow is a fault."""
    return Context(
        prec=DIGITS,
        Emax=_EXPONENT_MAX,
        Emin=_EXPONENT_MIN,
        traps=[InvalidOperation, Overflow, DivisionByZero],
    )


class _Thread(threading.local):
    """Per thread: the running frame, and one decimal context for all of them.

    Outside of evaluations an idle frame is current; it charges nothing.
    """

    def __init__(self) -> None:
        self.idle = Frame()
        self.idle.budget = 1 << 62
        self.frame = self.idle
        self.context = decimal_context()


_thread = _Thread()


def enter(frame: Frame) -> tuple[Frame, Context]:
    """Make ``frame`` the current one; hand the answer to ``leave`` in a finally.

    Two functions instead of a context manager: an evaluation takes under 1 µs.
    """
    before = (_thread.frame, getcontext())
    _thread.frame = frame
    frame._began = None  # what lay between two evaluations is not counted
    setcontext(_thread.context)
    return before


def leave(before: tuple[Frame, Context]) -> None:
    """Restore what ``enter`` replaced."""
    _thread.frame = before[0]
    setcontext(before[1])


def current() -> Frame:
    """Return the frame of the evaluation that runs in this thread, or an idle one."""
    return _thread.frame


def payer(frame: Frame | None = None) -> Frame:
    """Return the frame that pays: the given, the running, or a fresh one."""
    if frame is not None:
        return frame
    running = _thread.frame
    return Frame() if running is _thread.idle else running


def tick(steps: int = 1) -> None:
    """Take ``steps`` from the current frame; raises Exhausted when it is gone."""
    frame = _thread.frame
    frame.budget -= steps
    if frame.budget < 0:
        frame.spend(0)


def warn(code: str, /, **facts: Any) -> None:
    """Keep a warning in the current frame."""
    frame = _thread.frame
    if frame is not _thread.idle:
        frame.warn(code, **facts)


def warn_of(fault: Exception, function: str = "") -> None:
    """Keep the warning of one of OPERATION_FAULTS, naming the built-in if any."""
    reason = reason_of(fault)
    if function:
        warn("feel-function-failed", function=function, reason=reason)
    else:
        warn(reason.code, **reason.facts)


def reason_of(fault: Exception) -> Text:
    """Return the sentence of one of OPERATION_FAULTS."""
    if isinstance(fault, FeelError):
        return Text(fault.code, fault.facts)
    if isinstance(fault, ZeroDivisionError):
        return text("feel-division-by-zero")
    return text("feel-out-of-range")


def number(literal: str) -> Decimal:
    """Return the number that ``literal`` writes, rounded to 34 digits.

    Raises FeelError when it is larger than FEEL numbers get.
    """
    try:
        return _thread.context.create_decimal(literal)
    except ArithmeticError as fault:
        raise FeelError("feel-number-too-large") from fault


def whole_number(value: int) -> Decimal:
    """Return the number of an integer, rounded if it has more than 34 digits.

    Raises FeelError when it is larger than FEEL numbers get.
    """
    if -EXACT < value < EXACT:
        return Decimal(value)
    if value.bit_length() > _WIDEST:
        raise FeelError("feel-number-too-large")
    tick(value.bit_length() // 64)  # not linear: of 6,000 digits it takes a while
    return _thread.context.create_decimal(value)
