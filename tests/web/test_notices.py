"""My notices: told to whom they concern, until they are read."""

from __future__ import annotations

import pytest

from runtime.engine.run import instances, queries
from runtime.engine.run.running import Failure
from runtime.identity import notices as room
from runtime.kernel.actors import SYSTEM
from runtime.kernel.clock import micros
from tests.statements import counting
from tests.story import CS, PARCEL, SALES, SUPERVISOR, WAREHOUSE, an_order
from tests.visitors import ADMIN, Site

DEAR = {"total": "9000.00"}  # the supervisor approves such an order


@pytest.fixture
def task(site: Site) -> int:
    """Give a task of the warehouse that the warehouse has taken."""
    found = site.shop.task(WAREHOUSE, site.shop.takes())
    site.program(WAREHOUSE).asks("POST", f"/tasks/{found}/claim")
    return found


def notices(site: Site, name: str, query: str = ""):
    """Return the notices of somebody through the interface."""
    return site.program(name).asks("GET", f"/notices{query}").json["items"]


def codes(site: Site, name: str) -> list[str]:
    """Return what kinds of notices somebody has."""
    return [one["code"] for one in notices(site, name)]


def remind(site: Site, name: str, task: int):
    """Let somebody remind of a task."""
    return site.program(name).asks("POST", f"/tasks/{task}/remind")


def sent_back(site: Site) -> str:
    """Let an order come to the supervisor twice: sent back, and on again by cs."""
    number = site.shop.takes(**DEAR)
    site.shop.completes(SUPERVISOR, number, decision="reject", note="太贵")
    site.shop.completes(CS, number, decision="recheck")
    return number


def test_a_task_that_is_handed_over_is_told_to_its_new_holder(site: Site, task: int):
    admin = site.visitor(ADMIN)
    admin.posts(f"/people/{WAREHOUSE}/hand-over", start="/me", to="全体")
    (told,) = notices(site, "全体")

    assert (told["code"], told["task"]) == ("notice-handed-over", task)
    assert told["message"] == "管理员 把“发货”转给您办理。"


def test_tasks_that_go_back_to_their_queue_are_told_to_nobody(site: Site, task: int):
    site.visitor(ADMIN).posts(f"/people/{WAREHOUSE}/hand-over", start="/me", to="")

    assert notices(site, WAREHOUSE) == []


def test_a_step_that_comes_back_is_told_to_who_did_it(site: Site):
    number = sent_back(site)
    (told,) = notices(site, SUPERVISOR)

    assert told["code"] == "notice-returned"
    assert told["task"] == site.shop.task(SUPERVISOR, number)
    assert CS in told["message"]


def test_a_step_that_is_done_for_the_first_time_is_told_to_nobody(site: Site):
    number = site.shop.takes(**DEAR)
    site.shop.completes(SUPERVISOR, number, decision="reject", note="太贵")

    assert [codes(site, name) for name in (CS, SUPERVISOR)] == [[], []]


def test_a_reminder_reaches_the_holder_alone(site: Site, task: int):
    answer = remind(site, SALES, task)

    assert answer.status_code == 200
    assert [codes(site, name) for name in (WAREHOUSE, "全体", SALES)] == [
        ["notice-reminded"],
        [],
        [],
    ]


def test_a_reminder_of_an_unclaimed_task_reaches_its_whole_team(site: Site):
    remind(site, SALES, site.shop.task(WAREHOUSE, site.shop.takes()))

    assert [codes(site, name) for name in (WAREHOUSE, "全体", CS)] == [
        ["notice-reminded"],
        ["notice-reminded"],
        [],
    ]


def test_a_second_reminder_must_wait_and_says_until_when(site: Site, task: int):
    remind(site, SALES, task)
    answer = remind(site, CS, task)

    assert (answer.status_code, answer.json["code"]) == (409, "remind-too-soon")
    assert SALES in answer.json["detail"]
    assert len(notices(site, WAREHOUSE)) == 1


def test_how_soon_one_may_remind_again_is_a_parameter(site: Site, task: int):
    remind(site, SALES, task)
    site.shop.does("parameter", "set", "remind_minutes", "0", "--note", "测试")

    assert remind(site, CS, task).status_code == 200


def test_nobody_reminds_themselves(site: Site, task: int):
    answer = remind(site, WAREHOUSE, task)

    assert (answer.status_code, answer.json["code"]) == (409, "remind-own")


def test_what_is_done_is_not_reminded_of(site: Site, task: int):
    site.program(WAREHOUSE).asks(
        "POST", f"/tasks/{task}/complete", json={"data": PARCEL}
    )

    assert remind(site, SALES, task).json["code"] == "task-already-completed"


def test_a_reminder_is_part_of_the_orders_story(site: Site, task: int):
    remind(site, SALES, task)
    page = site.visitor(SALES)
    number = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json["order_no"]

    assert f"{SALES} 催办“发货”" in page.gets(f"/orders/{number}").text


def test_the_order_page_reminds_and_says_so(site: Site):
    number = site.shop.takes()
    task = site.shop.task(WAREHOUSE, number)
    visitor = site.visitor(SALES)
    place = f"/orders/{number}"
    answer = visitor.posts(f"/tasks/{task}/remind", start=place, at=number)

    assert (answer.status_code, answer.location) == (303, place)
    assert "已发出催办" in visitor.gets(place).text


