"""Values as people say them: no quotes, no brackets, no signs of a language (用语)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from runtime.kernel.texts import LANGUAGES, Title, catalogue, say

_LONGEST = 120


def listed(pairs: Iterable[tuple[Title, Any]]) -> Title:
    """Return named values as one part of a sentence, in both languages."""
    known = list(pairs)
    if not known:
        return Title(*(say("value-nothing", one, {}) for one in LANGUAGES))
    return Title(
        *(
            say("value-between", language, {}).join(
                say(
                    "value-named",
                    language,
                    {
                        "name": _spaced(title.say(language)),
                        "value": plain(one, language),
                    },
                )
                for title, one in known
            )
            for language in LANGUAGES
        )
    )


def plain(value: Any, language: str) -> str:
    """Return a value for people: words that data knows by a code are translated."""
    if value is None or value in ("", [], {}):
        return say("value-nothing", language, {})
    if isinstance(value, bool):
        return say("value-yes" if value else "value-no", language, {})
    if isinstance(value, Decimal):
        return format(value.normalize() if value else value, "f")
    if isinstance(value, list):
        between = say("value-and", language, {})
        return between.join(plain(one, language) for one in value)
    if isinstance(value, Mapping):
        return listed(
            (Title(str(name), str(name)), one) for name, one in value.items()
        ).say(language)
    code = f"value-of-{str(value).replace('_', '-')}"
    return say(code, language, {}) if code in catalogue() else str(value)[:_LONGEST]


def _spaced(name: str) -> str:
    return name.replace("_", " ")
