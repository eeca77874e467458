"""Of which files of a draft recorded subjects can say nothing, and why (无从对比)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runtime.designer import titles
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf
from runtime.kernel.texts import Text, Title, text

# the others are played: what they say is asked of every subject anew
_SILENT: Mapping[Kind, str] = {
    Kind.FORM: "effect-silent-form",
    Kind.CASES: "effect-silent-cases",
    Kind.BYPASS: "effect-silent-bypass",
    Kind.RIGHTS: "effect-silent-rights",
    Kind.ROLES: "effect-silent-roles",
    Kind.MAPPING: "effect-silent-mapping",
}


# these change no way that a subject goes, whatever they say
_IDLE = frozenset({Kind.FORM, Kind.CASES, Kind.RIGHTS})


@dataclass(frozen=True, slots=True)
class Silent:
    """A changed file that recorded subjects say nothing, or not everything, about."""

    kind: Kind
    key: str
    title: Title
    why: Text

    @property
    def is_idle(self) -> bool:
        """Tell whether it changes nothing in the way that subjects go."""
        return self.kind in _IDLE


def silent(published: Shelf, files: Sequence[File]) -> Iterator[Silent]:
    """Yield the changed files that are not, or not wholly, played on records."""
    for one in files:
        code = _SILENT.get(one.kind)
        known = published.files.get((one.kind, one.key))
        if code is None or (known is not None and known.body == one.body):
            continue
        title = titles.title_of(one.kind.value, one.key, one.body)
        yield Silent(one.kind, one.key, title, text(code))
