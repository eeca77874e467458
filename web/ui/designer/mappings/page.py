"""The page of a channel's mapping: each field, its rule, what it became in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response as Answer

from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Title
from runtime.orders.intake import trying_out, usual_headers
from runtime.orders.intake.mapping_text import MappingText
from web.ui.designer import editing
from web.ui.designer.editing import Kept
from web.ui.designer.holding import Held
from web.ui.designer.mappings import checks
from web.ui.designer.mappings.sample import NOTHING, Chosen
from web.ui.designer.mappings.targets import called, grouped, others, targets_of, titled

ZONES = (
    *("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Tokyo", "Asia/Singapore"),
    *("Europe/London", "Europe/Berlin", "America/New_York", "UTC"),
    "America/Los_Angeles",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """The page as it is shown: what was typed, the file to try it on."""

    said: MappingText
    revision: int
    chosen: Chosen = NOTHING
    is_saved: bool = False
    kept: Kept | None = None

    def but(self, **other: Any) -> Filled:
        """Return it with something else."""
        return replace(self, **other)


def show(held: Held, filled: Filled, status: int) -> Answer:
    """Return the page with what is wrong, and what came of the file."""
    sample, said = filled.chosen.sample, filled.said
    trial = None
    if sample is not None:
        trial = trying_out.try_out(held.name.key, said, sample)
    found = checks.findings(held, said)
    targets = targets_of(said, sample, trial, found)
    page = render_template(
        "designer/mapping.html",
        held=held,
        off=not editing.may_change(held.draft),
        filled=filled,
        said=said,
        title=Title(said.title or held.name.key, said.title_en or said.title),
        groups=grouped(targets),
        extras=[one for one in targets if one.is_extra],
        faults=others(found, targets),
        wrong=sum(bool(one.findings) for one in targets) + len(others(found, targets)),
        zones=ZONES,
        checks=checks.switches(held, said),
        sample=sample,
        references=[usual_headers.reference(one) for one in sample.columns]
        if sample
        else [],
        trial=trial,
        missing=[titled(one) for one in trying_out.missing(said)],
        called=called,
    )
    return make_response(page, status)


def unreadable(held: Held, wrong: Invalid) -> Answer:
    """Return the page that says why a mapping cannot be edited field by field."""
    page = render_template("designer/unreadable.html", at=held, why=wrong.text)
    return make_response(page, 200)
