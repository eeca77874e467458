"""A form as staff will see it, while it is edited: the same renderer (预览)."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from markupsafe import Markup

from runtime.engine.design.forms import Form
from runtime.kernel.errors import FlowError
from runtime.kernel.texts import LANGUAGES
from web import answers, rendering, uploads
from web.language import language, speaking
from web.rendering import Field


def previews(key: str, body: bytes, role: str) -> dict[str, Markup]:
    """Return language → how the form looks, the reader's first; none if it cannot.

    ``role`` sees what its rights allow; "" sees everything.
    """
    try:
        form = Form.parse(key, body)
        seen = form.seen_by(frozenset({role})) if role else form
        return {one: _shown(one, seen) for one in sorted(LANGUAGES, key=_is_other)}
    except (FlowError, ValueError, TypeError, AttributeError, KeyError):
        return {}  # what is wrong is said beside the fields


def _is_other(name: str) -> bool:
    return name != language()


def _shown(name: str, form: Form) -> Markup:
    """Return the fields in one language; their names are apart from the other's."""
    with speaking(name):
        fields = [_apart(one, name) for one in rendering.fields_of(form)]
        page = render_template(
            "designer/form_preview.html",
            fields=fields,
            typed=answers.untouched(fields),
            limits=uploads.limits(),
            kept={},
            yes_no=rendering.yes_no,
            lang=name,
            title=form.schema.get("title"),
            help=form.schema.get("description"),
        )
    return Markup(page)


def _apart(one: Field, name: str) -> Field:
    when = one.when and replace(one.when, path=f"{name}.{one.when.path}")
    return replace(
        one,
        path=f"{name}.{one.path}",
        inner=tuple(_apart(each, name) for each in one.inner),
        when=when,
        has_focus=False,
    )
