"""编码识别: what a file is written in is found out, and told."""

import gzip
import re

import pytest

from runtime.kernel.errors import NotFound, Rejected
from runtime.orders.intake.readers import open_rows

TABLE = "单号,备注\n1,麻烦今天必须发\n2,𠮷田😀\n"


def _remarks(path):
    with open_rows(path) as source:
        return source.encoding, [row.values["备注"] for row in source.rows]


@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8-bom"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("gb18030", b"", "gb18030"),
    ],
)
@pytest.mark.parametrize("name", ["orders.csv", "orders.csv.gz"])
def test_every_encoding_gives_the_same_texts(file, codec, mark, told, name):
    path = file(mark + TABLE.encode(codec), name)
    assert _remarks(path) == (told, ["麻烦今天必须发", "𠮷田😀"])


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_is_known_by_its_zero_bytes(file, codec):
    table = "no,remark\n" + "".join(f"{n},plain\n" for n in range(50))
    with open_rows(file(table.encode(codec))) as source:
        assert (source.encoding, source.header) == (codec, ("no", "remark"))


def test_gb18030_is_known_when_its_first_chinese_comes_late(file):
    table = "no,备注\n".replace("备注", "remark") + "1,plain\n" * 200_000 + "2,快\n"
    with open_rows(file(table.encode("gb18030"))) as source:
        assert source.encoding == "gb18030"


def test_compression_is_known_by_content_not_by_name(file):
    with open_rows(file(gzip.compress(TABLE.encode()), "orders.csv")) as source:
        assert source.compression == "gzip"


def test_a_file_that_breaks_off_names_the_byte_before_any_row(file):
    good = TABLE.encode() + "3,快\n".encode() * 300_000
    with pytest.raises(Rejected) as refused:
        open_rows(file(good + b"4,\xff\n"))
    assert refused.value.facts["byte"] == len(good) + 2


def test_chinese_far_into_the_file_still_counts_as_utf_8(file):
    table = b"no,remark\n" + b"1,plain\n" * 200_000 + "2,麻烦快\n".encode()
    with pytest.raises(Rejected) as refused:
        open_rows(file(table + b"3,\xff\xff\n"))
    assert refused.value.facts["encoding"] == "utf-8"


def test_a_file_that_breaks_off_says_what_to_do(file):
    with pytest.raises(Rejected, match="Nothing was imported; save the file again"):
        open_rows(file(TABLE.encode() + b"\xff"))


def test_a_character_cut_at_the_end_is_a_break(file):
    with pytest.raises(Rejected) as refused:
        open_rows(file(TABLE.encode() + "快".encode()[:2]))
    assert refused.value.facts["byte"] == len(TABLE.encode())


def test_what_is_no_text_is_refused(file):
    with pytest.raises(Rejected) as refused:
        open_rows(file(b"\x89PNG\r\n\xff\xff\x00\x01"))
    assert refused.value.code == "file-not-text"


def test_a_truncated_gzip_is_refused_before_any_row(file, tmp_path):
    whole = file(TABLE * 50_000, "orders.csv.gz").read_bytes()
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Rejected, match="stops in the middle"):
        open_rows(path)


def test_a_damaged_gzip_is_refused_before_any_row(file, tmp_path):
    whole = file(TABLE, "orders.csv.gz").read_bytes()
    path = tmp_path / "bad.csv.gz"
    path.write_bytes(whole[:-8] + b"\0\0\0\0" + whole[-4:])
    with pytest.raises(Rejected, match="is damaged"):
        open_rows(path)


@pytest.mark.parametrize("name", ["orders.csv", "orders.csv.gz"])
def test_an_empty_file_is_refused(file, name):
    with pytest.raises(Rejected, match="it is empty"):
        open_rows(file(b"", name))


def test_blank_lines_alone_are_an_empty_file(file):
    with pytest.raises(Rejected, match="it is empty"):
        open_rows(file("\n\n  \n"))


def test_a_file_packed_twice_is_refused(file):
    with pytest.raises(Rejected, match="another packed file"):
        open_rows(file(gzip.compress(TABLE.encode()), "orders.csv.gz"))


def test_an_old_excel_file_is_refused_with_advice(file):
    with pytest.raises(Rejected, match=re.escape("Save it as .xlsx")):
        open_rows(file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "orders.xls"))


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound, match="Check the path"):
        open_rows(tmp_path / "orders.csv")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(NotFound, match="Check the path"):
        open_rows(tmp_path)
