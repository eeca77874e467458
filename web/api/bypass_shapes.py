"""What the interface says of a bypass."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, fields, validate
from sqlalchemy import Connection

from runtime.engine.run.running import Outcome
from runtime.kernel.clock import zoned
from runtime.kernel.errors import Invalid
from runtime.kernel.money import money_text, parse_money
from runtime.kernel.texts import Title, text
from runtime.orders.bypass import history, queries
from runtime.orders.bypass.rules import MOST
from runtime.orders.order import lookup
from web.api.noun import Reason, Who


class BypassTitle(Schema):
    """A name in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class BypassOpening(Schema):
    """What is or was open: until when, and what is left; money as text."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    reason = fields.String(required=True)
    opened_at = fields.DateTime(required=True)
    opened_by = Who(required=True)
    until = fields.DateTime(required=True)
    uses = fields.Integer(required=True)
    uses_left = fields.Integer(required=True, allow_none=True)
    money = fields.String(required=True)
    money_left = fields.String(required=True, allow_none=True)
    refusals = fields.Integer(required=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    closed_by = Who(required=True, allow_none=True)
    closed_how = fields.String(required=True, allow_none=True)
    close_reason = fields.String(required=True, allow_none=True)


class BypassPlace(Schema):
    """A step that the policy leads around, and what waits there."""

    process = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.Nested(BypassTitle, required=True)
    waits = fields.Integer(required=True)
    oldest = fields.DateTime(required=True)


class BypassPolicy(Schema):
    """A policy as it is now."""

    policy = fields.String(required=True)
    version = fields.Integer(required=True)
    process = fields.String(required=True)
    title = fields.Nested(BypassTitle, required=True)
    text = fields.Nested(BypassTitle, required=True)
    code = fields.Boolean(required=True)
    longest_minutes = fields.Integer(required=True)
    opens = fields.List(fields.String(), required=True)
    issues = fields.List(fields.String(), required=True)
    uses = fields.List(fields.String(), required=True)
    open = fields.Nested(BypassOpening, required=True, allow_none=True)
    waits = fields.Integer(required=True)
    oldest = fields.DateTime(required=True, allow_none=True)
    places = fields.List(fields.Nested(BypassPlace), required=True)


class BypassList(Schema):
    """Every policy, by name."""

    items = fields.List(fields.Nested(BypassPolicy), required=True)


class BypassEvent(Schema):
    """One thing that happened; `why` is the reason of a refusal."""

    at = fields.DateTime(required=True)
    by = Who(required=True)
    what = fields.String(required=True)
    why = fields.String(required=True, allow_none=True)
    facts = fields.Dict(required=True)


class BypassLog(Schema):
    """What a policy says and what happened to it, the newest first."""

    policy = fields.String(required=True)
    version = fields.Integer(required=True)
    body = fields.Dict(required=True)
    openings = fields.List(fields.Nested(BypassOpening), required=True)
    log = fields.List(fields.Nested(BypassEvent), required=True)


MINUTES = 60 * 24 * 31  # the longest opening that is asked for by its length


class BypassOpenIn(Reason):
    """Until when: a moment, or so many minutes from now."""

    until = fields.DateTime(load_default=None, allow_none=True)
    minutes = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, MINUTES)
    )


class BypassUse(Schema):
    """One task that was bypassed."""

    task = fields.Integer(required=True)
    order_no = fields.String(required=True)
    element = fields.String(required=True)
    at = fields.DateTime(required=True)
    by = Who(required=True)
    reason = fields.String(required=True)
    selector = fields.String(required=True, allow_none=True)
    money = fields.String(required=True, allow_none=True)
    due_at = fields.DateTime(required=True, allow_none=True)


class KnownCode(Schema):
    """A code by its selector; what was told once is not known here."""

    selector = fields.String(required=True)
    most_uses = fields.Integer(required=True)
    uses = fields.Integer(required=True)
    most_money = fields.String(required=True, allow_none=True)
    task_id = fields.Integer(required=True, allow_none=True, data_key="task")
    business_key = fields.String(required=True, allow_none=True, data_key="order_no")
    until = fields.DateTime(required=True)
    issued_by = Who(required=True)
    needs_second = fields.Boolean(required=True)
    confirmed_by = Who(required=True, allow_none=True)
    wrong_tries = fields.Integer(required=True)
    locked_at = fields.DateTime(required=True, allow_none=True)


class BypassSummary(Schema):
    """What went through an opening."""

    opening = fields.Nested(BypassOpening, required=True)
    uses = fields.List(fields.Nested(BypassUse), required=True)
    codes = fields.List(fields.Nested(KnownCode), required=True)


class CodesIn(Schema):
    """Which codes to issue; what is left out bounds nothing."""

    count = fields.Integer(load_default=1)
    uses = fields.Integer(load_default=1, validate=validate.Range(1, MOST))
    money = fields.String(load_default=None, allow_none=True)
    task = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(1, 2**53)
    )
    order_no = fields.String(load_default=None, allow_none=True, data_key="order")
    until = fields.DateTime(load_default=None, allow_none=True)


class IssuedCode(Schema):
    """A code in clear, this one time."""

    code = fields.String(required=True, attribute="text")
    selector = fields.String(required=True)
    until = fields.DateTime(required=True)
    needs_second = fields.Boolean(required=True)


class CodeList(Schema):
    """Codes that were issued."""

    items = fields.List(fields.Nested(IssuedCode), required=True)


class ConfirmedCode(Schema):
    """A code that two have issued."""

    selector = fields.String(required=True)
    confirmed_by = Who(required=True)


class BypassIn(Schema):
    """Why somebody goes around a task, with which code."""

    code = fields.String(
        load_default=None, allow_none=True, validate=validate.Length(max=100)
    )
    reason = fields.String(required=True, validate=validate.Length(1, 2000))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class Bypassed(Schema):
    """Where the order stands after a task was bypassed."""

    task = fields.Integer(required=True)
    order_no = fields.String(required=True)
    state = fields.String(required=True)
    waits_at = fields.List(fields.String(), required=True)
    incident = fields.String(required=True, allow_none=True)


class BypassDebt(Schema):
    """What somebody owes: since when, until when."""

    policy = fields.String(required=True)
    title = fields.Nested(BypassTitle, required=True)
    order_no = fields.String(required=True)
    task = fields.Integer(required=True)
    element = fields.String(required=True)
    person = Who(required=True)
    since = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True)
    overdue = fields.Boolean(required=True)


class DebtList(Schema):
    """What is owed, the longest due first."""

    items = fields.List(fields.Nested(BypassDebt), required=True)


def policy(shown: queries.Shown) -> dict[str, Any]:
    """Return a policy as `Policy` says it."""
    said = shown.policy
    return {
        "policy": said.name,
        "version": shown.row.version,
        "process": shown.row.process_id,
        "title": _named(said.title),
        "text": _named(said.text),
        "code": said.needs_code,
        "longest_minutes": int(said.longest.total_seconds() // 60),
        "opens": sorted(said.opens),
        "issues": sorted(said.issues),
        "uses": sorted(said.uses),
        "open": None if shown.opening is None else opening(shown.opening),
        "waits": shown.waits,
        "oldest": shown.oldest,
        "places": [
            {
                "process": one.process_id,
                "element": one.element,
                "name": _named(one.title),
                "waits": one.count,
                "oldest": one.oldest,
            }
            for one in shown.places
        ],
    }


def opening(found: queries.Opening) -> dict[str, Any]:
    """Return an opening as `Opening` says it."""
    return {
        **found.row._mapping,
        "money": money_text(found.row.money),
        "money_left": _money(found.money_left),
        "uses_left": found.uses_left,
        "closed_at": found.closed_at,
        "closed_how": found.closed_how,
    }


def summary(found: queries.Summary) -> dict[str, Any]:
    """Return a summary as `Summary` says it."""
    return {
        "opening": opening(found.opening),
        "uses": [
            {
                **row._mapping,
                "task": row.task_id,
                "order_no": row.business_key,
                "by": row.actor,
                "money": _money(row.money),
            }
            for row in found.uses
        ],
        "codes": [
            {**row._mapping, "most_money": _money(row.most_money)}
            for row in found.codes
        ],
    }


def line(found: history.Line, language: str) -> dict[str, Any]:
    """Return a line of a log as `Line` says it."""
    doc = {name: one for name, one in found.doc.items() if name not in ("why", "facts")}
    return {
        "at": found.at,
        "by": found.actor,
        "what": found.tag,
        "why": None if found.why is None else found.why.say(language),
        "facts": {name: _plain(one) for name, one in doc.items()},
    }


def debt(found: queries.Debt) -> dict[str, Any]:
    """Return a debt as `Debt` says it."""
    row = found.row
    owed = found.policy.debt
    return {
        "policy": row.policy,
        "title": _named(owed.title if owed else found.policy.title),
        "order_no": row.business_key,
        "task": row.task_id,
        "element": row.owes,
        "person": row.actor,
        "since": row.at,
        "due_at": row.due_at,
        "overdue": found.is_overdue,
    }


def done(read: Connection, task_id: int, outcome: Outcome) -> dict[str, Any]:
    """Return where the order of a bypassed task stands."""
    order, failure = lookup.of_task(read, task_id), outcome.failure
    return {
        "task": task_id,
        "order_no": order.order_no,
        "state": order.state,
        "waits_at": sorted({wait.element.id for wait in outcome.waits}),
        "incident": failure.element if failure else None,
    }


def moment_in(given: datetime, zone: str) -> datetime:
    """Return a moment that was sent; without a zone it is by the clock of the shop."""
    return zoned(given, ZoneInfo(zone))


def check_end(until: datetime | None, minutes: int | None) -> None:
    """Accept a moment, or else a number of minutes; raises Invalid."""
    if (until is None) == (minutes is None):
        raise Invalid("http-content", {"until": [text("bypass-until-or-minutes")]})


def money_in(given: str | None) -> Decimal | None:
    """Return an amount that was sent as text; raises Invalid."""
    if given is None:
        return None
    amount = parse_money(given)
    if amount is None:
        raise Invalid("http-content", {"money": [text("bypass-money-wrong")]})
    return amount


def _named(title: Title) -> dict[str, str]:
    return {"zh": title.zh, "en": title.en}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else money_text(amount)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | list | None) else str(value)
