"""加锁顺序: a way out of an incident takes the instance before the incident."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from runtime.engine.run import incidents
from runtime.kernel.actors import SYSTEM
from tests.scenarios.incidents.conftest import Trouble, incident
from tests.statements import counting, is_in_order, taken
from tests.story import Shop


@pytest.mark.parametrize("is_on", [True, False], ids=["fails-again", "goes-on"])
@pytest.mark.parametrize(
    "resolve",
    [incidents.retry, incidents.skip, incidents.cancel],
    ids=lambda one: one.__name__,
)
@pytest.mark.usefixtures("stuck")
def test_a_way_out_takes_the_instance_first(
    shop: Shop, trouble: Trouble, resolve: Callable[..., Any], is_on: bool
):
    known, trouble.is_on = incident(shop), is_on
    with closing(shop.runtime()) as runtime, counting(runtime.database) as counted:
        runtime.attempt(
            SYSTEM, lambda work: resolve(work, runtime.engine, known, "为了测试")
        )
    tables = taken(counted.statements)

    assert tables[:2] == ["instance", "incident"]
    assert is_in_order(tables), tables
