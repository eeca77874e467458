"""In which language and by whose clock a page speaks (语言)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request

from runtime.bootstrap import Runtime
from runtime.identity import names
from runtime.kernel import texts
from runtime.kernel.actors import NAMED, ActorId, name_of
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import LANGUAGES, Text, Title, catalogue, say
from web import context

COOKIE = "spillway_language"
# signs that turn all that follows: in a sentence of ours a fact does without them
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_TURNING = re.compile(  # those signs, and letters that are read from the right
    "[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_NAMES = {"zh": "中文", "en": "English"}
_LOCALES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en_GB")}


def install(app: Flask, runtime: Runtime) -> None:
    """Give templates what they speak with."""
    zone = ZoneInfo(runtime.settings.zone)

    @app.before_request
    def read_the_clock() -> None:
        texts.ZONE.set(zone)
        NAMED.set(_names())

    @app.teardown_request
    def forget_the_names(cause: BaseException | None) -> None:
        NAMED.set(str)

    app.jinja_env.globals |= {"t": t, "spoken": spoken, "language": language}
    app.jinja_env.globals["other_language_name"] = other_name
    app.jinja_env.filters |= {"moment": shown, "span": span, "money": money}
    app.jinja_env.filters["bytes"] = size


def language() -> str:
    """Return the language of the reader: theirs, the cookie's, the browser's, ours."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        g.language = _chosen()
    found: str = g.language
    return found


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak another language in this block, such as for a form that is looked at."""
    before = language()
    g.language = chosen
    try:
        yield
    finally:
        g.language = before


def _names() -> Callable[[str], str]:
    """Return what tells names; all are read when the first one is wanted."""
    known: dict[str, str] = {}

    def named(actor_id: str) -> str:
        if actor_id not in known:
            found = names.all_names(context.reading())
            known.update({actor_id: actor_id, **found})
        return known[actor_id]

    return named


def other_name() -> str:
    """Return what the other language calls itself."""
    return _NAMES["en" if language() == "zh" else "zh"]


def t(code: str, **facts: Any) -> str:
    """Return the sentence of ``code`` for the reader."""
    return say(code, language(), _apart(facts))


def spoken(given: Any) -> str:
    """Return a text, a title in both languages, or a plain word, for the reader."""
    if isinstance(given, Text):
        return say(given.code, language(), _apart(given.facts))
    if isinstance(given, Title):
        return given.say(language())
    if isinstance(given, ActorId):
        return str(name_of(given))
    if isinstance(given, dict):
        return str(given.get(language()) or given.get("zh") or given.get("en") or "")
    return "" if given is None else str(given)


def told(error: FlowError) -> Text:
    """Return why it was refused, without words for programs where there are such."""
    return plain(error.text)


def plain(said: Text) -> Text:
    """Return a sentence for people at a page, where there is a simpler one."""
    simpler = f"page-{said.code}"
    return Text(simpler if simpler in catalogue() else said.code, said.facts)


def shown(at: datetime | None, form: str = "MM-dd HH:mm") -> str:
    """Return a moment by the clock of the house; nothing for none."""
    if at is None:
        return ""
    here = at.astimezone(texts.ZONE.get())
    return format_datetime(here, form, locale=_LOCALES[language()])


def span(seconds: int) -> str:
    """Return a stretch of time in words, rounded as people say it."""
    return format_timedelta(
        seconds, threshold=1.2, format="short", locale=_LOCALES[language()]
    )


def money(amount: Decimal | None) -> str:
    """Return an amount with two places and separators."""
    return "" if amount is None else f"{amount:,.2f}"


def size(count: int) -> str:
    """Return how large something is, as people say it."""
    is_large = count >= 1_000_000
    divisor, unit = (1_000_000, "MB") if is_large else (1_000, "kB")
    shown = format_decimal(
        max(count / divisor, 1),
        "#,##0.#" if is_large else "#,##0",
        locale=_LOCALES[language()],
    )
    return f"{shown} {unit}"


def _apart(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts that cannot turn the words around them."""
    return {name: _isolated(value) for name, value in facts.items()}


def _isolated(value: Any) -> Any:
    if isinstance(value, Text):
        return Text(value.code, _apart(value.facts))
    if not isinstance(value, str) or not _TURNING.search(value):
        return value
    return f"\u2068{value.translate(_TURNS)}\u2069"


def _chosen() -> str:
    theirs = context.chosen_language()
    if theirs in LANGUAGES:
        return str(theirs)
    if request.cookies.get(COOKIE) in LANGUAGES:
        return request.cookies[COOKIE]
    best = request.accept_languages.best_match(LANGUAGES)
    return best or context.runtime().settings.locale
