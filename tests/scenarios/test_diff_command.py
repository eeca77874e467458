"""``spillway diff``: two versions of a file, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from runtime.cli.app import spillway
from tests.conftest import ROOT

APPROVAL = ROOT / "processes" / "order_approval" / "order_approval.bpmn"
GRADING = ROOT / "processes" / "shared" / "order_grading.dmn"
FORM = ROOT / "forms" / "approve_order" / "schema.json"
STEP = '<bpmn:manualTask id="call" name="致电"/>'


def diff(*words: object) -> Result:
    return CliRunner().invoke(spillway, ["diff", *map(str, words)])


def told(before: Path, after: Path, language: str = "en") -> list[str]:
    """Return the sentences of the differences."""
    found = json.loads(diff(before, after, "--json", "--lang", language).stdout)
    return [one["text"] for one in found["differences"]]


def changed(at: Path, original: Path, before: str, after: str) -> Path:
    """Return a copy of a file in which something else stands, once."""
    content = original.read_text("utf-8")
    assert before in content
    copy = at / original.name
    copy.write_text(content.replace(before, after, 1), "utf-8")
    return copy


@pytest.mark.parametrize("file", [APPROVAL, GRADING, FORM])
def test_a_file_says_the_same_as_itself(file: Path):
    assert told(file, file) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Supervisor approves: SLA 1 h → 30 min"),
        ("zh", "主管审批：时限 1 小时 → 30 分钟"),
    ],
)
def test_a_changed_step_is_told_by_its_name(tmp_path: Path, language: str, said: str):
    other = changed(tmp_path, APPROVAL, '"PT1H"', '"PT30M"')

    assert told(APPROVAL, other, language) == [said]


def test_a_changed_condition_is_told_by_the_ends_of_its_way(tmp_path: Path):
    other = changed(tmp_path, APPROVAL, 'route = "custom"<', 'route = "made"<')

    assert told(APPROVAL, other) == [
        'Which route? → custom_join: condition route = "custom" → route = "made"'
    ]


def test_what_is_new_and_what_is_gone_is_told(tmp_path: Path):
    other = changed(tmp_path, APPROVAL, "</bpmn:process>", STEP + "</bpmn:process>")

    assert told(APPROVAL, other) == ["New: 致电"]
    assert told(other, APPROVAL) == ["Gone: 致电"]


def test_how_it_is_laid_out_is_no_difference(tmp_path: Path):
    assert told(APPROVAL, changed(tmp_path, APPROVAL, 'x="', 'x="9')) == []


def test_a_changed_cell_is_told_by_its_row_and_column(tmp_path: Path):
    other = changed(tmp_path, GRADING, '<text>"P1"</text>', '<text>"P0"</text>')
    (said,) = told(GRADING, other)

    assert ", row " in said
    assert said.endswith('"P1" → "P0"')


def table(path: Path, *rows: str) -> Path:
    """Write a table of one column whose rows have no ids."""
    rules = "".join(
        f"<rule><inputEntry><text>{one}</text></inputEntry></rule>" for one in rows
    )
    path.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d">'
        '<decision id="x" name="level"><decisionTable>'
        f'<input label="n"/>{rules}</decisionTable></decision></definitions>'
    )
    return path


def test_rows_without_ids_are_known_by_what_they_say(tmp_path: Path):
    before = table(tmp_path / "a.dmn", "1", "2", "3", "4")
    after = table(tmp_path / "b.dmn", "1", "3", "5")

    assert told(before, after) == ["Gone: level, a row: 2", "level, row 3: n 4 → 5"]


def test_a_changed_field_of_a_form_is_told_by_its_title(tmp_path: Path):
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    field: dict[str, Any] = {"title": {"zh": "数量", "en": "Pieces"}, "type": "integer"}
    form: dict[str, Any] = {"type": "object", "properties": {"n": field}}
    before.write_text(json.dumps(form))
    form["properties"]["n"] = {**field, "minimum": 1}
    form["required"] = ["n"]
    after.write_text(json.dumps(form))

    assert told(before, after) == [
        "Pieces: required false → true",
        "Pieces: least – → 1",
    ]


@pytest.mark.parametrize(
    ("name", "body"), [("x.bpmn", b"no xml"), ("x.dmn", b""), ("x.json", b"{")]
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, name: str, body: bytes
):
    path = tmp_path / name
    path.write_bytes(body)
    result = diff(path, path, "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["message"]


def test_two_kinds_of_files_are_not_compared():
    result = diff(APPROVAL, GRADING, "--json", "--lang", "en")

    assert result.exit_code == 1
    assert ".bpmn" in json.loads(result.stdout)["error"]["message"]
