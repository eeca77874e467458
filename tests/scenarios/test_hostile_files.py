"""Files that are made to harm are refused at the shell, with what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story import Shop

BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DRAWN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
    'targetNamespace="t"><process id="p" isExecutable="true" name="{}">'
    '<startEvent id="s"/><endEvent id="e"/>'
    '<sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>'
)
FILES = {
    "bomb": BOMB + DRAWN.format("&c;"),
    "outside": OUTSIDE + DRAWN.format("&x;"),
    "cut off": DRAWN[:200],
    "nothing": "",
}


@pytest.fixture(params=FILES)
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give one of the files, in a folder as a process has it."""
    path = tmp_path / "processes" / "p" / "p.bpmn"
    path.parent.mkdir(parents=True)
    path.write_text(FILES[request.param], "utf-8")
    return path


@pytest.mark.parametrize("verb", ["lint", "deploy", "mend"])
def test_a_harmful_file_is_refused_by_name(shop: Shop, hostile: Path, verb: str):
    answer = shop.run(verb, hostile, "--lang", "en")
    said = answer.out + answer.err

    assert answer.code == 1
    assert "p.bpmn" in said
    assert "root:" not in said


@pytest.mark.parametrize("name", ["bomb", "outside"])
def test_a_file_with_a_document_type_is_told_to_leave_it_out(
    shop: Shop, tmp_path: Path, name: str
):
    path = tmp_path / "p.bpmn"
    path.write_text(FILES[name], "utf-8")

    assert "DOCTYPE" in shop.run("lint", path, "--lang", "en").err
