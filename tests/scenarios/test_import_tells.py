"""导入提示: what an import did is told to people in words, not only as JSON."""

from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from runtime.cli.app import spillway

ORDERS = [
    {
        "external_no": f"N-{number}",
        "placed_at": "2026-11-11T00:00:03+08:00",
        "total": "199.00",
        "remark": "快\u0007点",
    }
    for number in range(3)
]


@pytest.fixture
def told(tmp_path):
    """Give what an import of orders with control characters tells, by language."""
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, ORDERS)))

    def run(*words):
        settings = {"SPILLWAY_DATABASE_URL": f"sqlite:///{tmp_path}/shop.db"}
        return CliRunner().invoke(spillway, words, env=settings, catch_exceptions=False)

    def told(language):
        run("init")
        words = ("import", str(file), "--channel", "own", "--lang", language)
        return run(*words).stdout

    return told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "提示 3 次：字段 remark 含有控制字符"),
        ("en", "noticed 3 times: Field remark held control characters."),
    ],
)
def test_what_was_noticed_is_told_once_with_its_count(told, language, sentence):
    assert sentence in told(language)


@pytest.mark.parametrize(
    ("language", "place"), [("zh", "等待付款"), ("en", "waiting for payment")]
)
def test_where_the_orders_stand_is_told_in_words(told, language, place):
    assert place in told(language)
