"""The built-in functions of FEEL, one module a family; BUILTINS holds them by name."""

from runtime.feel.builtins import (
    contexts,
    conversions,
    lists,
    logic,
    numbers,
    ranges,
    strings,
    temporals,
)
from runtime.feel.builtins.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS",
    "Builtin",
    "contexts",
    "conversions",
    "lists",
    "logic",
    "numbers",
    "ranges",
    "strings",
    "temporals",
]
