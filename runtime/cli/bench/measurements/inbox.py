"""Does the inbox stay quick with very many open tasks?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from sqlalchemy import Connection, func, select

from runtime.bootstrap import Runtime
from runtime.cli.bench import budgets
from runtime.cli.bench.clerk import CLERK
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit
from runtime.cli.bench.ground import Ground, Measurement
from runtime.cli.bench.rounds import interleaved, timer
from runtime.engine.run import queries, user_tasks
from runtime.engine.run.queries import Cursor
from runtime.engine.tables import TaskState, UserTask
from runtime.kernel import bulk
from runtime.kernel.clock import micros
from runtime.kernel.texts import text

TASK = queries.TASK
RANK = (TASK.c.priority, TASK.c.created_at, TASK.c.id)
FEW, PAGE, REPEATS, BLOCK = 100, 50, 15, 50_000
FIRST_ID = 1_000_000_000
NODE = 12  # of a run that nobody looks into
SHARES = {"warehouse": 60, "cs": 15, "sales": 12, "finance": 8, "supervisor": 5}
ONE, THREE = ("warehouse",), ("cs", "sales", "warehouse")
PRIORITIES = (5, 15, 70, 10)  # P0 … P3, in a hundred
HELD = 0.2  # tasks that somebody has claimed


def measure(ground: Ground) -> Sequence[Figure]:
    """Ask for the same pages with few and with very many tasks, in turns."""
    figures: list[Figure] = []
    with ground.stores() as many, ground.stores() as few:
        for store, runtime in many.items():
            ground.note(text("bench-filling", count=ground.sizes.tasks, store=store))
            fill(runtime, ground.sizes.tasks)
            fill(few[store], FEW)
            reading, other = runtime.database.reading(), few[store].database.reading()
            with reading as read, other as read_few:
                figures += _pages(ground, store, read, read_few)
            figures.append(_claim(ground, store, runtime, few[store]))
    return figures


def _pages(
    ground: Ground, store: str, many: Connection, few: Connection
) -> Iterator[Figure]:
    """Give the first page of one and of three queues, the next one, one far down."""
    asked: dict[str, tuple[Sequence[str], Callable[[Connection], Cursor | None]]] = {
        "one": (ONE, _nowhere),
        "three": (THREE, _nowhere),
        "next": (ONE, _after_first),
        "deep": (ONE, _half_way),
    }
    for name, (roles, begin) in asked.items():
        found = interleaved(
            {
                "many": timer(_page(many, roles, begin(many)), 1000),
                "few": timer(_page(few, roles, begin(few)), 1000),
            },
            REPEATS * ground.sizes.rounds,
        )
        budget = budgets.INBOX_MS if store == "SQLite" else None
        yield _figure(ground, (f"inbox-{name}", store), found, budget)


def _figure(
    ground: Ground,
    name: tuple[str, str],
    found: dict[str, float],
    budget: Budget | None,
) -> Figure:
    what, store = name
    code = f"bench-{what}"
    return Figure(
        what if store == "SQLite" else f"{what}-postgres",
        text(code, store=store, count=ground.sizes.tasks),
        found["many"],
        Unit.MILLISECONDS,
        Reference(text("bench-inbox-few", count=FEW), found["few"]),
        budget,
    )


def _page(
    read: Connection, roles: Sequence[str], after: Cursor | None
) -> Callable[[], object]:
    return lambda: queries.list_queue(read, roles, PAGE, after)


def _nowhere(_: Connection) -> Cursor | None:
    return None


def _after_first(read: Connection) -> Cursor | None:
    return _cursor(queries.list_queue(read, ONE, PAGE)[-1])


def _half_way(read: Connection) -> Cursor | None:
    """Return where a person stands who has leafed through half of a queue."""
    queue = (TASK.c.role == ONE[0], TASK.c.assignee.is_(None))
    count = read.execute(select(func.count()).where(*queue)).scalar_one()
    ranked = select(TASK).where(*queue).order_by(*RANK)
    return _cursor(read.execute(ranked.offset(count // 2).limit(1)).one())


def _cursor(row: Any) -> Cursor:
    return Cursor(row.priority, row.created_at, row.id)


def _claim(ground: Ground, store: str, many: Runtime, few: Runtime) -> Figure:
    """Claim one task after the other in both; each claim is a commit."""
    found = interleaved(
        {"many": _claiming(many), "few": _claiming(few)},
        min(REPEATS * ground.sizes.rounds, FEW // 4),
    )
    return _figure(ground, ("inbox-claim", store), found, None)


def _claiming(runtime: Runtime) -> Callable[[], float]:
    with runtime.database.reading() as read:
        tasks = iter([row.id for row in queries.list_queue(read, ONE, FEW)])
    engine = runtime.engine

    def claim() -> None:
        task = next(tasks)
        runtime.attempt(CLERK, lambda work: user_tasks.claim(work, engine, task))

    return timer(claim, 1000)


def fill(runtime: Runtime, count: int, like: Sequence[Any] = ()) -> None:
    """Write ``count`` open tasks, of the orders of real tasks in turn, or of none."""
    random = Random(count)
    with runtime.database.reading() as read:
        published = runtime.engine.definitions.current(read, "order_main").id
    for first in range(0, count, BLOCK):
        block = range(first, min(first + BLOCK, count))
        with runtime.work() as work:
            at = micros(work.now)
            rows = [_row(random, n, at, _head(like, n, published)) for n in block]
            bulk.insert(work, UserTask, rows)
    if runtime.database.is_sqlite:
        return
    with runtime.database.reading() as read:
        read.exec_driver_sql("ANALYZE user_task")  # as autovacuum would have by then


NOBODY = (None,) * 5  # ended it, gave it, or is to sign it


def _head(
    like: Sequence[Any], number: int, published: int
) -> tuple[int, str, int, str]:
    """Return of which process version, order, node and element a task is."""
    if not like:
        return (published, f"DB20261111{number:07d}", NODE, "ship")
    one = like[number % len(like)]
    return (one.definition_id, one.business_key, NODE, one.element)


def _row(
    random: Random, number: int, at: int, head: tuple[int, str, int, str]
) -> tuple[Any, ...]:
    is_held = random.random() < HELD
    return (
        FIRST_ID + number,
        FIRST_ID + number,
        *head,
        random.choices(tuple(SHARES), tuple(SHARES.values()))[0],
        random.choices(range(4), PRIORITIES)[0],
        TaskState.OPEN.value,
        at - random.randrange(10**12),
        at + random.randrange(10**11),
        f"person-{random.randrange(50)}" if is_held else None,
        *NOBODY,
    )


measurement = Measurement("inbox", measure)
