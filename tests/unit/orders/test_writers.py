"""Orders out: a spreadsheet runs none of them, JSON Lines hold all of them."""

import csv
import json
from decimal import Decimal

import openpyxl
import pytest

from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text
from runtime.orders.intake.rejects import Reject, RejectsFile
from runtime.orders.order.writers import (
    COLUMNS,
    as_meant,
    cells_of,
    neutralise,
    write_rows,
)

REASON = Text("amount-not-a-number", {"found": "abc"})


def _csv(path):
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"]
)
def test_a_text_that_starts_a_formula_gets_an_apostrophe(start):
    assert neutralise(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "张三", "a=b", "'=1", "3-1"])
def test_other_texts_stay_as_they_are(text):
    assert neutralise(text) == text


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "张三", "'t Hooft", ""])
def test_a_neutralised_text_is_read_as_it_was_meant(text):
    assert as_meant(neutralise(text)) == text


def test_a_csv_holds_no_formula(order, tmp_path):
    path = tmp_path / "orders.csv"
    write_rows(path, "csv", ["remark"], [cells_of(order(remark="=1+1"))])
    assert _csv(path) == [["remark"], ["'=1+1"]]


def test_a_negative_amount_is_no_formula(tmp_path):
    path = tmp_path / "orders.csv"
    write_rows(path, "csv", ["paid"], [{"paid": Decimal("-5.00")}])
    assert _csv(path)[1] == ["-5.00"]


def test_a_csv_shows_chinese_in_a_spreadsheet(tmp_path):
    path = tmp_path / "orders.csv"
    write_rows(path, "csv", ["备注"], [])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_holds_no_formula(order, tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["remark"], [cells_of(order(remark="=1+1"))])
    cell = openpyxl.load_workbook(path).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


def test_a_formula_behind_an_impossible_character_is_no_formula(tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["remark"], [{"remark": "\x00=1+1"}])
    assert openpyxl.load_workbook(path).active["A2"].data_type == "s"


def test_a_header_is_no_formula_in_a_workbook(tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["=1+1"], [])
    assert openpyxl.load_workbook(path).active["A1"].data_type == "s"


def test_an_amount_is_a_number_in_a_workbook(order, tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["total"], [cells_of(order(total="178.8"))])
    assert openpyxl.load_workbook(path).active["A2"].value == 178.8


def test_an_amount_longer_than_a_spreadsheet_keeps_is_text(order, tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["total"], [cells_of(order(total="999999999999.9999"))])
    assert openpyxl.load_workbook(path).active["A2"].value == "999999999999.9999"


def test_a_text_longer_than_a_cell_is_cut_visibly(tmp_path):
    path = tmp_path / "orders.xlsx"
    write_rows(path, "xlsx", ["a"], [{"a": "x" * 40_000}])
    assert openpyxl.load_workbook(path).active["A2"].value.endswith("x…")


def test_json_lines_hold_the_text_as_it_is(order, tmp_path):
    path = tmp_path / "orders.jsonl"
    write_rows(path, "jsonl", ["order_no"], [{"remark": "=1+1𠮷", "order_no": "DB1"}])
    assert path.read_text("utf-8") == '{"order_no":"DB1","remark":"=1+1𠮷"}\n'


def test_the_columns_are_the_fields_of_an_order(order):
    assert tuple(cells_of(order())) == COLUMNS


def test_lists_are_json_in_a_cell(order):
    lines = cells_of(order(lines=[{"sku": "A"}]))["lines"]
    assert json.loads(lines)[0]["sku"] == "A"


def test_the_number_of_rows_is_told(tmp_path):
    rows = ({"a": n} for n in range(3))
    assert write_rows(tmp_path / "orders.csv", "csv", ["a"], rows) == 3


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(Invalid, match="csv, xlsx, jsonl"):
        write_rows(tmp_path / "orders.pdf", "pdf", ["a"], [])


def test_a_file_that_could_not_be_finished_does_not_appear(tmp_path):
    rows = iter([{"a": 1}, None])
    with pytest.raises(AttributeError):
        write_rows(tmp_path / "orders.csv", "csv", ["a"], rows)
    assert list(tmp_path.iterdir()) == []


def _rejects(path, values, header=("单号", "金额"), language="en"):
    with RejectsFile(path, header, language) as rejects:
        rejects.add(Reject(7, "total", REASON), values)
    return _csv(path)


def test_a_reject_stands_beside_its_row(tmp_path):
    rows = _rejects(tmp_path / "rejects.csv", {"单号": "1", "金额": "abc"})
    assert rows[0] == ["row", "field", "reason", "单号", "金额", "original"]


def test_the_cells_of_a_reject_are_as_they_came(tmp_path):
    rows = _rejects(tmp_path / "rejects.csv", {"单号": "1", "金额": "-5.00"})
    assert rows[1][3:] == ["1", "-5.00", ""]


def test_a_formula_among_rejects_is_neutralised(tmp_path):
    rows = _rejects(tmp_path / "rejects.csv", {"单号": "=1+1", "金额": "abc"})
    assert rows[1][3] == "'=1+1"


def test_a_reject_gives_its_reason_in_chinese(tmp_path):
    rows = _rejects(tmp_path / "rejects.csv", {}, language="zh")
    assert rows[1][2].startswith("应为金额，例如 199.00，实际为 abc。")


def test_what_stands_in_no_column_is_kept(tmp_path):
    rows = _rejects(tmp_path / "rejects.csv", {"line": "{"}, header=())
    assert rows[1] == ["7", "total", REASON.say("en"), '{"line":"{"}']


def test_without_a_reject_there_is_no_file(tmp_path):
    with RejectsFile(tmp_path / "rejects.csv", (), "en") as rejects:
        assert rejects.count == 0
    assert not (tmp_path / "rejects.csv").exists()
