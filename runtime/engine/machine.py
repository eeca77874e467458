"""Everything the engine's operations need besides a unit of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design.definitions import Definitions
from runtime.engine.handlers import Handlers
from runtime.engine.packing import Packers
from runtime.engine.rehearsing import Props
from runtime.feel import Frame
from runtime.kernel.audit import Trail
from runtime.kernel.parameters import Known
from runtime.kernel.work import Work

SubjectLoader = Callable[[Connection, str], Any]
# who does a task of a role in place of somebody at a moment: they themselves, another
# one, or None when it is to wait in its queue; people who may be away fill it
StandIn = Callable[[Connection, str, str, datetime], str | None]
# makes what all runs of a batch share, from the subjects that are to come
Shared = Callable[[Connection, Sequence[Any]], Any]
Later = Callable[[], Any]  # makes a subject when it is first asked for


def oneself(read: Connection, actor_id: str, role: str, now: datetime) -> str | None:
    """Return the actor: where nobody is ever away."""
    return actor_id


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine of one installation: caches and registries, no data.

    ``subjects`` names what expressions may read beside process data: a loader
    gets the business key and is asked only when an expression wants the name.
    ``shared`` names what new instances of one batch see together in its place.
    ``stand_in`` tells who does a task in place of somebody who is away. ``props`` are
    what runs are given that leave nothing behind.
    """

    definitions: Definitions
    handlers: Handlers
    trail: Trail
    subjects: Mapping[str, SubjectLoader]
    zone: str
    stand_in: StandIn = oneself
    shared: Mapping[str, Shared] = field(default_factory=dict)
    parameters: Known = field(default_factory=Known)
    packers: Packers = field(default_factory=Packers)
    props: Props = field(default_factory=Props)

    def frame(
        self,
        work: Work,
        business_key: str,
        known: Mapping[str, Any] | None = None,
        versions: int = -1,
    ) -> Frame:
        """Return a fresh frame for one run: parameters, subjects, clock.

        ``known`` subjects are taken as they are instead of being loaded: what the
        same unit of work is about to write. ``versions`` is how many versions of
        parameters there are, if that was read already.
        """
        values = self.parameters.values_at(work.read, work.now, versions)
        loaders = {
            name: partial(load, work.read, business_key)
            for name, load in self.subjects.items()
        }
        return self.frame_for(work.now, values, known or {}, loaders)

    def frame_for(
        self,
        now: datetime,
        values: Mapping[str, Any],
        known: Mapping[str, Any],
        loaders: Mapping[str, Later],
    ) -> Frame:
        """Return a frame whose subjects are at hand already, as in a batch."""
        ambient = Ambient(values, known, loaders)
        return Frame(ambient=ambient, now=now, zone=self.zone)


class Ambient(dict[str, Any]):
    """Names beside process data; a subject is made when first asked for."""

    def __init__(
        self,
        values: Mapping[str, Any],
        known: Mapping[str, Any],
        loaders: Mapping[str, Later],
    ) -> None:
        super().__init__(known, param=values)
        self._loaders = loaders

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._loaders[name]()
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of ``name``, made if need be."""
        try:
            return self[name]
        except KeyError:
            return default
