"""检查: what a table does wrong is told before anybody waits for its answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.story import ROOT, Shop
from tests.unit.dmn.drawing import decision, draw, literal, table


def write(shop: Shop, *boxes: str) -> Path:
    """Write a decision file."""
    file = shop.folder / "limits.dmn"
    file.write_bytes(draw(*boxes))
    return file


def rules(findings: Any) -> list[str]:
    """Return the rules of findings."""
    return [one["rule"] for one in findings]


OVERLAP = decision(table([("> 1", "1"), ("> 2", "2"), ("<= 1", "3")]))
GAP = decision(table([("> 1", "1")]))


def test_a_table_whose_rows_overlap_is_refused(shop: Shop):
    error = shop.refuses("deploy", write(shop, OVERLAP))

    assert rules(error["findings"]) == ["dmn-rows-overlap"]
    assert "第 1 行与第 2 行" in str(error["findings"])


def test_lint_names_the_rows_and_the_line(shop: Shop):
    answer = shop.run("lint", write(shop, OVERLAP), "--json")

    assert (answer.code, rules(answer.content)) == (1, ["dmn-rows-overlap"])
    assert answer.content[0]["line"] == 1


def test_a_gap_is_advice_that_stops_nothing(shop: Shop):
    answer = shop.run("deploy", write(shop, GAP))

    assert (answer.code, "x <= 1" in answer.err) == (0, True)


def test_advice_is_given_in_chinese_too(shop: Shop):
    answer = shop.run("lint", write(shop, GAP), "--lang", "zh")

    assert "没有任何行命中" in answer.out + answer.err


@pytest.mark.parametrize("file", sorted((ROOT / "processes").rglob("*.dmn")))
def test_the_tables_that_are_shipped_are_clean(shop: Shop, file: Path):
    assert shop.does("lint", file) == []


def test_a_draft_answers_what_is_sound_in_it(shop: Shop):
    file = write(shop, decision(literal("1 +"), "bad"), decision(literal("2")))

    assert shop.does("decide", file, "d")["value"] == 2


def test_what_is_broken_in_a_draft_tells_all_its_faults(shop: Shop):
    file = write(shop, decision(literal("1 +"), "bad"), decision(literal("2")))

    assert rules(shop.refuses("decide", file, "bad")["findings"]) == [
        "dmn-expression-broken"
    ]
