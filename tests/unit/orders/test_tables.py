"""CSV as spreadsheets and shops write it, and what it costs to write it wrong."""

import pytest

from runtime.kernel.errors import Rejected
from runtime.orders.intake.readers import delimited, lines, open_rows


def _rows(path):
    with open_rows(path) as source:
        return [tuple(row.values.values()) for row in source.rows]


def _faults(path):
    with open_rows(path) as source:
        return [(row.number, row.fault and row.fault.code) for row in source.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_out(file, delimiter):
    with open_rows(file(f"a{delimiter}b\n1{delimiter}2\n")) as source:
        assert (source.delimiter, next(source.rows).values) == (
            delimiter,
            {"a": "1", "b": "2"},
        )


def test_one_column_needs_no_delimiter(file):
    assert _rows(file("a\n1\n2\n")) == [("1",), ("2",)]


def test_headers_are_trimmed(file):
    with open_rows(file("收货地址 , 订单付款时间\n")) as source:
        assert source.header == ("收货地址", "订单付款时间")


def test_cells_are_not_trimmed(file):
    assert _rows(file("a,b\n 1 ,2\t\n")) == [(" 1 ", "2\t")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_will_do(file, end):
    assert _rows(file(end.join(["a,b", "1,2", "3,4", ""]))) == [("1", "2"), ("3", "4")]


def test_a_quoted_cell_may_hold_anything(file):
    assert _rows(file('a,b\n"1,2\n""3""",4\n')) == [('1,2\n"3"', "4")]


def test_blank_rows_are_no_rows(file):
    with open_rows(file("a,b\n\n1,2\n,\n3,4\n\n")) as source:
        assert [row.number for row in source.rows] == [1, 2]


def test_a_header_alone_has_no_rows(file):
    assert _rows(file("a,b\n")) == []


def test_a_column_that_stands_twice_is_refused_by_name(file):
    with pytest.raises(Rejected, match="these twice: a"):
        open_rows(file("a,b, a\n1,2,3\n"))


def test_a_column_without_name_is_called_by_its_place(file):
    with open_rows(file("a,,c\n1,2,3\n")) as source:
        assert source.header == ("a", "column 2", "c")


def test_a_row_of_another_width_is_named_and_the_next_is_read(file):
    assert _faults(file("a,b\n1\n1,2,3\n1,2\n")) == [
        (1, "row-wrong-width"),
        (2, "row-wrong-width"),
        (3, None),
    ]


def test_the_cells_of_a_row_that_is_too_wide_are_kept(file):
    with open_rows(file("a,b\n1,2,3\n")) as source:
        assert next(source.rows).values == {"a": "1", "b": "2", "+1": "3"}


def test_a_slip_after_a_quote_costs_one_row(file):
    assert _faults(file('a,b\n"1"x,2\n3,4\n')) == [(1, "row-quotes-wrong"), (2, None)]


def test_the_line_of_such_a_slip_is_kept(file):
    with open_rows(file('a,b\n"1"x,2\n')) as source:
        assert next(source.rows).values == {"line": '"1"x,2\n'}


def test_a_quote_that_never_closes_is_refused_with_its_line(file):
    with open_rows(file('a,b\n1,2\n3,"4\n5,6\n')) as source:
        next(source.rows)
        with pytest.raises(Rejected, match="opened at line 3"):
            next(source.rows)


def test_a_cell_over_a_million_characters_is_refused(file):
    path = file("a,b\n1," + "x" * (delimited.MOST_CELL + 1) + "\n")
    with (
        open_rows(path) as source,
        pytest.raises(Rejected, match="cells of at most"),
    ):
        next(source.rows)


def test_a_line_without_end_is_refused_before_it_fills_the_memory(file):
    path = file("a,b\n" + "1,2," * (lines.MOST_CHARACTERS // 4 + 1))
    with (
        open_rows(path) as source,
        pytest.raises(Rejected, match="line 2 of"),
    ):
        next(source.rows)


def test_a_zero_byte_is_a_character_like_others(file):
    assert _rows(file("a,b\n1\0,2\n")) == [("1\0", "2")]


def test_a_formula_is_text(file):
    assert _rows(file("a,b\n=cmd|' /C calc'!A0,2\n")) == [("=cmd|' /C calc'!A0", "2")]


def test_the_number_of_rows_to_come_is_told(file):
    with open_rows(file("a,b\n" + "1,2\n" * 500)) as source:
        assert source.expected == 501
