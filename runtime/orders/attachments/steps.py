"""What a form's attachments must be: of this order, uploaded for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from runtime.engine.design.formats import Marked
from runtime.engine.handlers import Handlers
from runtime.kernel.texts import Text, text
from runtime.kernel.work import Work
from runtime.orders.attachments import operations, queries
from runtime.orders.attachments.rules import FORMAT, MOST_FILES, PHOTOS, Kind

handlers = Handlers()


@handlers.answer_format(FORMAT)
def check(work: Work, task: Any, given: Sequence[Marked]) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong by field path; what is right becomes part of the answer."""
    faults = list(_faults(work, task, given))
    yield from faults
    if not faults:
        wanted = {one.value for one in given}
        work.before_commit(lambda: operations.use(work, wanted))


def _faults(
    work: Work, task: Any, given: Sequence[Marked]
) -> Iterator[tuple[str, Text]]:
    fields = Counter(one.path.partition("[")[0] for one in given)
    for path, count in fields.items():
        if count > MOST_FILES:
            yield path, text("attachment-too-many", most=MOST_FILES, found=count)
    named = {one.value for one in given if isinstance(one.value, str)}
    rows = queries.for_task(work.read, task, named)
    for one in given:
        row = rows.get(one.value) if isinstance(one.value, str) else None
        if row is None:
            yield one.path, text("attachment-not-of-task")
        elif _wants_photo(one) and not Kind(row.media_type).is_photo:
            yield one.path, text("attachment-no-photo")


def _wants_photo(one: Marked) -> bool:
    return one.schema.get("contentMediaType") == PHOTOS
