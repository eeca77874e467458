"""The page of the form editor: every field as a card, faults and readers beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from runtime.designer.forming import kinds
from runtime.designer.forming.fields import FormText, Place
from runtime.designer.forming.jsontext import NotEditable
from runtime.designer.forming.reading import Source
from runtime.engine.design.form_rights import EVERYBODY, WORDS
from runtime.identity import roles
from runtime.kernel.texts import Text, text
from web import context
from web.ui.designer import editing
from web.ui.designer.editing import Kept
from web.ui.designer.forms import preview
from web.ui.designer.forms.house import House
from web.ui.designer.holding import Held


@dataclass(frozen=True, slots=True)
class Filled:
    """The editor as it is shown: what was typed, against what, and what came of it."""

    source: Source
    form: FormText
    revision: int
    at: Place | None = None
    is_saved: bool = False
    kept: Kept | None = None

    def but(self, **other: Any) -> Filled:
        """Return it with something else."""
        return replace(self, **other)


def show(at: Held, filled: Filled, status: int) -> Answer:
    """Return the editor with everything that is to be said of the form."""
    house = House(at, filled.source, filled.form, filled.at)
    seen_as = request.form.get("as", "")
    page = render_template(
        "designer/form.html",
        at=at,
        off=not editing.may_change(at.draft),
        filled=filled,
        form=filled.form,
        told=house.told,
        cards=house.cards(),
        kinds=kinds,
        kind_names=_kind_names(),
        roles=[*roles.titles(context.reading()).items(), (EVERYBODY, None)],
        rights={one: text(f"forms-right-{one}") for one in WORDS},
        users=house.users,
        removed=house.removed(),
        previews=preview.previews(at.name.key, house.body, seen_as),
        seen_as=seen_as,
        source=filled.source.body.decode(),
    )
    return make_response(page, status)


def unreadable(at: Held, wrong: NotEditable) -> Answer:
    """Return the page that says why a form cannot be edited field by field."""
    why = Text(wrong.code, wrong.facts)
    page = render_template("designer/unreadable.html", at=at, why=why)
    return make_response(page, 200)


def _kind_names() -> dict[str, Text]:
    return {one: text(f"forms-kind-{one}") for one in kinds.BASES}
