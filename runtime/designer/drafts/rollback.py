"""What was published is taken back: as it was, or to a version (回滚)."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection

from runtime.designer.drafts import publications
from runtime.designer.drafts.drafts import NOTE_LENGTH
from runtime.designer.drafts.facts import Tag
from runtime.designer.drafts.naming import VALUES
from runtime.designer.drafts.publications import Content, Issue, Part
from runtime.designer.drafts.published import Press
from runtime.designer.drafts.values import Wanted
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel import parameters
from runtime.kernel.errors import Conflict, Invalid
from runtime.kernel.texts import text
from runtime.kernel.work import Work


def undo(work: Work, press: Press, publication_id: int, note: str) -> int:
    """Publish once more what a publication replaced, all of it together.

    Raises Conflict when something of it was published again since. A file that was
    new stays: nothing refers to it any more.
    """
    artifacts.take_turn(work)
    row, parts = publications.get(work.session, publication_id)
    newer = [one for one in parts if _newest(work.session, one) != one.after]
    if newer:
        names = ", ".join(one.key for one in newer)
        raise Conflict("publication-superseded", files=names)
    files = [
        artifacts.file_of(
            artifacts.get_version(work.session, Kind(one.kind), one.key, one.before)
        )
        for one in parts
        if one.kind != VALUES and one.before
    ]
    wanted = {one.key: _value(work.session, one) for one in parts if one.kind == VALUES}
    issue = Issue(row.title, _required(note), None, publication_id)
    return _rolled_back(work, press, issue, Content(files, wanted))


def restore(
    work: Work, press: Press, files: Sequence[File], title: str, note: str
) -> int:
    """Publish earlier versions of ``files`` once more, as the newest ones.

    Raises Conflict when all of them are what is published now.
    """
    issue = Issue(title, _required(note))
    return _rolled_back(work, press, issue, Content(files, {}))


def _rolled_back(work: Work, press: Press, issue: Issue, content: Content) -> int:
    publication = publications.make(work, press, issue, content)
    doc = {"note": issue.note, "undoes": issue.undoes}
    subject = f"publication:{publication}"
    press.engine.trail.write(work, subject, Tag.ROLLED_BACK, doc)
    return publication


def _newest(read: Connection, part: Part) -> int:
    if part.kind == VALUES:
        return int(parameters.list_versions(read, part.key)[0].version)
    return int(artifacts.get_latest(read, Kind(part.kind), part.key).version)


def _value(read: Connection, part: Part) -> Wanted:
    """Return what held before, for as long as it would have held."""
    rows = parameters.list_versions(read, part.key)
    row = next(one for one in rows if one.version == part.before)
    return Wanted(orjson.loads(row.value), None, row.valid_to)


def _required(note: str) -> str:
    said = note.strip()
    if not said:
        raise Invalid("http-content", {"note": [text("draft-note-missing")]})
    return said[:NOTE_LENGTH]
