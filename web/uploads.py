"""Photos and files that come with a form: kept at once, so that none is sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from flask import request
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage, MultiDict

from runtime.kernel.errors import Invalid, Suspended
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.orders.attachments import checking, queries, rules
from runtime.orders.attachments.rules import Prepared
from web import context
from web.rendering import Field, every

LOST = "lost"  # names the fields whose files a log-in could not keep
DROP = "drop."  # before the name of a field: which of its files to leave out
Keep = Callable[[Work, Prepared], Any]


@dataclass
class Sent:
    """A form with its files: what was typed, with the ids of what was kept."""

    form: MultiDict[str, str]
    faults: dict[str, list[Text]] = field(default_factory=dict)


def sent(fields: Iterable[Field], keep: Keep) -> Sent:
    """Return the form as it was sent, each new file kept by ``keep``.

    Every file is checked before the first is kept. A fault stays with its field, and
    what was good beside it is kept all the same.
    """
    found = Sent(MultiDict(request.form))
    for one in every(fields):
        if one.is_upload:
            _take(one, found, keep)
    return found


def prepared(
    files: Sequence[FileStorage],
    *,
    photos_only: bool = False,
    held: int = 0,
    most: int = rules.MOST_FILES,
) -> tuple[list[Prepared], list[Text]]:
    """Return what may be kept beside ``held`` others, and why the rest may not."""
    found = held + len(files)
    if files and found > most:
        return [], [text("attachment-too-many", most=most, found=found)]
    good: list[Prepared] = []
    faults: list[Text] = []
    for file in files:
        try:
            good.append(prepare(file, photos_only=photos_only))
        except (Invalid, Suspended) as wrong:
            why = wrong.text
            faults.append(why if len(files) == 1 else _of_file(file, why))
    return good, faults


def _of_file(file: FileStorage, why: Text) -> Text:
    """Return why one of several files is refused, with its name."""
    name = rules.seen_name(file.filename or "")[: rules.LONGEST_NAME]
    return text("attachment-of-several", file=name, why=why)


def kept(
    read: Connection,
    task: Any,
    typed: Mapping[str, Sequence[str]],
    fields: Iterable[Field],
) -> Mapping[str, Any]:
    """Return id → row of the attachments that the form of a task holds by now."""
    paths = [one.path for one in every(fields) if one.is_upload]
    held = {each for path in paths for each in typed.get(path, ())}
    return queries.for_task(read, task, held)


def limits() -> Mapping[str, str]:
    """Return what pages say of how large and how many."""
    return {
        "photo": rules.megabytes(rules.MOST_PHOTO),
        "file": rules.megabytes(rules.MOST_FILE),
        "most": str(rules.MOST_FILES),
    }


def prepare(file: FileStorage, *, photos_only: bool = False) -> Prepared:
    """Return what is kept of one file; raises Invalid."""
    stream = cast(BinaryIO, file.stream)
    return checking.prepare(stream, file.filename or "", photos_only=photos_only)


def chosen(name: str) -> list[FileStorage]:
    """Return the files that were chosen in a field; an empty field sends a nameless."""
    return [file for file in request.files.getlist(name) if file.filename]


def _take(one: Field, found: Sent, keep: Keep) -> None:
    dropped = set(request.form.getlist(DROP + one.name))
    kept = [each for each in request.form.getlist(one.name) if each not in dropped]
    files = chosen(one.name)
    is_list = one.kind == "array"
    good, faults = prepared(
        files,
        photos_only=one.widget == "photo",
        held=len(kept) if is_list else 0,  # a single new one takes the old one's place
        most=rules.MOST_FILES if is_list else 1,
    )
    if one.name in request.form.getlist(LOST):
        faults.append(text("attachment-lost"))
    if good:
        rows = context.writing(lambda work: [keep(work, each) for each in good])
        new = [row.id for row in rows]
        kept = [*kept, *new] if is_list else new
    found.form.setlist(one.name, list(dict.fromkeys(kept)))
    if faults:
        found.faults[one.path] = faults
