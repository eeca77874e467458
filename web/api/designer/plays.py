"""Drafts played through: effect on recorded orders, step by step, cases."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from runtime.designer.drafts import drafts
from runtime.designer.effect import answering as effects
from runtime.designer.effect.measuring import MOST, Asked
from runtime.designer.simulating import answering
from runtime.identity.permissions import Verb
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import text
from web import context, sights
from web.api.noun import ID, Noun
from web.designer import playing
from web.language import language

SECONDS = 8  # of one request; what is left is asked for with `cursor`

bp = Noun("draft-plays", __name__, url_prefix="/drafts", description="Trying drafts")


class EffectIn(Schema):
    """Which recorded orders to look at: the last so many, those since a moment."""

    last = fields.Integer(load_default=1_000, validate=validate.Range(1, MOST))
    since = fields.AwareDateTime(load_default=None, allow_none=True)
    cursor = fields.String(load_default=None, allow_none=True)


class Count(Schema):
    """How many orders something is true of."""

    key = fields.String()
    title = fields.String()
    before = fields.String()
    after = fields.String()
    count = fields.Integer(required=True)


class Uncompared(Schema):
    """How many orders nobody can compare, why, and the first of them."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    count = fields.Integer(required=True)
    orders = fields.List(fields.String(), required=True)


class Silent(Schema):
    """A changed file that recorded orders say nothing, or not everything, about.

    `idle`: it changes nothing in the way that orders go.
    """

    kind = fields.String(required=True)
    key = fields.String(required=True)
    title = fields.String(required=True)
    message = fields.String(required=True)
    idle = fields.Boolean(required=True)


class Change(Schema):
    """One aspect in which an order would have been handled differently, and why."""

    aspect = fields.String(required=True)
    key = fields.String(required=True)
    title = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    why_before = fields.List(fields.String(), required=True)
    why_after = fields.List(fields.String(), required=True)


class AffectedOrder(Schema):
    """An order that would have been handled differently."""

    order_no = fields.String(required=True)
    external_no = fields.String(required=True)
    channel = fields.String(required=True)
    changes = fields.List(fields.Nested(Change), required=True)


class Effect(Schema):
    """What a draft would have changed: all of it counted, the first orders listed."""

    recorded = fields.Integer(required=True)
    looked_at = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    aspects = fields.List(fields.Nested(Count), required=True)
    moves = fields.List(fields.Nested(Count), required=True)
    uncompared = fields.List(fields.Nested(Uncompared), required=True)
    silent = fields.List(fields.Nested(Silent), required=True)
    items = fields.List(fields.Nested(AffectedOrder), required=True)
    next = fields.String(required=True, allow_none=True)
    seconds = fields.Float(required=True)


class Script(Schema):
    """A process, how it begins (as a case does, or an order that is there), moves."""

    process = fields.String(load_default=None, allow_none=True)
    order_no = fields.String(load_default=None, allow_none=True)
    start = fields.Dict(keys=fields.String(), load_default=dict)
    moves = fields.List(fields.Dict(keys=fields.String()), load_default=list)


class Standing(Schema):
    """Where a simulation stands, what it knows, and why it went there."""

    process = fields.String(required=True)
    is_over = fields.Boolean(required=True)
    end = fields.String(required=True, allow_none=True)
    stage = fields.String(required=True, allow_none=True)
    now = fields.String(required=True)
    done = fields.Integer(required=True)
    waits = fields.List(fields.Dict(), required=True)
    data = fields.Dict(required=True)
    passed = fields.List(fields.String(), required=True)
    story = fields.List(fields.Dict(), required=True)
    refused = fields.Dict(required=True, allow_none=True)


class CaseResult(Schema):
    """How one case went."""

    name = fields.Dict(required=True)
    passed = fields.Boolean(required=True)
    differences = fields.List(fields.String(), required=True)


class ProcessResult(Schema):
    """How the cases of a process went; `left` were not played for want of time."""

    process = fields.String(required=True)
    passed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    left = fields.Integer(required=True)
    fault = fields.String(required=True, allow_none=True)
    cases = fields.List(fields.Nested(CaseResult), required=True)


class Results(Schema):
    """How all cases went that a draft says something about."""

    passed = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    items = fields.List(fields.Nested(ProcessResult), required=True)


@bp.post(f"/<{ID}:draft_id>/effect")
@context.needs(Verb.READ_DESIGNS)
@bp.arguments(EffectIn)
@bp.response(200, Effect)
def effect(payload: dict[str, Any], draft_id: int) -> dict[str, Any]:
    """Say which recorded orders a draft would have handled differently, and why."""
    draft = drafts.get(context.reading(), draft_id)
    before = _cursor(payload["cursor"])
    asked = Asked(payload["last"], payload["since"], before, SECONDS)
    found = playing.effect(draft, asked)
    veils = sights.veils(one.key for one in found.affected)
    return effects.answer(found, language(), veils)


@bp.post(f"/<{ID}:draft_id>/simulate")
@context.needs(Verb.READ_DESIGNS)
@bp.arguments(Script)
@bp.response(200, Standing)
def simulate(payload: dict[str, Any], draft_id: int) -> dict[str, Any]:
    """Play moves through a process of a draft; the list of moves is all there is."""
    draft = drafts.get(context.reading(), draft_id)
    process = payload["process"] or playing.first_process(draft)
    on, start = playing.rehearsal(draft), payload["start"]
    if payload["order_no"]:
        start = {**start, **playing.order_beginning(on, payload["order_no"])}
    found = playing.play(on, process, start, payload["moves"])
    return answering.answer(found.simulation, language())


@bp.post(f"/<{ID}:draft_id>/test")
@context.needs(Verb.READ_DESIGNS)
@bp.response(200, Results)
def test(draft_id: int) -> dict[str, Any]:
    """Play the cases of every process that a draft says something about."""
    draft = drafts.get(context.reading(), draft_id)
    found = playing.results(draft)
    return {
        "passed": sum(one.passed for one in found),
        "failed": sum(not one.is_sound and max(one.failed, 1) for one in found),
        "items": [answering.told_result(one, language()) for one in found],
    }


def _cursor(given: str | None) -> int:
    if not given:
        return 0
    if not (given.isascii() and given.isdigit() and len(given) < 20):
        raise Invalid("http-content", {"cursor": [text("effect-cursor-wrong")]})
    return int(given)
