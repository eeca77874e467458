"""Trying rules: an expression or a table on the values of an order (试一试)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from runtime.designer import trying
from runtime.designer.trying import Choice, Scene
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid, NotFound
from runtime.kernel.texts import Text
from runtime.orders.order import queries
from web import context, scenes
from web.language import language

bp = Blueprint("trying", __name__, url_prefix="/rules")
EXAMPLE = "facts.amount < 5000"
EXPRESSION, DECISION = "expression", "decision"
Faults = dict[str, list[Text]]
# The decisions to choose from, and what the one that was asked answers.
Tried = tuple[list[Choice], dict[str, Any] | None]
_LATEST = 20
_DEEPEST = 4  # levels of names that are listed
_MOST = 200


@bp.get("")
@context.needs(Verb.TRY_RULES)
def shown() -> Answer:
    """Show the page: with an order's values, an example to begin with."""
    given = {"kind": EXPRESSION, "expression": EXAMPLE, **request.args.to_dict()}
    if "order" not in given:
        latest = _latest()
        given["order"] = latest[0] if latest else ""
    return _page(given, take=True)


@bp.post("")
@context.needs(Verb.TRY_RULES)
def tried() -> Answer:
    """Try what was typed; nothing is kept."""
    return _page(request.form.to_dict(), take="take" in request.form)


def _page(given: Mapping[str, str], *, take: bool) -> Answer:
    faults: Faults = {}
    written = given.get("names", "{}")
    if take:
        written = _taken(given.get("order", ""), faults)
    names = _read(written, faults)
    scene = scenes.on(names)
    try_it = _try_decision if given.get("kind") == DECISION else _try_expression
    decisions, answer = try_it(given, scene, faults)
    page = render_template(
        "try.html",
        given=given,
        names=written,
        known=_listed(names),
        orders=_latest(),
        decisions=decisions,
        feel_text=trying.shown,
        answer=answer,
        faults=faults,
    )
    return make_response(page, 422 if faults else 200)


def _try_expression(given: Mapping[str, str], scene: Scene, faults: Faults) -> Tried:
    if "names" in faults:
        return [], None
    return [], trying.try_expression(given.get("expression", ""), scene, language())


def _try_decision(given: Mapping[str, str], scene: Scene, faults: Faults) -> Tried:
    """Ask the decision that was chosen, the first one until one was."""
    models = trying.published(context.reading(), scene.ambient)
    found = trying.choices(models)
    wanted = given.get("decision") or next((each.key for each in found), "")
    if "names" in faults or not found:
        return found, None
    try:
        return found, trying.try_decision(models, wanted, scene, language())
    except NotFound as unknown:
        faults["decision"] = [unknown.text]
        return found, None


def _taken(order: str, faults: Faults) -> str:
    """Return the names of an order as text; none when there is no such order."""
    if not order:
        return "{}"
    try:
        found = scenes.names_of(order.strip())
    except NotFound as unknown:
        faults["order"] = [unknown.text]
        return "{}"
    return trying.written_names(found)


def _read(written: str, faults: Faults) -> dict[str, Any]:
    try:
        return trying.read_names(written)
    except Invalid as wrong:
        faults["names"] = [wrong.text]
        return {}


def _listed(names: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return paths and values, to choose from while writing."""
    found: list[tuple[str, Any]] = []

    def walk(path: str, value: Any, level: int) -> None:
        if isinstance(value, dict) and level < _DEEPEST:
            for name, each in value.items():
                walk(f"{path}.{name}" if path else name, each, level + 1)
        elif len(found) < _MOST:
            found.append((path, trying.shown(value)))

    walk("", dict(names), 0)
    return found


def _latest() -> list[str]:
    rows = queries.list_orders(
        context.reading(), queries.Wanted(queries.EVERY_STATE), _LATEST
    )
    return [row.order_no for row in rows]
