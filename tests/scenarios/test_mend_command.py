"""``spillway mend``: a diagram of another tool, mended as far as that is safe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from runtime.cli.app import spillway
from tests.unit.test_mending import FAULTY, runs

SERVICE = (
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
    b'targetNamespace="t"><process id="p"><startEvent id="s"/>'
    b'<serviceTask id="call"/><endEvent id="e"/>'
    b'<sequenceFlow id="f1" sourceRef="s" targetRef="call"/>'
    b'<sequenceFlow id="f2" sourceRef="call" targetRef="e"/></process></definitions>'
)


@pytest.fixture
def stopping(tmp_path: Path) -> Path:
    """Give a diagram whose path stops in the middle."""
    path = tmp_path / "stopping.bpmn"
    path.write_bytes(FAULTY["path-stops"])
    return path


def mend(*words: object) -> Result:
    return CliRunner().invoke(spillway, ["mend", *map(str, words)])


def told(*words: object) -> Any:
    return json.loads(mend(*words, "--json").stdout)


def test_each_change_is_said_and_nothing_is_written(stopping: Path):
    before = stopping.read_bytes()
    result = mend(stopping, "--lang", "en")

    assert (result.exit_code, "t_end" in result.output) == (0, True)
    assert stopping.read_bytes() == before


def test_the_mended_diagram_is_written_where_it_is_asked_for(
    stopping: Path, tmp_path: Path
):
    to = tmp_path / "mended.bpmn"
    found = told(stopping, "--to", to)

    assert (found["runs"], found["written"]) == (True, str(to))
    assert runs(to.read_bytes())


def test_what_is_left_is_told_with_element_and_remedy(tmp_path: Path):
    path = tmp_path / "service.bpmn"
    path.write_bytes(SERVICE)
    result = mend(path, "--json")
    (left,) = json.loads(result.stdout)["findings"]

    assert result.exit_code == 1
    assert (left["element"], left["rule"]) == ("call", "operator-not-named")


@pytest.mark.parametrize("body", [b"", b"no xml", b"<!DOCTYPE x><x/>"])
def test_what_is_no_diagram_is_refused_in_words(tmp_path: Path, body: bytes):
    path = tmp_path / "x.bpmn"
    path.write_bytes(body)
    result = mend(path, "--json")

    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert json.loads(result.stdout)["error"]["message"]


def test_a_file_that_is_not_there_is_a_wrong_use(tmp_path: Path):
    assert mend(tmp_path / "nothing.bpmn").exit_code == 2
