"""The fields of an order that a mapping may fill, what is said of each (目标字段)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text, text
from runtime.orders.intake import trying_out, usual_headers
from runtime.orders.intake.mapping import REQUIRED
from runtime.orders.intake.mapping_text import MappingText
from runtime.orders.intake.sampling import Sample
from runtime.orders.intake.trying_out import Became, Trial
from web.language import language
from web.ui.designer.mappings.typed import EXTRA

_PARTS = ("order", "customer", "ship_to", "coupon")


@dataclass(frozen=True, slots=True)
class Target:
    """One field of an order: where it comes from, what it became."""

    name: str
    title: Text
    rule: str
    is_required: bool
    findings: Sequence[Mapping[str, Any]]
    became: Sequence[Became]
    lacking: Sequence[str]
    nearest: Sequence[str]
    offered: str

    @property
    def is_extra(self) -> bool:
        """Tell whether it is kept beside the order, under a name of its own."""
        return self.name.startswith(EXTRA)


def targets_of(
    said: MappingText,
    sample: Sample | None,
    trial: Trial | None,
    found: Sequence[Finding],
) -> list[Target]:
    """Return every field of an order, and what else is kept beside it."""
    fields = said.fields
    offered = usual_headers.suggested(sample.columns) if sample is not None else {}
    names = [*trying_out.targets(), *fields]
    return [
        Target(
            name,
            titled(name),
            fields.get(name, ""),
            name in REQUIRED,
            [one.as_data(language()) for one in found if one.element == name],
            trial.became.get(name, ()) if trial else (),
            trial.lacking.get(name, ()) if trial else (),
            _nearest(trial, sample, name) if trial and sample else (),
            "" if name in fields else offered.get(name, ""),
        )
        for name in dict.fromkeys(names)
    ]


def _nearest(trial: Trial, sample: Sample, name: str) -> list[str]:
    """Return the columns that a field may have meant where it names none."""
    gone = trial.lacking.get(name, ())
    near = (difflib.get_close_matches(one, sample.columns, 1) for one in gone)
    return [one for found in near for one in found]


def grouped(targets: Sequence[Target]) -> list[tuple[Text, list[Target], bool]]:
    """Return the needed fields, those in use, and all others by what they are of."""
    plain = [one for one in targets if not one.is_extra]
    needed = [one for one in plain if one.is_required]
    used = [one for one in plain if one.rule and one not in needed]
    rest = [one for one in plain if one not in needed and one not in used]
    by_part = {part: [o for o in rest if _part(o.name) == part] for part in _PARTS}
    return [
        (text("mapping-needed"), needed, True),
        (text("mapping-used"), used, True),
        *(
            (text(f"mapping-of-{part.replace('_', '-')}"), some, False)
            for part, some in by_part.items()
        ),
    ]


def _part(name: str) -> str:
    above, dot, _ = name.partition(".")
    return above if dot and above in _PARTS else "order"


def others(found: Sequence[Finding], targets: Sequence[Target]) -> dict[str, Any]:
    """Return findings that belong to no field, by what they name."""
    shown = {one.name for one in targets}
    told: dict[str, list[Text]] = {}
    for one in found:
        if one.element not in shown:
            told.setdefault(one.element, []).append(one.text)
    return told


def titled(name: str) -> Text:
    """Return what people call a field."""
    if name in trying_out.targets():
        return text(_code(name))
    return text("mapping-extra-field", name=name)


def _code(name: str) -> str:
    return f"mapping-field-{name.replace('.', '-').replace('_', '-')}"


def called(field: str) -> Text | str:
    """Return what people call a field that an order was refused for."""
    return titled(field) if field in trying_out.targets() else field
