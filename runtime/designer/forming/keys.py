"""The names under which answers are kept: which are good, which to give (字段名)."""

from __future__ import annotations

import re
from collections.abc import Collection

from runtime.feel.builtins import BUILTINS
from runtime.feel.syntax.names import KEYWORDS

LONGEST = 60
_NAME = re.compile(r"[^\W\d_]\w*\Z")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_FIRST = "field"
RESERVED = frozenset(KEYWORDS) | frozenset(BUILTINS)


def is_name(key: str) -> bool:
    """Tell whether an expression can read a value by this name."""
    return _NAME.match(key) is not None


def derived(title: str, taken: Collection[str], fallback: str = _FIRST) -> str:
    """Return a name of its own for what people call ``title`` in English."""
    plain = _BETWEEN.sub("_", title.lower()).strip("_")[: LONGEST - 20].strip("_")
    if not plain or not is_name(plain):
        plain = fallback
    if plain in RESERVED:
        plain = f"{plain}_{fallback}"
    return unique(plain, taken)


def unique(name: str, taken: Collection[str]) -> str:
    """Return a name, with a number behind it if it is taken."""
    if name not in taken:
        return name
    numbers = range(2, len(taken) + 3)
    return next(f"{name}_{n}" for n in numbers if f"{name}_{n}" not in taken)
