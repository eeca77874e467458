"""Files on disk are told apart by name and place, wherever they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.engine.design.artifacts import Kind
from runtime.engine.design.folder import collect
from runtime.kernel.errors import Misconfigured


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "somewhere"


def put(place: Path, content: str = "{}") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content, "utf-8")
    return place


def places(*paths: Path) -> list[str]:
    return [file.place for file in collect(paths)]


@pytest.mark.parametrize(
    ("place", "kind", "key"),
    [
        ("processes/refund/refund.bpmn", Kind.PROCESS, "refund"),
        ("processes/shared/grades.dmn", Kind.DECISIONS, "grades"),
        ("processes/refund/process.toml", Kind.MANIFEST, "refund"),
        ("processes/refund/cases.toml", Kind.CASES, "refund"),
        ("processes/roles.toml", Kind.ROLES, "roles"),
        ("processes/parameters.toml", Kind.PARAMETERS, "parameters"),
        ("processes/channels/tmall.toml", Kind.MAPPING, "tmall"),
        ("forms/refund/schema.json", Kind.FORM, "refund"),
    ],
)
def test_a_file_is_known_by_its_name_and_place(home, place, kind, key):
    put(home / place)

    (file,) = collect([home])
    assert (file.kind, file.key, file.place) == (kind, key, place)


def test_two_forms_outside_of_a_tree_have_two_places(home):
    put(home / "a/schema.json")
    put(home / "b/schema.json")

    assert places(home) == ["forms/a/schema.json", "forms/b/schema.json"]


def test_the_cases_of_two_processes_outside_of_a_tree_have_two_places(home):
    put(home / "a/cases.toml")
    put(home / "b/cases.toml")

    assert places(home) == ["processes/a/cases.toml", "processes/b/cases.toml"]


def test_a_diagram_outside_of_a_tree_stands_under_its_name(home):
    assert places(put(home / "refund/refund.bpmn")) == ["refund.bpmn"]


def test_what_is_no_artifact_is_passed_over_in_a_folder(home):
    put(home / "README.md")
    put(home / "forms/a/examples/ok.json")

    assert places(home) == []


def test_what_is_no_artifact_is_refused_when_it_is_named(home):
    with pytest.raises(Misconfigured) as refused:
        collect([put(home / "README.md")])

    assert [each.rule for each in refused.value.findings] == ["file-unknown"]


def test_every_missing_path_and_broken_file_is_told_at_once(home):
    put(home / "forms/a/schema.json", "{")

    with pytest.raises(Misconfigured) as refused:
        collect([home / "none", home])
    assert [each.rule for each in refused.value.findings] == [
        "path-missing",
        "file-unreadable",
    ]


def test_a_later_path_wins(home):
    put(home / "one/processes/roles.toml", "a = 1")
    put(home / "two/processes/roles.toml", "b = 2")

    (file,) = collect([home / "one", home / "two"])
    assert file.body == b"b = 2"
