"""参数与渠道: a limit that people change takes effect when they say, and is audited."""

from __future__ import annotations

import pytest

from tests.story import CS, Shop, an_order

LIMIT = "payment_deviation_limit"
NOTE = ("--note", "双十一放宽", "--lang", "en")
SLIGHTLY_OFF = {"total": "100.00", "paid": "97.00"}


@pytest.mark.req("S0-31")
def test_a_changed_limit_counts_for_the_next_order(shop: Shop):
    before = shop.state(shop.takes(**SLIGHTLY_OFF))
    shop.does("parameter", "set", LIMIT, "0.02", *NOTE)

    assert (before, shop.state(shop.takes(**SLIGHTLY_OFF))) == ("released", "held")


@pytest.mark.req("S0-31")
@pytest.mark.parametrize(
    ("begins", "state"),
    [("2020-01-01T00:00:00", "held"), ("2099-01-01T00:00:00", "released")],
    ids=["in-force", "to-come"],
)
def test_a_limit_counts_from_the_day_it_names(shop: Shop, begins: str, state: str):
    shop.does("parameter", "set", LIMIT, "0.02", "--from", begins, *NOTE)

    assert shop.state(shop.takes(**SLIGHTLY_OFF)) == state


@pytest.mark.req("S0-31")
def test_a_limit_ends_when_it_says(shop: Shop):
    window = ("--from", "2020-01-01T00:00:00", "--to", "2020-02-01T00:00:00")
    shop.does("parameter", "set", LIMIT, "0.02", *window, *NOTE)

    assert shop.state(shop.takes(**SLIGHTLY_OFF)) == "released"


@pytest.mark.req("S0-11")
def test_a_phrase_that_is_added_raises_the_next_order(shop: Shop):
    before = shop.takes(remark="十万火急")
    phrases = '["今天必须发", "十万火急"]'
    shop.does("parameter", "set", "remark_today_phrases", phrases, *NOTE)
    grades = [
        shop.shows(number)["order"]["grade"]
        for number in (before, shop.takes(remark="十万火急"))
    ]

    assert grades == ["P2", "P0"]


def test_each_change_is_a_new_version(shop: Shop):
    first = shop.does("parameter", "set", LIMIT, "0.02", *NOTE)
    second = shop.does("parameter", "set", LIMIT, "0.03", *NOTE)

    assert second["version"] == first["version"] + 1


def test_the_list_says_who_changed_a_value(shop: Shop):
    shop.does("parameter", "set", LIMIT, "0.02", *NOTE, "--as", CS)
    items = shop.does("parameter", "list")["items"]
    (found,) = [one for one in items if one["name"] == LIMIT]

    assert (found["value"], found["changed_by"]) == ("0.02", CS)


@pytest.mark.parametrize(
    ("name", "value"),
    [("no_such_limit", "1"), (LIMIT, "viel"), (LIMIT, "[1]"), ("sla_high", "2 h")],
)
def test_a_value_that_does_not_fit_is_refused(shop: Shop, name: str, value: str):
    shop.refuses("parameter", "set", name, value, *NOTE)

    assert shop.is_sound()


def test_a_change_without_a_reason_is_refused(shop: Shop):
    answer = shop.run("parameter", "set", LIMIT, "0.02")

    assert answer.code == 2


def test_a_changed_value_survives_a_deployment_of_the_seed(shop: Shop):
    shop.does("parameter", "set", LIMIT, "0.02", *NOTE)
    shop.does("init")

    assert shop.state(shop.takes(**SLIGHTLY_OFF)) == "held"


def test_a_channel_that_is_not_deployed_comes_in_by_its_mapping(shop: Shop):
    mapping = shop.folder / "market.toml"
    mapping.write_text(
        'title = "集市"\nzone = "Europe/Berlin"\n[fields]\n'
        "external_no = 'Nr'\ntotal = 'number(Summe, \".\", \",\")'\n"
        "placed_at = 'Zeit'\n\"extra.Kasse\" = 'row[\"Kasse 1\"]'\n",
        "utf-8",
    )
    file = shop.folder / "market.csv"
    file.write_text('Nr,Summe,Zeit,Kasse 1\n7,"1.234,50",2026-07-01 12:00:00,A\n')
    result = shop.imports(file, "market", "--mapping", mapping)
    order = shop.shows("7")["order"]

    assert (result["created"], order["channel"], order["total"]) == (
        1,
        "market",
        "1234.50",
    )
    assert order["placed_at"] == "2026-07-01T12:00:00+02:00"


def opens(shop: Shop, channel: str, more: str = "") -> None:
    """Deploy a channel that sends canonical orders."""
    folder = shop.folder / "processes" / "channels"
    folder.mkdir(parents=True)
    content = f'title = "集市"\nzone = "UTC"\n{more}'
    (folder / f"{channel}.toml").write_text(content, "utf-8")
    shop.does("deploy", folder)


def test_a_deployed_channel_needs_no_mapping(shop: Shop):
    opens(shop, "market")

    assert shop.tells(an_order(), channel="market")["created"] == 1


@pytest.mark.req("S4-16")
def test_the_same_number_of_another_channel_is_another_order(shop: Shop):
    opens(shop, "market")
    order = an_order(external_no="SAME")
    shop.tells(order)
    result = shop.tells(order, channel="market")

    assert (result["created"], result["duplicate"]) == (1, 0)


@pytest.mark.parametrize(
    ("switch", "places"),
    [
        ("", {"held": 2, "straight_through": 0}),
        ('address_incomplete = "off"', {"held": 1, "straight_through": 1}),
        ('payment_deviation = "off"', {"held": 1, "straight_through": 1}),
    ],
    ids=["all-on", "no-address-check", "no-payment-check"],
)
def test_a_check_that_a_channel_switches_off_holds_none_of_its_orders(
    shop: Shop, switch: str, places: dict[str, int]
):
    opens(shop, "market", f"[checks]\n{switch}\n")
    nowhere = an_order(ship_to={"province": "上海"})
    half_paid = an_order(total="100.00", paid="50.00")
    result = shop.tells(nowhere, half_paid, channel="market")

    assert {name: result[name] for name in places} == places
