"""What a request gives, as it can be kept: texts lose what is no writing (输入).

One place for every field of a form, every question of an address and every value of
a request's JSON, on both databases alike. Orders that programs hand in are the one
exception: their intake notes what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

from runtime.kernel.writing import is_written, written


class Fields(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address, whose texts are written."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(_all_written(mapping or ()))


class Given(Request):
    """A request whose fields hold writing alone."""

    parameter_storage_class = Fields


def refuse_unwritten() -> None:
    """Find nothing at an address that names what no database can hold."""
    values = (request.view_args or {}).values()
    texts = (one for one in values if isinstance(one, str))
    if not all(map(is_written, texts)):
        abort(404)


def _all_written(
    given: Mapping[str, Any] | Iterable[tuple[str, Any]],
) -> list[tuple[str, Any]]:
    return [
        (written(name), written(value) if isinstance(value, str) else value)
        for name, value in iter_multi_items(given)
    ]
