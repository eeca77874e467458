"""The names an expression sees when it runs: its own first, then those around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Scope(dict[str, Any]):
    """Names of one block; what it has not is looked up in ``around``.

    Only ``scope[name]`` follows the chain, so a block costs its own names and
    never a copy of the task data.
    """

    __slots__ = ("around",)

    def __init__(self, own: Mapping[str, Any], around: Mapping[str, Any]) -> None:
        super().__init__(own)
        self.around = around

    def __missing__(self, name: str) -> Any:
        return self.around[name]
