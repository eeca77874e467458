"""Everything the engine's operations need besides a unit of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from runtime.engine.definitions import Definitions
from runtime.engine.handlers import Handlers
from runtime.feel import Frame
from runtime.kernel import parameters
from runtime.kernel.audit import Trail
from runtime.kernel.work import Work

SubjectLoader = Callable[[Connection, str], Any]


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine of one installation: caches and registries, no data.

    ``subjects`` names what expressions may read beside process data: a loader
    gets the business key and is asked only when an expression wants the name.
    """

    definitions: Definitions
    handlers: Handlers
    trail: Trail
    subjects: Mapping[str, SubjectLoader]
    zone: str

    def frame(
        self, work: Work, business_key: str, known: Mapping[str, Any] | None = None
    ) -> Frame:
        """Return a fresh frame for one run: parameters, subjects, clock.

        ``known`` subjects are taken as they are instead of being loaded: what the
        same unit of work is about to write.
        """
        values = parameters.values_at(work.read, work.now)
        ambient = Ambient(work.read, self.subjects, business_key)
        ambient["param"] = values
        ambient.update(known or {})
        return Frame(ambient=ambient, now=work.now, zone=self.zone)

    def frame_for(
        self, now: datetime, values: Mapping[str, Any], subjects: Mapping[str, Any]
    ) -> Frame:
        """Return a frame whose subjects are at hand already, as in a batch."""
        return Frame(ambient={"param": values, **subjects}, now=now, zone=self.zone)


class Ambient(dict[str, Any]):
    """Names beside process data; a subject is loaded when first asked for."""

    def __init__(
        self, read: Connection, loaders: Mapping[str, SubjectLoader], key: str
    ) -> None:
        super().__init__()
        self._read, self._loaders, self._key = read, loaders, key

    def __missing__(self, name: str) -> Any:
        loader = self._loaders.get(name)
        if loader is None:
            raise KeyError(name)
        value = self[name] = loader(self._read, self._key)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of ``name``, loading it if need be."""
        try:
            return self[name]
        except KeyError:
            return default
