"""A channel is refused with everything that is wrong with it, or it reads orders."""

import pytest

from runtime.kernel.errors import Misconfigured, NotFound
from runtime.orders.intake.channel import load_channel, load_channels, read_channel

GOOD = """
title = "店"
zone = "Asia/Shanghai"
[fields]
external_no = '单号'
placed_at = '时间'
total = 'number(金额)'
"""


def _rules(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Misconfigured) as refused:
        load_channel("shop", text.encode(), "shop.toml")
    return [(each.element, each.rule) for each in refused.value.findings]


def test_a_channel_is_called_by_its_file(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text(GOOD, "utf-8")
    assert read_channel(path).id == "shop"


def test_a_channel_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="Check the path"):
        read_channel(tmp_path / "shop.toml")


def test_all_faults_of_a_channel_are_told_at_once():
    wrong = """
zone = "CST"
colour = "red"
[fields]
"ship_to.planet" = '"Mars"'
total = 'number('
external_no = 5
[checks]
address_incomplete = "maybe"
"""
    assert _rules(wrong) == [
        ("colour", "channel-key-unknown"),
        ("title", "channel-title-missing"),
        ("zone", "channel-zone-unknown"),
        ("ship_to.planet", "mapping-target-unknown"),
        ("total", "feel-expected-value"),
        ("external_no", "mapping-not-an-expression"),
        ("placed_at", "mapping-target-missing"),
        ("address_incomplete", "channel-check-not-a-switch"),
    ]


@pytest.mark.parametrize(
    "zone", ["CST", "Asia/Atlantis", "", "../../etc/passwd", "Asia", "/etc/passwd"]
)
def test_an_unknown_zone_is_refused(zone):
    assert _rules(GOOD.replace("Asia/Shanghai", zone)) == [
        ("zone", "channel-zone-unknown")
    ]


def test_a_missing_zone_is_refused():
    text = GOOD.replace('zone = "Asia/Shanghai"', "")
    assert _rules(text) == [("zone", "channel-zone-unknown")]


def test_a_finding_names_the_place_inside_the_expression():
    text = GOOD.replace("number(金额)", "number(金额))")
    with pytest.raises(Misconfigured) as refused:
        load_channel("shop", text.encode(), "shop.toml")
    assert refused.value.findings[0].column == 11


def test_what_is_no_toml_is_refused():
    assert _rules("title = ") == [("", "channel-not-toml")]


def test_fields_that_are_no_table_are_refused():
    text = 'title = "店"\nzone = "UTC"\nfields = 1\nchecks = 2\n'
    assert _rules(text) == [
        ("fields", "channel-not-a-table"),
        ("checks", "channel-not-a-table"),
    ]


def test_the_channel_itself_is_no_target():
    assert _rules(GOOD + "channel = '\"x\"'\n") == [
        ("channel", "mapping-target-unknown")
    ]


def test_the_faults_of_all_channels_are_told_at_once():
    wrong = GOOD.replace("Asia/Shanghai", "CST").encode()
    with pytest.raises(Misconfigured) as refused:
        load_channels({"a.toml": wrong, "b.toml": GOOD.encode(), "c.toml": wrong})
    assert [each.file for each in refused.value.findings] == ["a.toml", "c.toml"]


def test_several_channels_load_by_their_names():
    files = {"processes/channels/b.toml": GOOD.encode(), "a.toml": GOOD.encode()}
    assert sorted(load_channels(files)) == ["a", "b"]


def test_a_check_switched_off_is_told(tmall):
    assert tmall.checks_off == {"address_incomplete"}


def test_the_own_shop_maps_nothing(own):
    assert own.mapping is None


CHECKS = frozenset({"address_incomplete", "payment_deviation"})
MISSPELT = GOOD + '[checks]\naddress_incomplet = "off"\n'


def test_a_check_that_nobody_asks_about_is_refused():
    with pytest.raises(Misconfigured) as refused:
        load_channel("shop", MISSPELT.encode(), "shop.toml", CHECKS)
    found = refused.value.findings
    assert [(each.element, each.rule) for each in found] == [
        ("address_incomplet", "channel-check-unknown")
    ]


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("en", 'Did you mean "address_incomplete"?'),
        ("zh", "是否应为“address_incomplete”？"),
    ],
)
def test_the_check_that_was_meant_is_named(language, hint):
    with pytest.raises(Misconfigured) as refused:
        load_channel("shop", MISSPELT.encode(), "shop.toml", CHECKS)
    assert hint in refused.value.findings[0].text.say(language)


def test_where_no_decision_is_at_hand_a_check_is_not_judged():
    loaded = load_channel("shop", MISSPELT.encode(), "shop.toml")
    assert loaded.checks_off == {"address_incomplet"}
