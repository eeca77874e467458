"""What keeps a mapping from being published, and which checks it may leave out."""

from __future__ import annotations

from runtime.designer.drafts import checking
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import shelf_of
from runtime.kernel.errors import Finding, FlowError
from runtime.orders.intake import channels, mapping_text
from runtime.orders.intake.checks import known_checks
from runtime.orders.intake.mapping_text import MappingText
from web import context
from web.ui.designer.holding import Held


def findings(held: Held, said: MappingText) -> list[Finding]:
    """Return what keeps the mapping from being published."""
    try:
        body = mapping_text.written(held.body, said)
    except FlowError:
        body = mapping_text.new_mapping(said)
    file = File(Kind.MAPPING, held.name.key, held.name.key, body)
    shelf = shelf_of(context.reading(), [*checking.files_of(held.draft), file])
    return list(channels.findings(file, shelf))


def switches(held: Held, said: MappingText) -> list[tuple[str, bool, bool]]:
    """Return each check that a table asks about: whether it is off, and was said."""
    shelf = shelf_of(context.reading(), checking.files_of(held.draft))
    names = sorted({*known_checks(shelf.files.values()), *said.checks})
    return [
        (name, said.checks.get(name) == mapping_text.OFF, name in said.checks)
        for name in names
    ]
