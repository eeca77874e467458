"""坏数据行: a row that can be no order is rejected with its reason, others stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story import Shop, an_order

HEADER = "订单编号,总金额,买家实际支付金额,收货地址,订单创建时间,订单付款时间,退款金额"
GOOD = "1,21.0,21.0,上海,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0"
TMALL = ("tmall",)


def sheet(shop: Shop, *rows: str, header: str = HEADER) -> Path:
    """Write a report of the channel and return its file."""
    file = shop.folder / "report.csv"
    file.write_text("\n".join([header, *rows, ""]), "utf-8")
    return file


def counts(result: dict) -> tuple[int, int, int]:
    return result["created"], result["duplicate"], result["rejected"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (GOOD.replace("1,21.0", "2,zwölf"), "total"),
        (GOOD.replace("1,21.0", "2,1e400"), "total"),
        (GOOD.replace("1,21.0", "2,NaN"), "total"),
        (GOOD.replace("1,21.0", "2,-5.00"), "total"),
        (GOOD.replace("1,21.0", ",21.0"), "external_no"),
        (
            GOOD.replace("1,", "2,").replace("2020-02-20 23", "20.2.2020 23"),
            "placed_at",
        ),
        (GOOD.replace("1,", "2,").replace("2020-02-21 00", "2020-13-41 00"), "paid_at"),
    ],
    ids=["no-number", "huge", "nan", "negative", "no-id", "no-time", "no-day"],
)
def test_a_row_with_a_fault_is_rejected_by_field_and_the_others_are_taken(
    shop: Shop, row: str, field: str
):
    result = shop.imports(sheet(shop, GOOD, row), *TMALL)

    assert counts(result) == (1, 0, 1)
    assert [(one["row"], one["field"]) for one in result["rejects"]] == [(2, field)]


def test_every_fault_of_a_row_is_named_at_once(shop: Shop):
    row = "2,-5,x,上海,gestern,morgen,0.0"
    result = shop.imports(sheet(shop, row), *TMALL)

    assert {one["row"] for one in result["rejects"]} == {1}
    assert len(result["rejects"]) >= 3


def test_a_row_of_the_wrong_width_is_rejected(shop: Shop):
    result = shop.imports(sheet(shop, "2,3", GOOD), *TMALL)

    assert counts(result) == (1, 0, 1)


@pytest.mark.parametrize(("language", "word"), [("zh", "应"), ("en", "Expected")])
def test_the_reason_is_told_in_the_readers_language(
    shop: Shop, language: str, word: str
):
    file = sheet(shop, GOOD.replace("21.0,21.0", "x,21.0"))
    result = shop.imports(file, *TMALL, "--lang", language)

    assert word in result["rejects"][0]["reason"]


def test_rejected_rows_stand_in_a_file_beside_their_original_cells(shop: Shop):
    bad = GOOD.replace("1,21.0", "77,zwölf")
    shop.imports(sheet(shop, bad), *TMALL)
    written = (shop.folder / "rejects.csv").read_text("utf-8-sig").splitlines()

    assert written[0].startswith("row,field,reason,订单编号,总金额")
    assert "77,zwölf,21.0,上海" in written[1]


def test_a_missing_required_column_refuses_the_whole_file(shop: Shop):
    file = sheet(shop, GOOD, header=HEADER.replace("总金额", "金额"))
    error = shop.refuses("import", file, "--channel", "tmall", "--lang", "en")

    assert error["code"] == "file-columns-missing"
    assert "lacks: 总金额" in error["message"]


def test_after_a_refused_file_nothing_is_there(shop: Shop):
    file = sheet(shop, GOOD, header=HEADER.replace("总金额", "金额"))
    shop.refuses("import", file, "--channel", "tmall")

    assert shop.does("ledger", "verify")["arrived"] == 0


@pytest.mark.req("S0-16")
def test_a_zero_total_is_held(shop: Shop):
    result = shop.tells(an_order(total="0.00", paid="0.00"))

    assert (result["created"], result["held"]) == (1, 1)


@pytest.mark.req("S0-13")
def test_an_address_without_a_building_is_held_with_what_is_missing(shop: Shop):
    number = shop.takes(ship_to={"province": "浙江省", "city": "杭州市"})
    told = " ".join(line["text"] for line in shop.shows(number)["story"])

    assert shop.state(number) == "held"
    assert "reasons: address is incomplete" in told


@pytest.mark.req("S0-16")
@pytest.mark.parametrize("paid", ["189.04", "208.96"])
def test_a_payment_more_than_five_per_cent_off_is_held(shop: Shop, paid: str):
    assert shop.state(shop.takes(total="199.00", paid=paid)) == "held"


def test_an_unknown_channel_is_refused_with_those_there_are(shop: Shop):
    file = sheet(shop, GOOD)
    error = shop.refuses("import", file, "--channel", "jingdong", "--lang", "en")

    assert error["code"] == "channel-unknown"
    assert "(own, tmall)" in error["message"]


def test_an_order_of_another_channel_is_rejected(shop: Shop):
    result = shop.tells(an_order(channel="tmall"), an_order())

    assert counts(result) == (1, 0, 1)
    assert result["rejects"][0]["field"] == "channel"


def test_an_unknown_zone_in_a_mapping_refuses_the_import(shop: Shop):
    mapping = shop.folder / "far.toml"
    mapping.write_text('title = "远"\nzone = "Asia/Atlantis"\n', "utf-8")
    words = ("import", sheet(shop, GOOD), "--channel", "far", "--mapping", mapping)
    error = shop.refuses(*words, "--lang", "en")

    assert error["code"] == "channel-invalid"
    assert "Asia/Atlantis" in error["message"]


def test_every_fault_of_a_mapping_is_named_at_once(shop: Shop):
    mapping = shop.folder / "far.toml"
    mapping.write_text('zone = "CST"\n[fields]\ntotl = "1 +"\n', "utf-8")
    words = ("import", sheet(shop, GOOD), "--channel", "far", "--mapping", mapping)
    findings = shop.refuses(*words)["findings"]

    assert {one["rule"] for one in findings} >= {
        "channel-title-missing",
        "channel-zone-unknown",
        "mapping-target-unknown",
        "mapping-target-missing",
    }


@pytest.mark.req("S3-04", "S4-16")
def test_a_duplicate_inside_one_file_is_taken_once(shop: Shop):
    result = shop.imports(sheet(shop, GOOD, GOOD), *TMALL)

    assert counts(result) == (1, 1, 0)


@pytest.mark.req("S3-04", "S4-16")
def test_the_platforms_number_leads_to_the_order_and_back(shop: Shop):
    number = shop.takes(external_no="TB-20261111-7")

    assert shop.shows("TB-20261111-7")["order"]["order_no"] == number
    assert shop.shows(number)["order"]["external_no"] == "TB-20261111-7"


@pytest.mark.req("D-09")
def test_order_numbers_carry_the_day_and_a_growing_sequence(shop: Shop):
    first, second = shop.takes(), shop.takes()

    assert first[:2] == "DB"
    assert int(second[10:]) == int(first[10:]) + 1
    assert len(first) >= 13


def test_a_time_without_a_zone_takes_its_channels_zone(shop: Shop):
    shop.imports(sheet(shop, GOOD), *TMALL)

    assert shop.shows("1")["order"]["placed_at"] == "2020-02-20T23:59:54+08:00"


def test_received_is_always_created_and_duplicate_and_rejected(shop: Shop):
    bad = GOOD.replace("1,21.0", "77,zwölf")
    result = shop.imports(sheet(shop, GOOD, bad, GOOD), *TMALL)

    assert result["received"] == sum(counts(result)) == 3
