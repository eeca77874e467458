"""Which characters are writing (文字): the others are kept nowhere and shown nowhere.

PostgreSQL keeps no U+0000, no database keeps half of a surrogate pair, and no page
shows a control character; tab and the ends of lines are writing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def is_written(words: str) -> bool:
    """Tell whether a text holds nothing but writing."""
    return words.isprintable() or CONTROL.search(words) is None


def written(words: str) -> str:
    """Return a text without what is no writing."""
    return words if is_written(words) else CONTROL.sub("", words)


def all_written(value: Any) -> Any:
    """Return a value as JSON has them with every text in it written."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, Mapping):
        return {written(name): all_written(one) for name, one in value.items()}
    if isinstance(value, list):
        return [all_written(one) for one in value]
    return value
