"""Put the parts together: the one module that knows all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from runtime.connectors import config as connector_config
from runtime.designer.drafts.published import Press
from runtime.engine.design import deploy
from runtime.engine.design.artifacts import Export, Kind
from runtime.engine.design.definitions import Definitions, Vocabulary
from runtime.engine.design.shelf import Shelf
from runtime.engine.handlers import Handlers
from runtime.engine.machine import Engine, Shared, SubjectLoader
from runtime.engine.rehearsing import Around, MadeUp, Props, Recorded
from runtime.identity import absences, answers, forgetting, hearing, notices
from runtime.jobs.periodic import Periodic, each_day
from runtime.jobs.port import Lane
from runtime.kernel import audit_check
from runtime.kernel import work as kernel_work
from runtime.kernel.actors import SYSTEM, Actor
from runtime.kernel.anchors import Anchors
from runtime.kernel.audit import Trail
from runtime.kernel.clock import Clock, clock_from
from runtime.kernel.db import Database
from runtime.kernel.facts import Listeners
from runtime.kernel.keys import Keys, load_keys
from runtime.kernel.settings import Settings
from runtime.kernel.work import Work
from runtime.orders.attachments import operations as attachments
from runtime.orders.attachments import steps as attachment_steps
from runtime.orders.bypass import files as bypass_files
from runtime.orders.bypass import publishing as bypass_publishing
from runtime.orders.bypass import steps as bypass_steps
from runtime.orders.bypass.codes import Codes
from runtime.orders.intake import channels, recorded
from runtime.orders.intake import steps as intake_steps
from runtime.orders.inventory import shelf
from runtime.orders.inventory import steps as inventory_steps
from runtime.orders.order import customers, lookup, rights
from runtime.orders.order import steps as order_steps
from runtime.orders.order.vocabulary import order_type

Result = TypeVar("Result")
SLICES = (
    order_steps.handlers,
    intake_steps.handlers,
    attachment_steps.handlers,
    inventory_steps.handlers,
    bypass_steps.handlers,
    hearing.handlers,
    forgetting.handlers,
)
SUBJECTS: dict[str, SubjectLoader] = {
    "order": lookup.load_context,
    lookup.STRUCT: lookup.load_order,
    channels.CHECKS_OFF: channels.load_checks_off,
    shelf.SUBJECT: shelf.Shelf,
    customers.SUBJECT: customers.Customers,
}
SHARED: dict[str, Shared] = {
    shelf.SUBJECT: shelf.for_batch,
    customers.SUBJECT: customers.for_batch,
}
AMBIENT = frozenset({"order", "param"})
GATES: dict[Kind, deploy.Gate] = {
    Kind.MAPPING: deploy.by_files(channels.findings),
    Kind.RIGHTS: deploy.by_files(rights.findings),
    Kind.BYPASS: bypass_files.findings,
}
# what an export writes of a published file that may have been edited since
EXPORTS: dict[Kind, Export] = {
    Kind.BYPASS: bypass_publishing.exported,
}


@dataclass(frozen=True, slots=True)
class Runtime:
    """One installation, opened: everything a command or a page needs."""

    settings: Settings
    database: Database
    clock: Clock
    listeners: Listeners
    engine: Engine
    connectors: connector_config.Targets
    keys: Keys
    codes: Codes

    @contextmanager
    def work(self, actor: Actor = SYSTEM) -> Iterator[Work]:
        """Open one unit of work; commit when the block ends well."""
        opened = kernel_work.open_work(self.database, actor, self.clock, self.listeners)
        with opened as work:
            yield work

    def attempt(self, actor: Actor, run: Callable[[Work], Result]) -> Result:
        """Do ``run`` in a unit of work of its own; once more when it lost a race."""

        def once() -> Result:
            with self.work(actor) as work:
                return run(work)

        return kernel_work.attempt(once)

    @property
    def press(self) -> Press:
        """What publishing a draft needs to know."""
        return Press(self.engine, GATES, EXPORTS)

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


def build(settings: Settings, clock: Clock | None = None) -> Runtime:
    """Open the installation that ``settings`` name; raises Misconfigured.

    ``clock`` replaces the clock of the settings: the demo plays on its own.
    """
    database = Database(settings.database_url)
    home = database.path or Path("var") / "spillway"
    keys = load_keys(settings.secret_key, home.with_name(home.name + ".key"))
    folder = settings.anchors or home.with_name(home.name + ".anchors")
    trail = Trail(keys, Anchors(folder))
    connectors = connector_config.load(settings.connectors)
    listeners, handlers = Listeners(), Handlers()
    named = {"order": order_type()}
    vocabulary = Vocabulary(AMBIENT, connectors.operators, named)
    definitions = Definitions(vocabulary)
    engine = Engine(
        definitions,
        handlers,
        trail,
        SUBJECTS,
        settings.zone,
        absences.stand_in,
        SHARED,
        props=props(),
    )
    for feature in SLICES:
        handlers.bind(feature, engine, listeners)
    return Runtime(
        settings,
        database,
        clock or clock_from(settings.now),
        listeners,
        engine,
        connectors,
        keys,
        Codes(keys, settings.code_cost),
    )


def props() -> Props:
    """Return what rehearsals are given: orders, and as much stock as each needs."""

    def around(files: Shelf) -> Around:
        off = recorded.checks_off(files)
        goods, _ = shelf.rehearsed({})

        def of(one: Recorded) -> Mapping[str, Any]:
            return {channels.CHECKS_OFF: off.get(one.source, frozenset()), **goods}

        return of

    def made_up(given: MadeUp, zone: str) -> tuple[dict[str, Any], dict[str, Any]]:
        goods, begun = shelf.rehearsed(given.stock)
        return recorded.made_up(given, zone) | goods, begun

    return Props(recorded.recorded, recorded.counted, around, made_up)


def lanes(runtime: Runtime) -> list[list[Lane]]:
    """Return the background work of an installation, a loop each.

    Deliveries have a loop of their own: a slow receiver never delays a timer. Only
    background work keeps a log, so logging is set up here.
    """
    from runtime.connectors.dispatch import DeliveryLane
    from runtime.engine.run.lanes import TimerLane
    from runtime.identity.lanes import AbsenceLane
    from runtime.kernel import logs
    from runtime.orders.bypass.lanes import ClosingLane
    from runtime.orders.inventory.lanes import HeldStockLane

    logs.configure(runtime.settings.log)
    engine = runtime.engine

    def anchor(work: Work) -> None:
        audit_check.note_day(engine.trail, work)

    daily = each_day(runtime.settings.zone)
    own: list[Lane] = [
        TimerLane(engine, runtime.work),
        AbsenceLane(engine, runtime.work),
        HeldStockLane(engine, runtime.work),
        ClosingLane(engine, runtime.work),
        Periodic("audit-anchor", daily, anchor, runtime.work),
        Periodic("kept-answers", daily, answers.sweep, runtime.work),
        Periodic("unused-attachments", daily, attachments.sweep, runtime.work),
        Periodic("read-notices", daily, notices.sweep, runtime.work),
    ]
    language = runtime.settings.locale
    sends = DeliveryLane(engine, runtime.work, runtime.connectors, language)
    return [own, [sends]]
