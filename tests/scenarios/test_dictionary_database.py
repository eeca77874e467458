"""The bytes of an order: packed by its process version, read after any restart."""

from __future__ import annotations

from sqlalchemy import text

from tests.story import SUPERVISOR


def rows(shop, asked):
    """Return what the database holds."""
    runtime = shop.runtime()
    with runtime.database.reading() as read:
        found = read.execute(text(asked)).all()
    runtime.close()
    return found


def test_a_version_keeps_one_dictionary_however_many_orders_come(any_shop):
    any_shop.takes()
    any_shop.takes(total="9000.00")

    assert len(rows(any_shop, "SELECT definition_id FROM dictionary")) == 1


def test_no_name_and_no_address_of_the_first_order_is_in_it(any_shop):
    any_shop.takes(customer={"name": "周雨", "credit": "good"}, remark="放门卫室")
    ((words,),) = rows(any_shop, "SELECT body FROM dictionary")
    said = bytes(words).decode()

    assert [one for one in ("周雨", "文三路", "放门卫室", "N-") if one in said] == []


def test_an_order_goes_on_in_another_process(any_shop):
    number = any_shop.takes(total="9000.00")
    task = any_shop.task(SUPERVISOR, number)
    words = ("task", "complete", task, "--as", SUPERVISOR)
    answer = any_shop.apart(*words, "--data", '{"decision": "approve"}')

    assert (answer.code, any_shop.waiting(number)) == (0, {"ship": "warehouse"})


def test_an_order_waiting_for_a_person_takes_less_than_a_third_of_a_kilobyte(any_shop):
    any_shop.takes(total="9000.00")
    ((size,),) = rows(any_shop, "SELECT length(body) FROM instance")

    assert size < 333
