"""What is published together is noted together, for good (发布记录)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from runtime.designer.drafts import values
from runtime.designer.drafts.naming import VALUES
from runtime.designer.drafts.published import Press
from runtime.designer.drafts.tables import Publication as PublicationRow
from runtime.designer.drafts.tables import PublishedPart
from runtime.engine.design import artifacts, deploy
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel import ids
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, NotFound
from runtime.kernel.work import Work

PUBLICATION, PART = table_of(PublicationRow), table_of(PublishedPart)


class Part(NamedTuple):
    """A file, or a parameter's value, and its versions before and after."""

    kind: str
    key: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Issue:
    """What is said of a publication: where it comes from, by whom it was reviewed."""

    title: str
    note: str
    draft_id: int | None = None
    undoes: int | None = None
    reviewed_by: str | None = None


class Content(NamedTuple):
    """What is published together: files, and parameters by name."""

    files: Sequence[File]
    values: Mapping[str, values.Wanted]


def make(work: Work, press: Press, issue: Issue, content: Content) -> int:
    """Publish files and values together, and note it; returns the publication's id.

    Raises Misconfigured with every finding, Conflict when nothing would change.
    """
    artifacts.take_turn(work)
    files = content.files
    before = {(one.kind, one.key): _before(work.session, one) for one in files}
    is_reviewed = issue.reviewed_by is not None or issue.draft_id is None
    done = deploy.deploy(
        work, press.engine, files, press.gates, is_reviewed=is_reviewed
    )
    parts = [
        Part(one.kind, one.key, before[Kind(one.kind), one.key], one.version)
        for one in done.published
        if one.is_new and one.kind != deploy.DEFINED
    ]
    changed = values.take_over(work, press.engine.trail, content.values, issue.note)
    parts += [Part(VALUES, *one) for one in changed]
    if not parts:
        raise Conflict("publication-nothing")
    return _note(work, issue, parts)


def get(read: Connection, publication_id: int) -> tuple[Any, list[Part]]:
    """Return a publication with its parts; raises NotFound."""
    asked = select(PUBLICATION).where(PUBLICATION.c.id == publication_id)
    row = read.execute(asked).one_or_none()
    if row is None:
        raise NotFound("publication-unknown", publication=publication_id)
    return row, _parts(read, [publication_id]).get(publication_id, [])


def list_publications(
    read: Connection, limit: int = 50
) -> list[tuple[Any, list[Part]]]:
    """Return the last publications with their parts, the newest first."""
    asked = select(PUBLICATION).order_by(PUBLICATION.c.id.desc()).limit(limit)
    rows = read.execute(asked).all()
    parts = _parts(read, [row.id for row in rows])
    return [(row, parts.get(row.id, [])) for row in rows]


def find_of_draft(read: Connection, draft_id: int) -> Any:
    """Return the publication of a draft, None while there is none."""
    asked = select(PUBLICATION).where(PUBLICATION.c.draft_id == draft_id)
    return read.execute(asked).one_or_none()


def find_undoing(read: Connection, publication_id: int) -> Any:
    """Return the publication that took this one back, None if none did."""
    asked = select(PUBLICATION).where(PUBLICATION.c.undoes == publication_id)
    return read.execute(asked.order_by(PUBLICATION.c.id).limit(1)).one_or_none()


def publication_of(read: Connection, kind: str, key: str) -> dict[int, Any]:
    """Return version → the publication that made it, of one file."""
    both = PUBLICATION.c.id == PART.c.publication_id
    mine = (PART.c.kind == kind) & (PART.c.key == key)
    asked = select(PUBLICATION, PART.c.after).join(PART, both).where(mine)
    return {row.after: row for row in read.execute(asked).all()}


def _note(work: Work, issue: Issue, parts: Sequence[Part]) -> int:
    (publication,) = ids.row_ids(work, 1)
    row = {
        "id": publication,
        "draft_id": issue.draft_id,
        "undoes": issue.undoes,
        "title": issue.title,
        "note": issue.note,
        "reviewed_by": issue.reviewed_by,
        "published_at": work.now,
        "published_by": work.actor.id,
    }
    work.session.execute(PUBLICATION.insert(), row)
    rows = [{"publication_id": publication, **one._asdict()} for one in parts]
    work.session.execute(PART.insert(), rows)
    return publication


def _parts(read: Connection, wanted: Sequence[int]) -> dict[int, list[Part]]:
    asked = select(PART).where(PART.c.publication_id.in_(wanted))
    found: dict[int, list[Part]] = {}
    for row in read.execute(asked.order_by(PART.c.kind, PART.c.key)).all():
        part = Part(row.kind, row.key, row.before, row.after)
        found.setdefault(row.publication_id, []).append(part)
    return found


def _before(read: Connection, file: File) -> int:
    try:
        return int(artifacts.get_latest(read, file.kind, file.key).version)
    except NotFound:
        return 0
