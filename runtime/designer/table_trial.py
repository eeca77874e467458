"""A table that is being changed, tried on what happened lately: which row fires (试算).

Nothing is kept. What the draft answers stands beside what is published now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from runtime import dmn
from runtime.designer.trying import Scene, try_decision
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.decision_files import tables
from runtime.engine.design.shelf import shelf_of
from runtime.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Answer:
    """What a table gives: its answer as FEEL writes it, the rows that fired.

    ``failure`` says why there is none.
    """

    written: str
    rows: tuple[int, ...]
    failure: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What the draft gives on one subject, and what is published now does.

    ``now`` is None for a decision that is not published.
    """

    key: str
    draft: Answer
    now: Answer | None

    @property
    def is_changed(self) -> bool:
        """Tell whether the answers differ, by whichever row they come."""
        return self.now is None or self.draft.written != self.now.written


def models(
    read: Connection, files: list[File], key: str, ambient: frozenset[str]
) -> dict[str, dmn.Model]:
    """Return the file of decisions ``key`` as it is with ``files`` in place.

    Raises Misconfigured with what is wrong with it, NotFound for one that is nowhere.
    """
    shelf = shelf_of(read, files)
    file = shelf.files.get((Kind.DECISIONS, key))
    if file is None:
        raise NotFound("artifact-unknown", kind=Kind.DECISIONS.value, key=key)
    return {key: tables(file, shelf.of(Kind.DECISIONS), ambient)}


def tried(
    draft: Mapping[str, dmn.Model],
    now: Mapping[str, dmn.Model],
    decision: str,
    scenes: Mapping[str, Scene],
    language: str,
) -> list[Trial]:
    """Return what a decision gives in each scene; raises NotFound."""
    return [
        Trial(
            key,
            _answer(try_decision(draft, decision, scene, language)),
            _now(now, decision, scene, language),
        )
        for key, scene in scenes.items()
    ]


def _now(
    models: Mapping[str, dmn.Model], decision: str, scene: Scene, language: str
) -> Answer | None:
    try:
        return _answer(try_decision(models, decision, scene, language))
    except NotFound:
        return None


def _answer(told: Mapping[str, Any]) -> Answer:
    outputs = [f"{one['title']}: {one['written']}" for one in told["answer"]]
    last = told["decisions"][-1]
    rows = tuple(one["row"] for one in last["hits"] if one["applies"])
    return Answer(" · ".join(outputs), rows, told["failure"])
