"""Does a remark demand that the order goes out today? (备注催发)"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from runtime.orders.order.patterns import finder

_INVALID = "remark-pattern-invalid"


def demands_today(remark: str, phrases: Sequence[str], denials: Sequence[str]) -> bool:
    """Say whether one of ``phrases`` is in the remark and no denial right before it.

    Both are regular expressions (RE2), so plain words will do. Full-width letters
    and digits count as the usual ones.
    """
    if not remark or not phrases:
        return False
    written = unicodedata.normalize("NFKC", remark)
    if not finder(phrases, _INVALID).search(written):
        return False
    return any(_is_meant(written, phrase, denials) for phrase in phrases)


def _is_meant(remark: str, phrase: str, denials: Sequence[str]) -> bool:
    if not finder((phrase,), _INVALID).search(remark):
        return False
    denied = [f"(?:{word})(?:{phrase})" for word in denials]
    return not denied or not finder(denied, _INVALID).search(remark)
