"""Which findings can be mended for their author, and by which mending (代为修正)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace

from runtime.designer.mending.registry import Fix, fix_of
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, read_xml
from runtime.kernel.errors import Finding, Misconfigured

MOST = 150_000  # elements copied: each mending is tried on a copy
_FEWEST = 5


def offered(found: Iterable[Finding], bodies: Mapping[str, bytes]) -> list[Finding]:
    """Return the findings, each with the name of the mending that takes it away.

    ``bodies`` are the diagrams by their place. What a mending is not sure of it is
    not offered for.
    """
    trials: dict[str, _Trial] = {}
    told: list[Finding] = []
    for one in found:
        if fix_of(one) is not None and one.file in bodies:
            if one.file not in trials:
                trials[one.file] = _Trial(bodies[one.file])
            told.append(_tried(one, trials[one.file]))
        else:
            told.append(one)
    return told


class _Trial:
    """A file that mendings are tried on; nothing of it is kept."""

    def __init__(self, body: bytes) -> None:
        try:
            self._root: Element | None = read_xml(body)
        except Misconfigured:
            self._root = None
        count = 1 if self._root is None else sum(1 for _ in self._root.iter())
        self._left = max(_FEWEST, MOST // count)

    def mends(self, fix: Fix, element: str) -> bool:
        """Return whether a fault of an element would be mended."""
        self._left -= 1
        if self._left < 0 or self._root is None:
            return False
        return fix.mend(Sheet(deepcopy(self._root)), element) is not None


def _tried(found: Finding, trial: _Trial) -> Finding:
    fix = fix_of(found)
    if fix is None or not trial.mends(fix, found.element):
        return found
    return replace(found, mending=fix.mend.__module__.rpartition(".")[2])