def test_a_click_too_many_is_explained_on_the_page(site: Site, task: int):
    visitor = site.visitor("全体")
    visitor.posts(f"/tasks/{task}/remind", start="/me")
    visitor.posts(f"/tasks/{task}/remind", start="/me")

    assert "之后可再次催办" in visitor.gets(f"/tasks/{task}").text


def test_the_page_shows_what_is_not_read_and_the_way_counts_it(site: Site, task: int):
    remind(site, SALES, task)
    page = site.visitor(WAREHOUSE).gets("/notices").text

    assert f"{SALES} 催您尽快办理“发货”" in page
    assert f'href="/tasks/{task}"' in page
    assert '<span class="hidden-text">未读：</span>1</span>' in page


def test_what_was_read_is_counted_no_more_and_stays(site: Site, task: int):
    remind(site, SALES, task)
    visitor, (told,) = site.visitor(WAREHOUSE), notices(site, WAREHOUSE)
    visitor.posts("/notices/read", start="/notices", notice=told["id"])
    page = visitor.gets("/notices").text

    assert "已读消息" in page
    assert "未读：" not in page


def test_somebody_elses_notice_is_not_marked(site: Site, task: int):
    remind(site, SALES, task)
    (told,) = notices(site, WAREHOUSE)
    answer = site.program(SALES).asks(
        "POST", "/notices/read", json={"ids": [told["id"]]}
    )

    assert answer.json == {"marked": 0}
    assert len(notices(site, WAREHOUSE, "?unread=true")) == 1


def test_all_are_marked_at_once(site: Site, task: int):
    remind(site, SALES, task)
    program = site.program(WAREHOUSE)
    answer = program.asks("POST", "/notices/read", json={"all": True})

    assert answer.json == {"marked": 1}
    assert notices(site, WAREHOUSE, "?unread=true") == []
    assert len(notices(site, WAREHOUSE, "?unread=false")) == 1


def test_pages_of_notices_hold_each_once(site: Site):
    tasks = [site.shop.task(WAREHOUSE, site.shop.takes()) for _ in range(3)]
    reminded = [remind(site, SALES, task).status_code for task in tasks]
    program = site.program(WAREHOUSE)
    first = program.asks("GET", "/notices?limit=2").json
    last = program.asks("GET", f"/notices?limit=2&cursor={first['next']}").json

    assert reminded == [200, 200, 200]
    assert len({one["id"] for one in first["items"] + last["items"]}) == 3


def test_new_tasks_of_a_queue_are_told_together_and_written_to_nobody(site: Site):
    site.shop.tells(*(an_order() for _ in range(3)))
    page = site.visitor(WAREHOUSE).gets("/notices").text

    assert "新到 3 个任务" in page
    assert notices(site, WAREHOUSE) == []


def test_new_tasks_are_told_until_one_has_looked(site: Site):
    site.shop.takes()
    visitor = site.visitor(WAREHOUSE)
    visitor.posts("/notices/read", start="/notices", all="1")

    assert "小组新到任务" not in visitor.gets("/notices").text


def test_without_notices_the_page_says_where_the_work_is(site: Site):
    assert "现在可以先处理待办任务" in site.visitor(SALES).gets("/notices").text


def test_a_decision_on_an_incident_is_told_to_who_worked_last(site: Site):
    number = site.shop.takes(**DEAR)
    site.shop.completes(SUPERVISOR, number, decision="approve")
    breaks(site, number)
    program = site.program(ADMIN)
    (stuck,) = program.asks("GET", "/incidents").json["items"]
    reason = {"reason": "客户不要了"}
    program.asks("POST", f"/incidents/{stuck['id']}/cancel", json=reason)
    (told,) = notices(site, SUPERVISOR)

    assert told["code"] == "notice-incident-cancel"
    assert f"“发货”出现故障，{ADMIN} 已终止" in told["message"]


def breaks(site: Site, number: str) -> None:
    """Let the step at which an order waits break."""
    engine = site.runtime.engine
    with site.runtime.work(SYSTEM) as work:
        (instance,) = queries.instances_of(work.read, number)
        failure = Failure("ship", "service-failed", {}, "")
        instances.raise_incident(work, engine, (instance.id, number), failure)


@pytest.mark.parametrize("answer", [{"decision": "approve"}, {"decision": "reject"}])
def test_notices_cost_a_task_that_tells_nobody_nothing(site: Site, answer):
    tasks = [site.shop.task(SUPERVISOR, site.shop.takes(**DEAR)) for _ in range(2)]
    program, body = site.program(SUPERVISOR), {"data": {**answer, "note": "-"}}
    program.asks("POST", f"/tasks/{tasks[0]}/complete", json=body)
    with counting(site.runtime.database) as counted:
        program.asks("POST", f"/tasks/{tasks[1]}/complete", json=body)

    assert [one for one in counted.statements if "notice" in one] == []


def test_notices_read_long_ago_are_forgotten(site: Site, task: int):
    remind(site, SALES, task)
    site.program(WAREHOUSE).asks("POST", "/notices/read", json={"all": True})
    with site.runtime.work(SYSTEM) as work:
        long_ago = micros(work.now - room.KEPT)
        work.session.exec_driver_sql("UPDATE notice SET read_at = ?", (long_ago,))
        room.sweep(work)

    assert notices(site, WAREHOUSE) == []
