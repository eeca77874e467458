"""What a bypass says to a database, on both: little, and in the sequence of all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from runtime.bootstrap import Runtime
from runtime.engine.run import user_tasks
from runtime.kernel.errors import Conflict
from runtime.orders.bypass import checks, history, policies, using
from runtime.orders.bypass.policies import Edit
from tests.shortcut import POLICY, actor, begin_many, code_for, ready
from tests.statements import Counted, counting, is_in_order, taken
from tests.story import SALES, SUPERVISOR, Shop

APPROVED = {"decision": "approve"}
MORE = 4  # statements that a bypass may take more than the step itself


@pytest.fixture
def quick(any_shop: Shop, tmp_path: Path) -> Iterator[Runtime]:
    """Give an installation with the quick way published."""
    ready(any_shop, tmp_path, budget={"count": 40, "of": "1"})
    with closing(any_shop.runtime()) as runtime:
        yield runtime


def counted(runtime: Runtime, task: int, name: str, run: Any) -> Counted:
    """Count what a step says to the database."""
    who = actor(runtime, name)
    with runtime.database.reading() as read:
        row = user_tasks.get(read, task)
        runtime.engine.definitions.get(read, row.definition_id)
        runtime.engine.packers.get(read, row.definition_id)
        runtime.engine.parameters.values_at(read, runtime.clock.now(), -1)
    with counting(runtime.database) as said:
        runtime.attempt(who, run)
    return said


def a_use(runtime: Runtime, task: int, code: str) -> Any:
    ask = using.Ask(task, "急", {}, code)
    return lambda work: using.use(work, runtime.engine, runtime.codes, ask)


def test_a_bypass_with_a_debt_takes_at_most_four_statements_more_than_the_step(
    any_shop: Shop, quick: Runtime
):
    tasks, code = begin_many(any_shop, quick, 2), code_for(quick, 9)
    plain = counted(
        quick,
        tasks[0],
        SUPERVISOR,
        lambda work: user_tasks.complete(work, quick.engine, tasks[0], APPROVED),
    )
    used = counted(quick, tasks[1], SALES, a_use(quick, tasks[1], code))

    assert used.total <= plain.total + MORE, "\n".join(used.statements)


def test_a_bypass_takes_rows_in_the_sequence_that_all_keep(
    any_shop: Shop, quick: Runtime
):
    (task,) = begin_many(any_shop, quick, 1)
    used = counted(quick, task, SALES, a_use(quick, task, code_for(quick, 9)))

    assert is_in_order(taken(used.statements))


def edits(runtime: Runtime, when: str, since: int | None) -> int:
    """Let the supervisor write a policy, since a version or over whatever there is."""
    wanted = Edit({**POLICY, "when": when}, "试行", since)
    return runtime.attempt(
        actor(runtime, SUPERVISOR),
        lambda work: policies.edit(work, runtime.engine, "quick_code", wanted),
    )


def after_a_rival(runtime: Runtime) -> Any:
    """Return the check of policies, before which somebody else saves one, once."""
    check, rivals = checks.check, iter(["deviation <= 0.01"])

    def checked(*given: Any) -> Any:
        for when in rivals:
            edits(runtime, when, None)
        return check(*given)

    return patch.object(checks, "check", checked)


def test_of_two_who_save_at_once_the_later_is_told(quick: Runtime):
    with after_a_rival(quick), pytest.raises(Conflict) as told:
        edits(quick, "deviation <= 0.02", 1)

    assert (told.value.code, told.value.facts["version"]) == (policies.NEWER, 2)


def test_of_two_who_save_over_whatever_there_is_neither_is_lost(quick: Runtime):
    with after_a_rival(quick):
        version = edits(quick, "deviation <= 0.02", None)
    with quick.database.reading() as read:
        found = [
            one.policy.when[-4:] for one in history.list_versions(read, "quick_code")
        ]

    assert (version, found) == (3, ["0.02", "0.01", "0.05"])


def test_nothing_is_hashed_inside_the_transaction(any_shop: Shop, quick: Runtime):
    (task,) = begin_many(any_shop, quick, 1)
    run, begun = a_use(quick, task, code_for(quick, 9)), []
    right = quick.codes.is_right

    def watched(work: Any) -> Any:
        def is_right(*given: Any) -> bool:
            begun.append(work.has_begun)
            return right(*given)

        with patch.object(quick.codes, "is_right", is_right):
            return run(work)

    quick.attempt(actor(quick, SALES), watched)

    assert begun == [False]
