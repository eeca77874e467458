"""Many tasks in one call: each refusal that one alone would meet, a task at a time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from runtime.engine.run.queries import TASK
from runtime.kernel.actors import SYSTEM
from tests.jam import QC
from tests.story import EVERYBODY, PARCEL, ROOT, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import Site

PLACE = "/tasks/batch-complete"
KEY = {"Idempotency-Key": "a batch"}


@pytest.fixture
def tasks(site: Site) -> list[int]:
    """Give two tasks of the warehouse."""
    return [site.shop.task(WAREHOUSE, site.shop.takes()) for _ in range(2)]


def sent(tasks: list[int], data: Any = PARCEL, **more: Any) -> dict[str, Any]:
    """Return a batch of tasks that are all answered alike."""
    items = [{"id": one} for one in tasks]
    return {"items": items, "data": data, "dry_run": False, **more}


def asked(site: Site, tasks: list[int], name: str = WAREHOUSE, **more: Any) -> Any:
    """Send a batch of tasks; return its answer."""
    return site.program(name).asks("POST", PLACE, json=sent(tasks, **more))


def outcomes(site: Site, tasks: list[int], name: str = WAREHOUSE, **more: Any) -> Any:
    """Return result and code of each task of a batch."""
    found = asked(site, tasks, name, **more).json["items"]
    return [(one["result"], one["code"]) for one in found]


def photographs_in_batches(site: Site, folder: Path) -> None:
    """Publish a diagram whose photo may be taken in a batch; let QC work there."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, folder / name)
    file = folder / "processes" / "qc_photo" / "qc_photo.bpmn"
    form = '<spiffworkflow:property name="formKey" value="qc_photo" />'
    more = '<spiffworkflow:property name="batch" value="true" />'
    file.write_text(file.read_text("utf-8").replace(form, form + more), "utf-8")
    site.shop.does("deploy", folder / "processes")
    site.shop.does("user", "add", QC, "--role", "qc")


def change(site: Site, task: int, **values: Any) -> None:
    """Write into the row of a task what another person's doing would leave there."""
    with site.runtime.work(SYSTEM) as work:
        changed = update(TASK).where(TASK.c.id == task).values(**values)
        work.session.execute(changed)


@pytest.mark.req("S0-21")
def test_each_task_has_a_result_of_its_own(site: Site, tasks: list[int]):
    answer = asked(site, [*tasks, 987654])

    assert answer.status_code == 207
    assert [(one["id"], one["result"]) for one in answer.json["items"]] == [
        *((task, "done") for task in tasks),
        (987654, "refused"),
    ]


def test_what_is_done_moves_its_order(site: Site, tasks: list[int]):
    found = asked(site, tasks).json["items"]

    assert [one["state"] for one in found] == ["completed", "completed"]
    assert [site.shop.state(one["order_no"]) for one in found] == ["completed"] * 2


def test_a_dry_run_does_nothing(site: Site, tasks: list[int]):
    assert outcomes(site, tasks, dry_run=True) == [("ready", None)] * 2
    assert outcomes(site, tasks) == [("done", None)] * 2


def test_a_dry_run_tells_what_would_be_refused(site: Site, tasks: list[int]):
    assert (
        outcomes(site, tasks, data={}, dry_run=True)
        == [("refused", "answer-invalid")] * 2
    )


def test_what_one_task_answers_wins_over_what_all_answer(site: Site, tasks: list[int]):
    items = [{"id": tasks[0], "data": {"tracking_no": ""}}, {"id": tasks[1]}]
    answer = site.program(WAREHOUSE).asks("POST", PLACE, json=sent([], items=items))

    assert [one["result"] for one in answer.json["items"]] == ["refused", "done"]


def test_a_wrong_answer_is_told_by_field(site: Site, tasks: list[int]):
    (first, _) = asked(site, tasks, data={"carrier": "SF"}).json["items"]

    assert (first["status"], list(first["errors"])) == (422, ["tracking_no"])


def test_a_dry_run_refuses_a_photo_that_nobody_attached(site: Site, tmp_path: Path):
    photographs_in_batches(site, tmp_path)
    lines = [{"sku": "J-1", "unit_price": "199.00", "category": "珠宝"}]
    task = site.shop.task(QC, site.shop.takes(lines=lines))
    data = {"decision": "approve", "photos": ["0123456789abcdef" * 2]}
    found = [
        outcomes(site, [task], QC, data=data, dry_run=one) for one in (True, False)
    ]

    assert found == [[("refused", "answer-invalid")]] * 2


def test_an_unknown_task_is_refused(site: Site):
    assert outcomes(site, [987654]) == [("refused", "task-unknown")]


def test_a_task_of_another_role_is_refused(site: Site, tasks: list[int]):
    assert outcomes(site, tasks[:1], SALES) == [("refused", "task-not-your-role")]


def test_a_task_that_somebody_holds_is_refused(site: Site, tasks: list[int]):
    site.shop.does("task", "claim", tasks[0], "--as", EVERYBODY)

    assert outcomes(site, tasks[:1]) == [("refused", "task-held-by-other")]


def test_a_task_that_is_over_is_refused(site: Site, tasks: list[int]):
    asked(site, tasks[:1])

    assert outcomes(site, tasks[:1]) == [("refused", "task-already-completed")]


def test_a_task_that_was_withdrawn_is_refused(site: Site, tasks: list[int]):
    change(site, tasks[0], state="withdrawn")

    assert outcomes(site, tasks[:1]) == [("refused", "task-withdrawn")]


def test_a_task_whose_step_is_for_no_batch_is_refused(site: Site):
    task = site.shop.task(SUPERVISOR, site.shop.takes(total="9000.00"))
    data = {"decision": "approve"}

    assert outcomes(site, [task], SUPERVISOR, data=data) == [
        ("refused", "task-not-for-batches")
    ]


def test_a_task_that_the_diagram_keeps_out_is_refused(site: Site):
    urgent = site.shop.takes(kind="rush")

    assert outcomes(site, [site.shop.task(WAREHOUSE, urgent)]) == [
        ("refused", "task-not-for-batches")
    ]


@pytest.mark.parametrize("count", [0, 201])
def test_a_batch_is_of_one_to_two_hundred(site: Site, count: int):
    answer = asked(site, list(range(1, count + 1)))

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["items"])


def test_a_task_stands_in_a_batch_once(site: Site, tasks: list[int]):
    answer = asked(site, [tasks[0], tasks[0]])

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["items"])


def test_a_batch_sent_twice_is_done_once(site: Site, tasks: list[int]):
    program = site.program(WAREHOUSE)
    first, again = (
        program.asks("POST", PLACE, json=sent(tasks), headers=KEY) for _ in range(2)
    )

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_key_of_a_batch_is_not_for_another(site: Site, tasks: list[int]):
    program = site.program(WAREHOUSE)
    program.asks("POST", PLACE, json=sent(tasks[:1]), headers=KEY)
    answer = program.asks("POST", PLACE, json=sent(tasks[1:]), headers=KEY)

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-used")


def test_what_a_batch_refused_is_judged_again(site: Site, tasks: list[int]):
    program = site.program(WAREHOUSE)
    site.shop.does("task", "claim", tasks[0], "--as", EVERYBODY)
    program.asks("POST", PLACE, json=sent(tasks), headers=KEY)
    site.shop.does("task", "release", tasks[0], "--as", EVERYBODY)
    answer = program.asks("POST", PLACE, json=sent(tasks), headers=KEY)

    assert [one["result"] for one in answer.json["items"]] == ["done", "done"]
