"""How the data of several paths becomes one, without touching any of them.

SpiffWorkflow merges in place and lets the path that arrives last overwrite with
values it never changed. Here each path contributes what it *changed* since the paths
parted; where two changed the same thing the later one stands.
"""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def rebased(base: Data, branch: Data, onto: Data) -> Data:
    """Return ``onto`` with the changes that lead from ``base`` to ``branch``.

    Contexts are merged field by field, everything else is replaced as a whole.
    """
    merged = dict(onto)
    for name, value in branch.items():
        if name not in base:
            merged[name] = _joined({}, value, merged.get(name))
        elif not _same(base[name], value):
            merged[name] = _joined(base[name], value, merged.get(name))
    for name in base:
        if name not in branch:
            merged.pop(name, None)
    return merged


def _joined(base: Any, branch: Any, onto: Any) -> Any:
    if type(branch) is dict and type(onto) is dict:
        return rebased(base if type(base) is dict else {}, branch, onto)
    return branch


def _same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and bool(one == other))
