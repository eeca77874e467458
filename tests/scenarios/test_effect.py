"""影响面: before a limit is published, the orders it would have touched are named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.recorded import PAID_ROWS, UNPAID_ROWS, a_cut, recorded_file
from tests.story import CS, ROOT, Shop, unpaid

LIMIT = "straight_below=3000"
DEARER = {"total": "3800.00", "paid": "3800.00"}
SHORT = {"total": "3800.00", "paid": "3000.00"}  # held: the paid amount deviates
GRADING = "processes/shared/order_grading.dmn"
ROUTING = "processes/shared/order_routing.dmn"
MAIN = "processes/order_main/order_main.bpmn"


def effect(shop: Shop, *words: object) -> Any:
    """Return what the shell says of a draft."""
    return shop.does("effect", *words, "--lang", "en")


def named(answer: Any) -> list[str]:
    """Return the numbers that their channel gave the affected orders, sorted."""
    return sorted(one["external_no"] for one in answer["items"])


def changed(shop: Shop, file: str, old: str, new: str) -> Path:
    """Return a copy of a file of the house with something written otherwise."""
    body = (ROOT / file).read_text("utf-8")
    assert old in body
    copy = shop.folder / Path(file).name
    copy.write_text(body.replace(old, new), "utf-8")
    return copy


def changes(answer: Any) -> dict[str, tuple[str, str]]:
    """Return key → before and after of the one affected order."""
    (item,) = answer["items"]
    return {one["key"]: (one["before"], one["after"]) for one in item["changes"]}


def test_a_lower_limit_names_the_paid_orders_between_and_no_other(
    shop: Shop, shared: Path
):
    rows = PAID_ROWS | UNPAID_ROWS
    cut = a_cut(recorded_file(shared), shop.folder, rows)
    shop.imports(cut, "tmall")

    assert named(effect(shop, "--value", LIMIT)) == sorted(map(str, PAID_ROWS))


def test_what_changes_is_said_before_and_after(shop: Shop):
    shop.takes(**DEARER)

    assert changes(effect(shop, "--value", LIMIT)) == {
        "order_routing": ("route: straight through", "route: approval chain"),
        "place": ("Ship (released)", "Sales confirms (approving)"),
    }


def test_the_reason_is_said_in_words(shop: Shop):
    shop.takes(**DEARER)
    (item,) = effect(shop, "--value", LIMIT)["items"]

    assert "5000" in item["changes"][0]["why_before"][0]
    assert "3000" in " ".join(item["changes"][0]["why_after"])


def test_an_order_that_waits_for_its_money_is_not_named(shop: Shop):
    shop.takes(**unpaid(total="3800.00"))

    answer = effect(shop, "--value", LIMIT)
    assert (answer["looked_at"], answer["changed"], answer["items"]) == (1, 0, [])


def test_an_order_that_was_paid_since_is_named(shop: Shop):
    number = shop.takes(**unpaid(total="3800.00"))
    shop.hears(number, "paid", amount="3800.00")

    assert effect(shop, "--value", LIMIT)["changed"] == 1


def test_what_people_answered_is_answered_again(shop: Shop):
    number = shop.takes(**SHORT)
    shop.completes(CS, number, decision="release")

    assert "order_routing" in changes(effect(shop, "--value", LIMIT))


def test_an_order_that_is_still_held_is_routed_by_nobody(shop: Shop):
    shop.takes(**SHORT)

    assert effect(shop, "--value", LIMIT)["changed"] == 0


def test_a_changed_table_grades_otherwise(shop: Shop):
    shop.takes(tags=["VIP"])
    draft = changed(shop, GRADING, 'contains(?, "VIP")', 'contains(?, "VVIP")')

    assert "order_grading" in changes(effect(shop, "--draft", draft))


def test_a_wider_limit_lets_a_held_order_go(shop: Shop):
    shop.takes(total="100.00", paid="93.00")
    wider = effect(shop, "--value", "payment_deviation_limit=0.1")

    assert changes(wider)["place"] == (
        "Resolve the held order (held)",
        "Ship (released)",
    )


def test_a_changed_deadline_is_told_of_the_same_step(shop: Shop):
    shop.takes()

    assert set(changes(effect(shop, "--value", "sla_normal=PT1H"))) == {"task"}


def test_a_draft_that_changes_nothing_affects_nobody(shop: Shop):
    shop.takes(**DEARER)
    said = shop.run("effect", "--draft", ROOT / ROUTING, "--lang", "en").out

    assert said.startswith("None of the 1 orders would have been handled differently")


def test_another_way_out_of_a_gateway_is_told_with_its_condition(shop: Shop):
    shop.takes()
    draft = changed(shop, MAIN, "count(reasons) &gt; 0", "facts.amount &gt; 100")
    answer = effect(shop, "--draft", draft)

    (place,) = answer["items"][0]["changes"]
    assert place["after"] == "Resolve the held order (held)"
    assert "Order amount 199 is above 100" in place["why_after"][0]


def test_a_changed_form_changes_nothing_and_that_is_said(shop: Shop):
    shop.completes(CS, shop.takes(**SHORT), decision="release")
    folder = shop.folder / "resolve_hold"
    shutil.copytree(ROOT / "forms/resolve_hold", folder)
    schema = folder / "schema.json"
    schema.write_text(schema.read_text("utf-8").replace('"decision"]', '"note"]'))
    said = shop.run("effect", "--draft", folder, "--lang", "en").out

    assert said.startswith("None of the 1 orders would have been handled differently")
    assert "It changes nothing for recorded orders" in said


def test_a_draft_that_cannot_go_on_says_where_it_would_be_stuck(shop: Shop):
    shop.takes(**DEARER)
    draft = changed(shop, MAIN, "facts.unpaid</", "facts.paid_already</")

    (stuck,) = changes(effect(shop, "--draft", draft)).values()
    assert stuck[1].startswith("stuck at Paid?")


def test_the_last_orders_alone_are_looked_at(shop: Shop):
    shop.takes(**DEARER)
    shop.takes()

    answer = effect(shop, "--value", LIMIT, "--last", "1")
    assert (answer["looked_at"], answer["changed"]) == (1, 0)


def test_orders_of_before_a_moment_are_left_out(shop: Shop):
    shop.takes(**DEARER)

    answer = effect(shop, "--value", LIMIT, "--since", "2099-01-01")
    assert (answer["recorded"], answer["looked_at"]) == (0, 0)


def test_nothing_is_written(shop: Shop):
    number = shop.takes(**DEARER)
    before = shop.shows(number)
    effect(shop, "--value", LIMIT)

    assert (shop.shows(number), shop.is_sound()) == (before, True)


REFUSED = {
    "nothing to look at": ((), "effect-without-draft"),
    "a name nobody knows": (("--value", "straight_limit=3000"), "parameter-unknown"),
    "a value of another type": (
        ("--value", "straight_below=cheap"),
        "parameter-wrong-type",
    ),
    "no value": (("--value", "straight_below"), "effect-value-unclear"),
    "a file that is not there": (("--draft", "nowhere.dmn"), "deploy-refused"),
}


@pytest.mark.parametrize(("words", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_looked_at_is_refused(
    shop: Shop, words: tuple[str, ...], code: str
):
    assert shop.refuses("effect", *words)["code"] == code


def test_a_draft_that_cannot_run_is_refused_with_its_faults(shop: Shop):
    draft = changed(shop, ROUTING, "facts.amount", "facts.amount +")

    assert shop.refuses("effect", "--draft", draft)["findings"]
