"""What two versions of a published file say differently, whatever kind it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from runtime.designer.differing import forms, processes, settings, tables
from runtime.designer.differing.things import Difference
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import NotFound
from runtime.kernel.texts import Text

Compare = Callable[[bytes | None, bytes | None], list[Difference]]
VALUES = "values"  # parameters by name, as a draft changes them
_READ: Mapping[str, Compare] = {
    Kind.PROCESS.value: processes.differences,
    Kind.DECISIONS.value: tables.differences,
    Kind.FORM.value: forms.differences,
    VALUES: settings.differences,
    **{
        kind.value: settings.differences
        for kind in Kind
        if kind not in (Kind.PROCESS, Kind.DECISIONS, Kind.FORM)
    },
}


def between(kind: str, before: bytes | None, after: bytes | None) -> list[Text]:
    """Return in sentences what two versions say differently; None stands for no file.

    Raises NotFound for a kind that is none, Misconfigured for a file of another kind.
    """
    return [one.sentence for one in differences(kind, before, after)]


def differences(
    kind: str, before: bytes | None, after: bytes | None
) -> list[Difference]:
    """Return the same, each with the element that it is about; raises as `between`."""
    compare = _READ.get(kind)
    if compare is None:
        raise NotFound("diff-kind-unknown", kind=kind, known=", ".join(sorted(_READ)))
    return compare(before, after)
