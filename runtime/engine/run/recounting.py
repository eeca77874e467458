"""What was done to the instances of many business keys, a batch at a time (回顾).

Only what came from outside is read back: answers, messages, what services said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, bindparam, select

from runtime.engine.design.definitions import DEFINITION
from runtime.engine.machine import Engine
from runtime.engine.run.history import HISTORY, Chapter, Page
from runtime.engine.run.loading import INSTANCE
from runtime.engine.spiff.values import typed


@dataclass(frozen=True, slots=True)
class Recounted:
    """One instance: the version that it ran on, and its chapters, oldest first."""

    definition_id: int
    chapters: Sequence[Chapter]


def recounted(
    read: Connection, engine: Engine, business_keys: Iterable[str]
) -> Mapping[tuple[str, str], Recounted]:
    """Return key and process → its first instance of that process.

    Two statements, whatever the number of keys: so not too many of them at once.
    """
    keys = list(business_keys)
    first: dict[tuple[str, str], tuple[int, int]] = {}
    for row in read.execute(_INSTANCES, {"keys": keys}):
        first.setdefault((row.business_key, row.process_id), (row.id, row.version_id))
    versions = {number: version for number, version in first.values()}
    chapters: dict[int, list[Chapter]] = {number: [] for number in versions}
    for row in read.execute(_CHAPTERS, {"instances": list(versions)}):
        packer = engine.packers.get(read, versions[row.instance_id])
        page = _given(packer.unpack(bytes(row.body)))
        chapter = Chapter(row.seq, row.at, row.actor, row.event, page)
        chapters[row.instance_id].append(chapter)
    return {
        name: Recounted(version, chapters[number])
        for name, (number, version) in first.items()
    }


def _given(plain: bytes) -> Page:
    content = orjson.loads(plain)
    return Page(
        given=typed(content.get("g", {})),
        made=typed(content.get("m", {})),
        element=content.get("e"),
        name=content.get("n"),
        said=typed(content.get("a", [])),
    )


_INSTANCES = (
    select(
        INSTANCE.c.id,
        INSTANCE.c.business_key,
        INSTANCE.c.definition_id.label("version_id"),
        DEFINITION.c.process_id,
    )
    .join(DEFINITION, DEFINITION.c.id == INSTANCE.c.definition_id)
    .where(INSTANCE.c.business_key.in_(bindparam("keys", expanding=True)))
    .order_by(INSTANCE.c.id)
)
_CHAPTERS = (
    select(HISTORY)
    .where(HISTORY.c.instance_id.in_(bindparam("instances", expanding=True)))
    .order_by(HISTORY.c.instance_id, HISTORY.c.seq)
)
