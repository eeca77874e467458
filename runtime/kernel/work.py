"""One actor, one moment, one transaction (工作单元).

A unit of work is opened for reading. The transaction begins at the first use of
``session``: engine steps run before that, in memory, so locks stay short. The
block's end commits; an exception rolls everything back. Nobody else commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from runtime.kernel import faults
from runtime.kernel.actors import Actor
from runtime.kernel.clock import Clock
from runtime.kernel.db import Database, refusal_of
from runtime.kernel.errors import Conflict
from runtime.kernel.facts import Fact, Listeners

Result = TypeVar("Result")
LOST_RACE = "lost-race"
# PostgreSQL gave up on a transaction for the sake of another one; nothing is kept
_GAVE_WAY = frozenset({"40001", "40P01"})  # serialization failure, deadlock


class Work:
    """What an operation is given: who acts, when, and where to write."""

    def __init__(
        self, database: Database, actor: Actor, now: datetime, listeners: Listeners
    ) -> None:
        self.database = database
        self.actor = actor
        self.now = now
        self._listeners = listeners
        self._stack = ExitStack()
        self._reading: Connection | None = None
        self._session: Connection | None = None
        self._begin: list[Callable[[], None]] = []
        self._before: list[Callable[[], None]] = []
        self._after: list[Callable[[], None]] = []
        self.pages: dict[type, object] = {}  # what features gather until the commit

    @property
    def read(self) -> Connection:
        """Return a connection for reads; inside the transaction once it has begun."""
        if self._session is not None:
            return self._session
        if self._reading is None:
            self._reading = self._stack.enter_context(self.database.reading())
        return self._reading

    @property
    def session(self) -> Connection:
        """Return the transaction; the first use takes the writer's turn."""
        if self._session is None:
            self._session = self._stack.enter_context(self.database.transaction())
            for action in self._begin:
                action()
        return self._session

    @property
    def has_begun(self) -> bool:
        """Tell whether the transaction has begun."""
        return self._session is not None

    def tell(self, fact: Fact) -> None:
        """Tell a fact to its listeners, inside this transaction."""
        self._listeners.tell(self, fact)

    def on_begin(self, action: Callable[[], None]) -> None:
        """Run ``action`` as the first thing inside the transaction."""
        if self.has_begun:
            action()
        else:
            self._begin.append(action)

    def before_commit(self, action: Callable[[], None]) -> None:
        """Run ``action`` as the last thing inside the transaction."""
        self._before.append(action)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run ``action`` once the transaction is durable."""
        self._after.append(action)

    def _finish(self) -> None:
        while self._before:
            self._before.pop(0)()
        faults.point("before-commit")


@contextmanager
def open_work(
    database: Database, actor: Actor, clock: Clock, listeners: Listeners | None = None
) -> Iterator[Work]:
    """Open one unit of work; commit when the block ends well.

    A unique key that somebody else took first, or a deadlock, becomes
    Conflict("lost-race"). Raises Suspended when no connection is to be had.
    """
    work = Work(database, actor, clock.now(), listeners or Listeners())
    try:
        with work._stack:
            yield work
            work._finish()
    except SQLAlchemyError as cause:
        busy = refusal_of(cause)
        if busy is not None:
            raise busy from cause
        if not isinstance(cause, DBAPIError) or not _is_lost_race(cause):
            raise
        what = str(cause.orig).splitlines()[0]
        raise Conflict(LOST_RACE, what=what) from cause
    faults.point("after-commit")
    for action in work._after:
        action()


def _is_lost_race(cause: DBAPIError) -> bool:
    state = getattr(cause.orig, "sqlstate", None)
    return isinstance(cause, IntegrityError) or state in _GAVE_WAY


def attempt(run: Callable[[], Result], tries: int = 3) -> Result:
    """Call ``run`` again when it lost a race, at most ``tries`` times in all."""
    for _ in range(tries - 1):
        try:
            return run()
        except Conflict as lost:
            if lost.code != LOST_RACE:
                raise
    return run()
