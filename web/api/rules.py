"""Rules on values: lint, evaluate and explain; nothing is kept."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from runtime.designer import trying
from runtime.designer.trying import Scene
from runtime.identity.permissions import Verb
from web import context, scenes
from web.api.noun import Noun
from web.language import language

bp = Noun("rules", __name__, url_prefix="/rules", description="Trying rules")


class OnValues(Schema):
    """Names with their values, and an order whose names are added to them."""

    context = fields.Dict(keys=fields.String(), load_default=dict)
    order = fields.String(load_default="")


class ExpressionIn(OnValues):
    """An expression, and what it may read."""

    expr = fields.String(required=True, validate=validate.Length(1, trying.TEXT_LENGTH))


class Finding(Schema):
    """What lint says: where, what was expected there, and what to do."""

    code = fields.String(required=True)
    level = fields.String(required=True)
    line = fields.Integer(required=True)
    column = fields.Integer(required=True)
    message = fields.String(required=True)
    expected = fields.String(required=True, allow_none=True)
    fix = fields.String(required=True, allow_none=True)


class Linted(Schema):
    """What lint says of an expression, in order of place."""

    findings = fields.List(fields.Nested(Finding), required=True)


class Tried(Linted):
    """What an expression gives, and why."""

    value = fields.Raw(required=True, allow_none=True)
    type = fields.String()
    written = fields.String()
    warnings = fields.List(fields.String())
    stopped = fields.String(allow_none=True)
    sentences = fields.List(fields.String())
    reasons = fields.List(fields.String())
    steps = fields.List(fields.Dict())


class Decided(Schema):
    """What a decision answers, and why: every decision on the way, row by row."""

    outputs = fields.Dict(required=True)
    answer = fields.List(fields.Dict(), required=True)
    failure = fields.String(required=True, allow_none=True)
    sentences = fields.List(fields.String(), required=True)
    decisions = fields.List(fields.Dict(), required=True)
    table = fields.Dict(allow_none=True)
    findings = fields.List(fields.Dict(), required=True)


@bp.post("/lint")
@context.needs(Verb.TRY_RULES)
@bp.arguments(ExpressionIn)
@bp.response(200, Linted)
def lint(payload: dict[str, Any]) -> dict[str, Any]:
    """Say what is wrong with an expression, without evaluating it."""
    return {"findings": trying.lint(payload["expr"], _scene(payload), language())}


@bp.post("/evaluate")
@context.needs(Verb.TRY_RULES)
@bp.arguments(ExpressionIn)
@bp.response(200, Tried)
def evaluate(payload: dict[str, Any]) -> dict[str, Any]:
    """Evaluate an expression and tell why it gives what it gives."""
    return trying.try_expression(payload["expr"], _scene(payload), language())


@bp.post("/decisions/<key>/evaluate")
@context.needs(Verb.TRY_RULES)
@bp.arguments(OnValues)
@bp.response(200, Decided)
def decide(payload: dict[str, Any], key: str) -> dict[str, Any]:
    """Ask a published decision, and tell which row answers and why."""
    scene = _scene(payload)
    models = trying.published(context.reading(), scene.ambient)
    return trying.try_decision(models, key, scene, language())


def _scene(payload: dict[str, Any]) -> Scene:
    names = trying.typed_names(payload["context"])
    if payload["order"]:
        names = {**scenes.names_of(payload["order"]), **names}
    return scenes.on(names)
