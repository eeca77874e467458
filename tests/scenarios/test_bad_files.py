"""坏文件: what cannot be read whole is refused whole, and importing again is safe."""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from openpyxl import load_workbook

from tests.pictures import workbook
from tests.story import ROOT, Shop, an_order

HEADER = "external_no,placed_at,total,customer.name,remark"
ROW = "G-{n},2026-11-11 10:00:00,9.00,{name},{remark}"
ODD_NAME = "𠮷田健😀"
FORMULA = "=cmd|' /C calc'!A0"
MEGABYTE = 1024 * 1024
PEAK = str(ROOT / "runtime/cli/bench/peak.py")


def row(number: int, name: str = "周雨", remark: str = "") -> str:
    return ROW.format(n=number, name=name, remark=remark)


def written(shop: Shop, *rows: str, encoding: str = "utf-8") -> Path:
    file = shop.folder / "orders.csv"
    file.write_bytes("\n".join([HEADER, *rows, ""]).encode(encoding))
    return file


def exported(shop: Shop, kind: str) -> Path:
    file = shop.folder / f"out.{kind}"
    shop.does("export-orders", "--format", kind, "--out", file)
    return file


@pytest.fixture
def odd(shop: Shop) -> Shop:
    """A shop with one order whose texts are awkward."""
    customer = {"name": ODD_NAME, "credit": "good"}
    shop.tells(an_order(external_no="ODD", customer=customer, remark=FORMULA))
    return shop


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-bom"), ("gb18030", "gb18030")],
)
def test_the_encoding_is_detected_and_reported(
    shop: Shop, encoding: str, reported: str
):
    result = shop.imports(written(shop, row(1), row(2), encoding=encoding))

    assert (result["created"], result["encoding"]) == (2, reported)


@pytest.mark.req("S3-23", "D-20")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rare_characters_survive_every_encoding(shop: Shop, encoding: str):
    shop.imports(written(shop, row(1, name=ODD_NAME), encoding=encoding))

    assert shop.shows("G-1")["order"]["customer"]["name"] == ODD_NAME


def test_a_file_of_no_known_encoding_is_refused_by_its_first_wrong_byte(shop: Shop):
    file = written(shop, row(1))
    file.write_bytes(file.read_bytes() + b"G-2,2026-11-11 10:00:00,9.00,\xff\xff,\n")
    error = shop.refuses("import", file, "--channel", "own", "--lang", "en")

    assert error["code"] in ("file-breaks-off", "file-not-text")
    assert shop.does("ledger", "verify")["arrived"] == 0


def test_control_characters_are_taken_out_reported_and_kept(shop: Shop):
    shop.tells(an_order(external_no="BELL", remark="请\x07快"))
    order = shop.shows("BELL")["order"]

    assert (order["remark"], order["extra"]) == (
        "请快",
        {"raw.remark": "请\\u0007快"},
    )


@pytest.mark.req("S3-23", "D-20")
def test_rare_characters_and_emoji_leave_byte_for_byte(odd: Shop):
    name = ODD_NAME.encode()

    assert name in exported(odd, "csv").read_bytes()
    assert name in exported(odd, "jsonl").read_bytes()


@pytest.mark.req("S3-23", "D-20")
def test_rare_characters_and_emoji_leave_in_a_workbook(odd: Shop):
    cells = load_workbook(exported(odd, "xlsx")).active
    values = {cell.value for line in cells.iter_rows() for cell in line}

    assert ODD_NAME in values


def test_a_formula_is_kept_as_the_text_it_was(odd: Shop):
    assert odd.shows("ODD")["order"]["remark"] == FORMULA


def test_a_formula_leaves_as_harmless_text_in_a_sheet(odd: Shop):
    text = exported(odd, "csv").read_text("utf-8-sig")
    (order,) = csv.DictReader(io.StringIO(text))

    assert order["remark"] == f"'{FORMULA}"


def test_a_formula_leaves_as_harmless_text_in_a_workbook(odd: Shop):
    sheet = load_workbook(exported(odd, "xlsx")).active
    (cell,) = [
        cell
        for line in sheet.iter_rows()
        for cell in line
        if FORMULA in str(cell.value)
    ]

    assert (cell.data_type, cell.value) == ("s", f"'{FORMULA}")


def test_a_formula_in_json_lines_is_not_touched(odd: Shop):
    assert orjson.loads(exported(odd, "jsonl").read_bytes())["remark"] == FORMULA


def test_what_was_exported_is_known_when_it_comes_back(odd: Shop):
    result = odd.imports(exported(odd, "jsonl"))

    assert (result["created"], result["duplicate"]) == (0, 1)


def test_a_truncated_gzip_is_refused_and_nothing_is_half_done(shop: Shop):
    whole = gzip.compress(written(shop, *map(row, range(5000))).read_bytes())
    file = shop.folder / "orders.csv.gz"
    file.write_bytes(whole[: len(whole) // 2])
    error = shop.refuses("import", file, "--channel", "own")

    assert error["code"] == "file-truncated-gzip"
    assert shop.does("ledger", "verify")["arrived"] == 0


def test_an_empty_file_is_refused(shop: Shop):
    file = shop.folder / "orders.csv"
    file.touch()

    assert shop.refuses("import", file, "--channel", "own")["code"] == "file-empty"


def test_a_file_that_is_not_there_is_refused(shop: Shop):
    file = shop.folder / "nowhere.csv"
    error = shop.refuses("import", file, "--channel", "own")

    assert error["code"] == "file-not-readable"


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(shop: Shop):
    file = written(shop, row(1), row(2), row(1))
    result = shop.imports(file, "own", "--dry-run")

    assert (result["created"], result["duplicate"]) == (2, 1)
    assert shop.does("ledger", "verify")["arrived"] == 0


@pytest.mark.slow
def test_a_dry_run_of_300_megabytes_stays_small(shop: Shop):
    file = large(shop.folder / "large.csv", 300 * MEGABYTE)
    status, most = peak(shop, "import", file, "--channel", "own", "--dry-run")

    assert status == 0
    assert most <= 200 * MEGABYTE


def peak(shop: Shop, *words: object) -> tuple[int, int]:
    """Run a command; return its status and the most bytes it held.

    A small process starts it: a child begins with the peak of whoever does.
    """
    command = [sys.executable, PEAK, sys.executable, "-m", "runtime", *map(str, words)]
    more = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        env=os.environ | shop.environment | more,
        cwd=shop.folder,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, int(done.stderr.split()[-1]) * 1024


def large(file: Path, size: int) -> Path:
    """Write a file of at least ``size`` bytes, its rows padded with long texts."""
    filling = "详见附言" * 300 + "," + "原始报文" * 1000
    rows = size // len(row(0, remark=filling).encode()) + 1
    with file.open("w", encoding="utf-8") as handle:
        handle.write(f"{HEADER},note\n")
        handle.writelines(row(n, remark=filling) + "\n" for n in range(rows))
    return file


def test_a_workbook_that_would_fill_the_memory_is_refused_unopened(shop: Shop):
    file = shop.folder / "bomb.xlsx"
    zeros = bytes(41 * MEGABYTE)
    file.write_bytes(workbook(**{"xl/sharedStrings.xml": zeros}))
    error = shop.refuses("import", file, "--channel", "own")

    assert file.stat().st_size < MEGABYTE
    assert error["code"] == "file-workbook-too-large"
