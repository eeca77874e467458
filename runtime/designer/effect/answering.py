"""The answer as plain data, sentences in one language: for the shell and for REST."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runtime.designer.effect.measuring import Affected, Effect
from runtime.designer.effect.telling import Change
from runtime.engine.run.veiling import OPEN, Veil
from runtime.kernel.texts import Text, text

Veils = Mapping[str, Veil]


def answer(effect: Effect, language: str, veils: Veils | None = None) -> dict[str, Any]:
    """Return what a draft would have changed; ``veils`` hide by key what a reader
    may not see of each subject."""
    hidden = veils or {}
    return {
        "recorded": effect.recorded,
        "looked_at": effect.looked_at,
        "changed": effect.changed,
        "aspects": [
            {"key": key, "title": effect.titles[key].say(language), "count": count}
            for key, count in effect.aspects.most_common()
        ],
        "moves": [
            {
                "before": before.say(language),
                "after": after.say(language),
                "count": count,
            }
            for (before, after), count in effect.moves.most_common()
        ],
        "uncompared": [
            {
                "code": code,
                "message": text(code).say(language),
                "count": count,
                "orders": effect.unsure[code],
            }
            for code, count in effect.uncompared.most_common()
        ],
        "silent": [
            {
                "kind": one.kind.value,
                "key": one.key,
                "title": one.title.say(language),
                "message": one.why.say(language),
                "idle": one.is_idle,
            }
            for one in effect.silent
        ],
        "items": [
            _item(one, language, hidden.get(one.key, OPEN)) for one in effect.affected
        ],
        "next": str(effect.next) if effect.next else None,
        "seconds": round(effect.seconds, 3),
    }


def _item(one: Affected, language: str, veil: Veil) -> dict[str, Any]:
    return {
        "order_no": one.key,
        "external_no": one.name,
        "channel": one.source,
        "changes": [_change(each, language, veil) for each in one.changes],
    }


def _change(one: Change, language: str, veil: Veil) -> dict[str, Any]:
    def said(sentence: Any) -> str:
        return str(veil.text(sentence).say(language))

    return {
        "aspect": one.aspect.value,
        "key": one.key,
        "title": one.title.say(language),
        "before": said(one.before),
        "after": said(one.after),
        "why_before": _all(one.why_before, said),
        "why_after": _all(one.why_after, said),
    }


def _all(sentences: Sequence[Text], said: Callable[[Any], str]) -> list[str]:
    return [said(one) for one in sentences]
