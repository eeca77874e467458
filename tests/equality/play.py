"""Drive two instances in the same way and say where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

ROUNDS = 60
SORTS = ("user", "message", "signal", "timer")


def play(
    instance: Any,
    rounds: int = ROUNDS,
    answers: Mapping[str, Any] | None = None,
    prefers: str = "",
) -> dict[str, Any]:
    """Answer what an instance waits for until it ends; return all that it did.

    What is answered first depends only on kind and name (``prefers`` goes first), so
    two engines that wait for the same get the same. ``answers`` go into every form.
    """
    places = []
    instance.advance()
    for number in range(rounds):
        if instance.completed:
            break
        instance.reload()
        waits = sorted(
            instance.waits(),
            key=lambda each: (each[1] != prefers, SORTS.index(each[0]), each[1]),
        )
        places.append([(kind, element) for kind, element, _ in waits])
        if not waits:
            break
        kind, element, handle = waits[0]
        instance.act(
            kind, handle, {f"by_{element}": number, "i": number + 1, **(answers or {})}
        )
        instance.advance()
    return {
        "completed": instance.completed,
        "places": places,
        "data": plain(instance.data) if instance.completed else {},
        "last": plain(instance.last_data),
        "steps": instance.done,
        "tree": instance.tree if instance.completed else [],
    }


def plain(value: Any) -> Any:
    """Return a value with all numbers of one type: 2, 2.0 and Decimal(2) are one."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return round(float(value), 9)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def without(result: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Return a result without some variables, see ``items_of``."""
    kept = dict(result)
    for part in ("data", "last"):
        kept[part] = {k: v for k, v in result[part].items() if k not in names}
    return kept


def differences(one: dict[str, Any], other: dict[str, Any], *parts: str) -> list[str]:
    """List in which of the parts two results differ."""
    return [
        f"{part}: {one[part]!r} is not {other[part]!r}"
        for part in parts or one.keys()
        if one[part] != other[part]
    ]
