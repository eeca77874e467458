"""A small installation whose processes are drawn by the test, and people who work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from runtime.engine.design import deploy, folder
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.run import going_back, messages, user_tasks, withdrawing
from runtime.engine.run.messages import Message
from runtime.engine.run.user_tasks import TASK
from runtime.engine.tables import Timer
from runtime.kernel.actors import Actor
from runtime.kernel.db import table_of
from runtime.kernel.facts import Fact, FactT, Listeners
from runtime.kernel.work import Work, attempt, open_work
from tests.scenarios.deliveries.world import World, outside
from tests.story import ROOT
from tests.unit.spiff.drawing import file, process, user

SECOND = timedelta(seconds=1)
KEY = "K-1"
YES = {"decision": "approve"}
TIMER = table_of(Timer)


def step(element: str, **properties: str) -> str:
    """Draw a task of a person, who approves."""
    given = {"role": "sales", "formKey": "approve_order", **properties}
    return user(element, **given)


class Place(World):
    """An installation with one process; everybody has the role sales."""

    def __init__(self, at: Path, url: str) -> None:
        outside(at, 9)
        super().__init__(at, url)
        self.listeners = Listeners()
        self.instance_id = 0

    def draws(self, *nodes: str, flows: str, also: str = "", **more: str) -> None:
        """Publish the process ``p`` and start it."""
        (body,) = file(process(*nodes, flows=flows, **more), also).values()
        files = [
            *folder.collect([ROOT / "processes" / "roles.toml"]),
            *folder.collect([ROOT / "forms" / "approve_order"]),
            File(Kind.PROCESS, "p", "p.bpmn", body),
        ]
        with self.work() as work:
            deploy.deploy(work, self.engine, files, {})
        self.instance_id = self.begins("p", KEY)

    def hears(self, kind: type[FactT]) -> list[Fact]:
        """Return a list that every fact of a kind is added to."""
        heard: list[Fact] = []
        self.listeners.on(kind, lambda work, fact: heard.append(fact))
        return heard

    def act(self, name: str, run: Callable[..., Any], *given: Any) -> Any:
        """Let somebody do one thing."""
        actor = Actor(name, name, frozenset({"sales"}))

        def once() -> Any:
            with open_work(self.database, actor, self.clock, self.listeners) as work:
                return self.run_in(work, run, *given)

        return attempt(once)

    def run_in(self, work: Work, run: Callable[..., Any], *given: Any) -> Any:
        """Do one thing in a unit of work."""
        return run(work, self.engine, *given)

    def rows(self, state: str = "open") -> dict[str, Any]:
        """Return step → row of the tasks in a state, the last one of each."""
        asked = select(TASK).where(TASK.c.state == state).order_by(TASK.c.id)
        with self.database.reading() as read:
            return {row.element: row for row in read.execute(asked)}

    def does(self, name: str, element: str) -> None:
        """Let somebody complete a step."""
        self.clock.advance(SECOND)
        self.act(name, user_tasks.complete, self.rows()[element].id, YES)

    def goes_back(self, name: str, element: str, to: str) -> None:
        """Let somebody send a step back."""
        self.clock.advance(SECOND)
        task = self.rows()[element].id
        self.act(name, going_back.return_to, task, to, "once more")

    def takes_back(self, name: str, element: str) -> None:
        """Let somebody take back what they did."""
        self.clock.advance(SECOND)
        self.act(name, withdrawing.withdraw, self.rows("completed")[element].id)

    def tells(self, message: str) -> None:
        """Bring a message to the process."""
        with self.work() as work:
            messages.receive(work, self.engine, KEY, Message(message, {}))

    def why_not(self, element: str, to: str) -> str | None:
        """Return the code of why a step does not go back to another one."""
        with self.database.reading() as read:
            found = going_back.returns(read, self.engine, self.rows()[element])
        (place,) = [one for one in found if one.element == to]
        return place.why_not and place.why_not.code

    def alarms(self) -> list[datetime]:
        """Return when the timers of the process are due."""
        with self.database.reading() as read:
            return list(read.execute(select(TIMER.c.due_at)).scalars())
