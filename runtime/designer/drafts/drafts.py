"""Drafts (草稿): changes of files that nobody runs yet; nothing of one is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import orjson
from sqlalchemy import Connection, select, update

from runtime.designer.drafts import facts
from runtime.designer.drafts.facts import Tag
from runtime.designer.drafts.naming import Name
from runtime.designer.drafts.tables import Draft as DraftRow
from runtime.designer.drafts.tables import DraftCopy, DraftState
from runtime.designer.drafts.tables import DraftFile as DraftFileRow
from runtime.kernel import ids
from runtime.kernel.actors import ActorId
from runtime.kernel.audit import Trail
from runtime.kernel.db import table_of
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import text
from runtime.kernel.work import Work

DRAFT, FILE, COPY = table_of(DraftRow), table_of(DraftFileRow), table_of(DraftCopy)
TITLE_LENGTH, NOTE_LENGTH = 200, 2000
CHANGED = "draft-changed"
LIVE = (DraftState.OPEN, DraftState.SUBMITTED, DraftState.APPROVED)
_HEADS = (
    FILE.c.kind,
    FILE.c.key,
    FILE.c.file,
    FILE.c.base_version,
    FILE.c.revision,
    FILE.c.saved_at,
    FILE.c.saved_by,
)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file as a draft has it; ``base_version`` 0 means that it is new."""

    kind: str
    key: str
    place: str
    base_version: int
    revision: int
    body: bytes
    saved_at: datetime
    saved_by: ActorId


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its files, as it is now; ``version`` counts what is done to it."""

    id: int
    title: str
    state: DraftState
    version: int
    note: str
    authors: frozenset[str]
    created_at: datetime
    created_by: ActorId
    changed_at: datetime
    changed_by: ActorId
    reviewed_by: ActorId | None
    files: Mapping[tuple[str, str], DraftFile]

    @property
    def is_live(self) -> bool:
        """Tell whether something may still be done to it."""
        return self.state in LIVE

    def get(self, name: Name) -> DraftFile:
        """Return one of its files; raises NotFound."""
        found = self.files.get(name)
        if found is None:
            raise NotFound("draft-file-unknown", kind=name.kind, key=name.key)
        return found


def get(read: Connection, draft_id: int) -> Draft:
    """Return a draft with its files; raises NotFound."""
    row = read.execute(select(DRAFT).where(DRAFT.c.id == draft_id)).one_or_none()
    if row is None:
        raise NotFound("draft-unknown", draft=draft_id)
    asked = select(FILE).where(FILE.c.draft_id == draft_id)
    rows = read.execute(asked.order_by(FILE.c.kind, FILE.c.key)).all()
    return Draft(
        row.id,
        row.title,
        DraftState(row.state),
        row.version,
        row.note,
        frozenset(orjson.loads(row.authors)),
        row.created_at,
        row.created_by,
        row.changed_at,
        row.changed_by,
        row.reviewed_by,
        {(one.kind, one.key): _file(one) for one in rows},
    )


def list_drafts(
    read: Connection, states: Sequence[DraftState] = LIVE, limit: int = 200
) -> list[tuple[Any, Sequence[Any]]]:
    """Return each draft in one of ``states`` with its files' heads; last changed first.

    A head is a file without its body.
    """
    wanted = [one.value for one in states]
    asked = select(DRAFT).where(DRAFT.c.state.in_(wanted))
    newest = DRAFT.c.changed_at.desc(), DRAFT.c.id.desc()
    rows = read.execute(asked.order_by(*newest).limit(limit)).all()
    chosen = [row.id for row in rows]
    files = select(FILE.c.draft_id, *_HEADS).where(FILE.c.draft_id.in_(chosen))
    heads: dict[int, list[Any]] = {one: [] for one in chosen}
    for one in read.execute(files.order_by(FILE.c.kind, FILE.c.key)).all():
        heads[one.draft_id].append(one)
    return [(row, heads[row.id]) for row in rows]


def open_draft(work: Work, trail: Trail, title: str) -> int:
    """Open an empty draft and return its id; raises Invalid without a title."""
    said = _titled(title)
    (draft_id,) = ids.row_ids(work, 1)
    who = work.actor.id
    row = {
        "id": draft_id,
        "title": said,
        "state": DraftState.OPEN.value,
        "version": 1,
        "note": "",
        "authors": orjson.dumps([who]).decode(),
        "created_at": work.now,
        "created_by": who,
        "changed_at": work.now,
        "changed_by": who,
        "reviewed_by": None,
    }
    work.session.execute(DRAFT.insert(), row)
    trail.write(work, facts.subject(draft_id), Tag.OPENED, {"title": said})
    return draft_id


def rename(work: Work, trail: Trail, draft: Draft, title: str) -> None:
    """Give a draft another title; whoever reviews it goes on."""
    said = _titled(title)
    step(work, draft, draft.state, title=said)
    trail.write(work, facts.subject(draft.id), Tag.RENAMED, {"title": said})


def step(work: Work, draft: Draft, state: DraftState, **more: Any) -> None:
    """Take a draft on to ``state`` unless somebody has done something to it.

    One conditional UPDATE decides; who loses gets a Conflict and has changed nothing.
    """
    if not draft.is_live:
        refuse_closed(draft)
    _move(work, draft, {"state": state.value, **more})


def revive(work: Work, draft: Draft) -> None:
    """Let a draft that was put away be open again."""
    _move(work, draft, {"state": DraftState.OPEN.value})


def seen(work: Work, draft_id: int, version: int | None) -> Draft:
    """Return a draft for somebody who has looked at ``version`` of it.

    Raises Conflict when it is another one by now; None stands for whichever it is.
    """
    draft = get(work.session, draft_id)
    if version is not None and version != draft.version:
        raise Conflict(CHANGED, draft=draft_id)
    return draft


def refuse_closed(draft: Draft) -> NoReturn:
    """Raise the Conflict that tells how a draft ended."""
    raise Conflict(f"draft-is-{draft.state.value}", draft=draft.id)


def list_copies(read: Connection, draft_id: int) -> Sequence[Any]:
    """Return what is kept beside a draft, without the bodies, the newest first."""
    parts = (COPY.c.id, COPY.c.kind, COPY.c.key, COPY.c.revision)
    asked = select(*parts, COPY.c.kept_at, COPY.c.kept_by)
    mine = asked.where(COPY.c.draft_id == draft_id)
    return read.execute(mine.order_by(COPY.c.id.desc())).all()


def get_copy(read: Connection, draft_id: int, copy_id: int) -> Any:
    """Return a kept copy with its body; raises NotFound."""
    asked = select(COPY).where(COPY.c.draft_id == draft_id, COPY.c.id == copy_id)
    found = read.execute(asked).one_or_none()
    if found is None:
        raise NotFound("draft-copy-unknown", copy=copy_id)
    return found


def _move(work: Work, draft: Draft, values: Mapping[str, Any]) -> None:
    row = {**values, "version": draft.version + 1}
    row |= {"changed_at": work.now, "changed_by": work.actor.id}
    is_same = (DRAFT.c.id == draft.id) & (DRAFT.c.version == draft.version)
    done = work.session.execute(update(DRAFT).where(is_same).values(row))
    if done.rowcount != 1:
        raise Conflict(CHANGED, draft=draft.id)


def _titled(title: str) -> str:
    said = " ".join(title.split())
    if not said:
        wrong = text("draft-title-missing")
        raise Invalid("http-content", {"title": [wrong]})
    return said[:TITLE_LENGTH]


def _file(row: Any) -> DraftFile:
    return DraftFile(
        row.kind,
        row.key,
        row.file,
        row.base_version,
        row.revision,
        bytes(row.body),
        row.saved_at,
        row.saved_by,
    )
