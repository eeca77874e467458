"""Every page that there is, with real orders, tasks and people to look at.

A page that takes arguments and has no example here fails its test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask
from sqlalchemy import Connection

from runtime.bootstrap import Runtime
from runtime.cli.demo import shop as demo
from runtime.designer.drafts import drafts, publications
from runtime.designer.drafts.tables import DraftState
from runtime.engine.design import artifacts
from runtime.engine.run import incidents, queries
from runtime.engine.run.queries import Ended
from runtime.engine.tables import IncidentState, TaskState
from runtime.identity import people
from runtime.kernel import parameters
from runtime.orders.bypass import policies
from runtime.orders.bypass import queries as bypasses
from runtime.orders.inventory import queries as stock
from runtime.orders.order import queries as order_queries
from runtime.orders.order.queries import EVERY_STATE, Wanted
from tests.browser import hostile
from web.ui import help

NOT_PAGES = ("/static/", "/api/", "/healthz", "/readyz", "/metrics")
# what a browser saves and never shows
DOWNLOADS = ("draft_files.download", "draft_files.copy", "published.download")
# states of the pages that take no arguments, and pages of what went wrong
MORE = (
    "/inbox?tab=team",
    "/inbox?tab=overdue",
    "/inbox?q=nothing-like-it",
    f"/inbox?q={hostile.ADDRESS}",
    "/orders?state=all",
    f"/orders?q={hostile.ADDRESS}",
    "/incidents?state=resolved",
    "/nothing-here",
    "/orders/nothing-like-it",
    f"/orders/{hostile.ADDRESS}",
    "/tasks/999999999",
    "/people/nobody",
)
Example = Callable[[Runtime, Connection], list[str]]


def rules(app: Flask) -> list[tuple[str, str, bool]]:
    """Return endpoint, address and whether it takes arguments, of every page."""
    return [
        (rule.endpoint, rule.rule, bool(rule.arguments))
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(NOT_PAGES)
    ]


def without_example(app: Flask) -> list[str]:
    """Return the pages that nobody looks at."""
    return [
        endpoint
        for endpoint, _, has_arguments in rules(app)
        if has_arguments and endpoint not in (*EXAMPLES, *DOWNLOADS)
    ]


def places(app: Flask, runtime: Runtime) -> list[str]:
    """Return the address of every page, with examples for those with arguments."""
    plain = {place for _, place, has_arguments in rules(app) if not has_arguments}
    known = {endpoint for endpoint, _, _ in rules(app)}
    with runtime.database.reading() as read:
        found = {
            place
            for endpoint, example in EXAMPLES.items()
            if endpoint in known
            for place in example(runtime, read)
        }
    return sorted(plain | found | set(MORE))


def _tasks(runtime: Runtime, read: Connection) -> list[str]:
    """Return an open task of each step, one that is held, one that is done."""
    roles = {role for held in demo.PEOPLE.values() for role in held}
    rows = queries.list_queue(read, roles, 200)
    found = {one.element: one.id for one in rows}
    odd = [one.id for one in rows if one.element == "sales_confirm"][-3:]
    known = [people.get(read, name).id for name in demo.PEOPLE]
    held = [one.id for who in known for one in queries.list_mine(read, who, 1)]
    ended = Ended(frozenset(roles), TaskState.COMPLETED)
    done = queries.list_ended(read, ended, 1)
    over = [one.id for one in done]
    return [f"/tasks/{one}" for one in {*found.values(), *odd, *held[:1], *over}]


def _returns(runtime: Runtime, read: Connection) -> list[str]:
    """Return where a task is sent back from: the first step, and a later one."""
    roles = {role for held in demo.PEOPLE.values() for role in held}
    found = {one.element: one.id for one in queries.list_queue(read, roles, 200)}
    steps = ("sales_confirm", "finance_price_check", "warehouse_reserve")
    return [f"/tasks/{found[one]}/return" for one in steps if one in found]


def _orders(runtime: Runtime, read: Connection) -> list[str]:
    """Return an order of each state."""
    wanted = Wanted(EVERY_STATE, "", "", "", "")
    rows = order_queries.list_orders(read, wanted, 500, None)
    return [
        f"/orders/{one}" for one in {row.state: row.order_no for row in rows}.values()
    ]


def _incidents(runtime: Runtime, read: Connection) -> list[str]:
    """Return the ways out of what is stuck, and one of what was."""
    found = incidents.list_page(read, IncidentState.OPEN)
    over = incidents.list_page(read, IncidentState.RESOLVED)
    ways = [f"/incidents/{found[0].id}/{way}" for way in ("retry", "skip", "cancel")]
    return [*ways, *(f"/incidents/{one.id}/retry" for one in over[:1])]


def _people(runtime: Runtime, read: Connection) -> list[str]:
    """Return somebody who works here and somebody who left."""
    return [f"/people/{name}" for name in (demo.SUPERVISOR, "王芳", hostile.PERSON)]


def _parameters(runtime: Runtime, read: Connection) -> list[str]:
    """Return a parameter of each type."""
    found = {row.type: row.name for row in parameters.list_all(read)}
    return [f"/parameters/{name}" for name in found.values()]


def _topics(runtime: Runtime, read: Connection) -> list[str]:
    """Return the help of a room and of a page that has its own."""
    return [f"/help/{topic}" for topic in ("inbox", *sorted(set(help.OWN.values())))]


def _steps(runtime: Runtime, read: Connection) -> list[str]:
    """Return the first and the last step of the tour."""
    return ["/help/tour/1", f"/help/tour/{len(help.TOUR)}"]


def _bypasses(runtime: Runtime, read: Connection) -> list[str]:
    """Return every shortcut: some of them are open."""
    return [f"/bypasses/{row.policy}" for row in policies.list_current(read)]


def _policies(runtime: Runtime, read: Connection) -> list[str]:
    """Return the form of every policy: one owes, one has codes and money."""
    return [f"{place}/edit" for place in _bypasses(runtime, read)]


def _versions(runtime: Runtime, read: Connection) -> list[str]:
    """Return every version of a policy that was edited: the first can be restored."""
    rows = policies.list_current(read)
    (edited,) = [row for row in rows if row.source == policies.EDITED]
    numbers = range(1, edited.version + 1)
    return [f"/bypasses/{edited.policy}/versions/{one}" for one in numbers]


def _openings(runtime: Runtime, read: Connection) -> list[str]:
    """Return what went through those that are open."""
    found = bypasses.list_open(read, runtime.clock.now())
    return [f"/bypasses/{one.name}/openings/{now.row.id}" for one, now in found]


def _passes(runtime: Runtime, read: Connection) -> list[str]:
    """Return where a jam is let through: what is open, and what is not."""
    return [f"{place}/pass" for place in _bypasses(runtime, read)]


def _stock(runtime: Runtime, read: Connection) -> list[str]:
    """Return the first of what is under stock control, and what is not."""
    rows = stock.list_items(read, "", 1)
    return ["/stock/nothing-like-it", *(f"/stock/{row.sku}" for row in rows)]


def _drafts(runtime: Runtime, read: Connection) -> list[str]:
    """Return a draft of each state that the demo has."""
    found = drafts.list_drafts(read, tuple(DraftState))
    return [f"/designer/drafts/{row.id}" for row, _ in found]


def _trials(runtime: Runtime, read: Connection) -> list[str]:
    """Return where a draft is tried: orders, the start of a play, a case played."""
    homes = _drafts(runtime, read)
    case = "?from=case&case=order_main/1"
    first = [f"{homes[0]}/simulate{case}"] if homes else []
    return [f"{one}/simulate" for one in homes] + first


def _effects(runtime: Runtime, read: Connection) -> list[str]:
    """Return what each draft would have changed of a few orders."""
    return [f"{one}/effect?last=20" for one in _drafts(runtime, read)]


def _cases(runtime: Runtime, read: Connection) -> list[str]:
    """Return the cases of a process in a draft, one of them to be changed."""
    homes = _drafts(runtime, read)[:1]
    return [f"{one}/cases/qc_photo?edit=0" for one in homes]


def _draft_files(part: str, *kinds: str) -> Example:
    """Return an editor of the files of those kinds in the drafts."""

    def found(runtime: Runtime, read: Connection) -> list[str]:
        return [
            f"/designer/drafts/{row.id}/{part.format(kind=one.kind, key=one.key)}"
            for row, files in drafts.list_drafts(read)
            for one in files
            if one.kind in kinds
        ]

    return found


def _live(*parts: str) -> Example:
    """Return editors in the newest draft: what it lacks is shown as published."""

    def found(runtime: Runtime, read: Connection) -> list[str]:
        rows = drafts.list_drafts(read)[:1]
        return [f"/designer/drafts/{row.id}/{one}" for row, _ in rows for one in parts]

    return found


def _published(runtime: Runtime, read: Connection) -> list[str]:
    """Return a file of each kind, and two versions beside each other."""
    rows = {row.kind: row for row in artifacts.list_latest(read)}.values()
    places = [f"/designer/published/{row.kind}/{row.key}" for row in rows]
    both = "/designer/published/process/order_approval?compare=1&compare=2"
    return [*places, both]


def _publications(runtime: Runtime, read: Connection) -> list[str]:
    """Return every publication."""
    found = publications.list_publications(read)
    return [f"/designer/publications/{row.id}" for row, _ in found]


EXAMPLES: Mapping[str, Example] = {
    "parameters.one": _parameters,
    "draft.shown": _drafts,
    "draft_cases.shown": _cases,
    "draft_effect.shown": _effects,
    "draft_simulate.shown": _trials,
    "draft_text.shown": _draft_files("text/{kind}/{key}", "process", "values"),
    "draft_steps.shown": _draft_files("steps/{key}", "process"),
    "drawn.process": _live("process/order_approval"),
    "drawn.decisions": _live("decisions/order_routing"),
    "draft_form.shown": _live("form/ship_order", "form/approve_order"),
    "draft_form_new.asked": _live("form"),
    "draft_mapping.shown": _live("mapping/tmall", "mapping/own"),
    "draft_mapping_new.asked": _live("mapping"),
    "draft_policies.shown": _live("bypass/price_sign_off", "bypass/qc_photo"),
    "draft_policies_new.asked": _live("bypass"),
    "draft_values.shown": _live("values/parameters"),
    "published.shown": _published,
    "publication.shown": _publications,
    "help.shown": _topics,
    "help.step": _steps,
    "tasks.shown": _tasks,
    "going_back.asked": _returns,
    "orders.card": _orders,
    "incidents.asked": _incidents,
    "people.one": _people,
    "stock.one": _stock,
    "bypasses.one": _bypasses,
    "bypasses.opening": _openings,
    "bypass_policy.asked": _policies,
    "bypass_policy.version": _versions,
    "bypass_batch.asked": _passes,
}
