"""A channel's file is edited as text, and tried on the first rows of a file."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.designer import values_text
from runtime.kernel.errors import Invalid, Rejected
from runtime.kernel.parameters import ParameterType
from runtime.orders.intake import mapping_text, sampling, trying_out, usual_headers
from runtime.orders.intake.mapping_text import MappingText
from runtime.orders.intake.sampling import Sample

TMALL = Path(__file__).parents[2] / "processes/channels/tmall.toml"
ROWS = (
    "订单编号,总金额,订单创建时间,订单付款时间,SKU,数量\n"
    "A1,10.00,2026-11-11 00:00:03,,K-1,2\n"
    "A2,much,2026-11-11 00:00:03,,K-1,1\n"
    "A3,10.00\n"
)


def sample(text: str = ROWS, name: str = "订单.csv", encoding: str = "utf-8") -> Sample:
    """Return the first rows of a file that holds a text."""
    return sampling.taken(io.BytesIO(text.encode(encoding)), name)


def suggested(shown: Sample) -> MappingText:
    """Return the mapping that a file suggests by its headers."""
    fields = usual_headers.suggested(shown.columns)
    return MappingText("店", "Shop", "Asia/Shanghai", fields)


def test_an_unchanged_channel_keeps_its_bytes():
    body = TMALL.read_bytes()

    assert mapping_text.written(body, mapping_text.read(body)) == body


def test_comments_and_sequence_stay():
    body = TMALL.read_bytes()
    said = mapping_text.read(body)
    fields = {**said.fields, "total": "总额", "remark": 'row["买家 留言"]'}
    now = mapping_text.written(body, replace(said, fields=fields)).decode()

    lines = set(body.decode().splitlines()) - set(now.splitlines())
    assert lines == {"total = 'number(总金额)'"}
    assert mapping_text.read(now.encode()).fields == fields


def test_what_is_taken_out_leaves_the_rest_alone():
    body = TMALL.read_bytes()
    said = mapping_text.read(body)
    fields = {name: one for name, one in said.fields.items() if name != "paid"}
    now = mapping_text.written(body, replace(said, fields=fields)).decode()

    assert len(now.splitlines()) == len(body.decode().splitlines()) - 1


@pytest.mark.parametrize("rule", ["it's", 'a\n"b"', "'''", "x\\y", "末'"])
def test_every_rule_comes_back_as_it_was_typed(rule: str):
    made = mapping_text.new_mapping(MappingText("店", "Shop", "UTC", {"total": rule}))

    assert mapping_text.read(made).fields == {"total": rule}


@pytest.mark.parametrize(
    "body", [b"title = ", b"\xff\xfe", b"title = 5", b"fields = 3", b"[fields]\na = 1"]
)
def test_a_file_that_cannot_be_edited_says_so(body: bytes):
    with pytest.raises(Invalid):
        mapping_text.read(body)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_file_in_any_encoding_suggests_its_columns(encoding: str):
    found = usual_headers.suggested(sample(encoding=encoding).columns)

    assert found["external_no"] == "订单编号"
    assert found["lines"] == "[{sku: SKU, quantity: number(数量)}]"


def test_english_headers_are_known_and_odd_ones_quoted():
    shown = sample("Order ID,Grand Total,Created at\n1,2,2026-01-01\n")

    assert usual_headers.suggested(shown.columns) == {
        "external_no": 'row["Order ID"]',
        "placed_at": 'row["Created at"]',
        "total": 'row["Grand Total"]',
    }


def test_rows_are_counted_with_the_reasons_of_those_refused():
    shown = sample()
    trial = trying_out.try_out("x", suggested(shown), shown)

    assert (trial.orders, trial.refused) == (1, 2)
    assert [(one.where, one.rows) for one in trial.reasons] == [
        ("total", [2]),
        ("", [3]),
    ]


def test_each_field_tells_what_it_became():
    shown = sample()
    trial = trying_out.try_out("x", suggested(shown), shown)

    assert [one.value for one in trial.became["external_no"]] == ["A1", "A2"]


def test_a_rule_that_is_no_feel_is_left_out_of_the_trial():
    shown = sample()
    said = suggested(shown)
    broken = replace(said, fields={**said.fields, "remark": "if ("})

    assert "remark" not in trying_out.try_out("x", broken, shown).became


def test_a_column_that_the_file_lacks_is_told():
    said = MappingText("店", "Shop", "UTC", {"total": "没有这列"})

    assert trying_out.try_out("x", said, sample()).lacking == {"total": ["没有这列"]}


def test_a_sample_comes_back_as_it_was_sent():
    shown = sample()

    assert sampling.from_text(shown.as_text()) == shown


@pytest.mark.parametrize("kept", ["", "{", "[]", '["f",[],true,true,[[1]]]'])
def test_a_sample_that_somebody_made_up_is_refused(kept: str):
    with pytest.raises(Invalid):
        sampling.from_text(kept)


def test_json_lines_show_the_names_in_their_rows():
    shown = sample('{"id": 1, "sum": 0.10}\n{"id": 2, "more": []}\n', "a.jsonl")

    assert (shown.columns, shown.is_table) == (("id", "sum", "more"), False)


def test_only_the_first_rows_are_kept():
    many = "id\n" + "\n".join(str(n) for n in range(5_000))

    assert (len(sample(many).rows), sample(many).is_whole) == (200, False)


def packed(member: str, size: int) -> bytes:
    """Return a small archive that unpacks to much."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, b"0" * size)
    return made.getvalue()


BOMB = sampling.MOST_UNPACKED + 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"abc\xff\xff\xff" * 9, "file-not-text"),
        (b"\xd0\xcf\x11\xe0", "file-old-excel"),
        (gzip.compress(b"a,b\n", mtime=0)[:-6], "file-truncated-gzip"),
        (gzip.compress(b"0" * BOMB), "sample-unpacks-too-large"),
        (packed("xl/worksheets/sheet1.xml", BOMB), "sample-unpacks-too-large"),
        (b"a" * (sampling.MOST_BYTES + 1), "sample-too-large"),
        (",".join(map(str, range(500))).encode(), "sample-too-wide"),
        (b"a,a\n1,2\n", "file-columns-twice"),
        (b"[1, 2]", "file-json-array"),
    ],
)
def test_a_file_that_cannot_be_shown_says_why(content: bytes, code: str):
    with pytest.raises(Rejected) as refused:
        sampling.taken(io.BytesIO(content), "../../etc/订单.csv")

    assert refused.value.code == code


def test_values_of_parameters_keep_comments_and_exact_digits():
    kinds = {"limit": ParameterType.NUMBER, "share": ParameterType.NUMBER}
    body = b"# summer\nlimit = 5000 # old\nzz = 1\n"
    now = values_text.written(body, {"limit": "3000", "share": "0.10"}, kinds)

    assert now == b"# summer\nlimit = 3000 # old\nzz = 1\nshare = 0.10\n"
    assert values_text.read(now)["share"] == "0.10"
