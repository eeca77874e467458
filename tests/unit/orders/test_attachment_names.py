"""The name that somebody gives a file is shown, and does nothing else."""

import pytest

from runtime.orders.attachments.rules import LONGEST_NAME, Kind, clean_name, megabytes


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("photo.png", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("C:\\fakepath\\包裹.jpg", "包裹.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"),
        ("a\0b\u200b\ufeff.jpg", "ab.jpg"),
        ("👨\u200d👩\u200d👧 𠮷田.jpg", "👨\u200d👩\u200d👧 𠮷田.jpg"),
        ("  many   spaces  .jpg", "many spaces.jpg"),
        ("photo.jpg.html", "photo.jpg.jpg"),
        ("..", "file.jpg"),
        ("/", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("", "file.jpg"),
    ],
)
def test_what_is_shown_is_no_path_and_hides_nothing(given: str, shown: str):
    assert clean_name(given, Kind.JPEG) == shown


def test_a_long_name_is_cut_before_its_ending():
    shown = clean_name("名" * 500 + ".pdf", Kind.PDF)

    assert (len(shown), shown[-4:]) == (LONGEST_NAME, ".pdf")


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0"), (12 << 20, "12"), ((12 << 20) + 1, "12.1")]
)
def test_a_size_is_said_so_that_the_limit_is_never_equal_to_what_is_above(
    size: int, said: str
):
    assert megabytes(size) == said
