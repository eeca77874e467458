"""What editors of forms, channels and limits share: who may, upon which revision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, request
from werkzeug.wrappers import Response as Answer

from runtime.designer.drafts.drafts import Draft
from runtime.designer.drafts.naming import Name
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Conflict, Invalid, NotFound
from runtime.kernel.texts import Text, text
from web import context
from web.ui.designer import holding
from web.ui.designer.holding import Held


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of saving: the revision to go on from, and what is to be told."""

    revision: int
    clash: Text | None = None
    refused: Text | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether the file is saved."""
        return self.clash is None and self.refused is None


def keep(held: Held, body: bytes, revision: int) -> Kept:
    """Save a file upon the revision that its page was made of."""
    try:
        found = holding.save(held, body, revision)
    except Conflict as wrong:
        return Kept(revision, refused=wrong.text)
    except Invalid as wrong:
        told = [one for said in wrong.fields.values() for one in said]
        return Kept(revision, refused=told[0] if told else wrong.text)
    return Kept(*found)


def ended(kept: Kept, show: Callable[[int], Answer], place: str) -> Answer:
    """Lead on to ``place`` after saving; or show the page again, with its status."""
    if kept.is_done and not is_quiet():
        return redirect(place, 303)
    return show(200 if kept.is_done else 409)


def may_change(draft: Draft) -> bool:
    """Tell whether who looks may save: a designer, and the draft has not ended."""
    return draft.is_live and context.may(Verb.DESIGN)


def is_quiet() -> bool:
    """Tell whether the script of the page saves beside it, without leaving it."""
    return "X-Quiet" in request.headers


def is_there(draft: Draft, name: Name) -> bool:
    """Tell whether a draft holds a file, or one is published."""
    try:
        holding.get(draft.id, name)
    except NotFound:
        return False
    return True


def title_faults(zh: str, en: str, most: int) -> dict[str, list[Text]]:
    """Return what is wrong with the two names of something new, under ``title``."""
    longest = max(len(zh), len(en))
    if longest > most:
        return {"title": [text("forming-too-long", most=most, found=longest)]}
    return {} if zh and en else {"title": [text("forms-new-title")]}
