"""Diagrams people read: measured, named in both languages, drawn as committed."""

import tomllib

import pytest

from runtime.engine.diagram import draw
from runtime.engine.diagram.layout import read_drawing
from tests import diagram_files, drawings
from tests.diagram_files import DIAGRAMS, ROOT

STEMS = [each.stem for each in DIAGRAMS]
every_diagram = pytest.mark.parametrize("diagram", DIAGRAMS, ids=STEMS)
in_each_language = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture
def drawing(diagram, request):
    language = request.node.callspec.params.get("language", "zh")
    return read_drawing(diagram.read_bytes(), language)


@every_diagram
def test_connections_run_straight_and_at_right_angles(drawing):
    assert list(drawings.crooked(drawing)) == []


@every_diagram
def test_no_two_connections_cross_or_touch(drawing):
    assert list(drawings.crossings(drawing)) == []


@every_diagram
def test_no_connection_runs_through_a_shape(drawing):
    assert list(drawings.trespasses(drawing)) == []


@every_diagram
def test_connections_begin_and_end_on_the_outline_of_a_shape(drawing):
    assert list(drawings.loose_ends(drawing)) == []


@every_diagram
def test_no_two_shapes_overlap(drawing):
    assert list(drawings.collisions(drawing)) == []


@every_diagram
@in_each_language
def test_every_label_stands_free(drawing, language):
    assert list(drawings.hidden_labels(drawing)) == []


@every_diagram
def test_every_name_beside_a_shape_has_its_place_in_the_file(drawing):
    assert list(drawings.labels_missing(drawing)) == []


@every_diagram
@in_each_language
def test_every_name_fits_its_place(drawing, language):
    assert list(drawings.cramped_names(drawing)) == []


@every_diagram
def test_the_smallest_text_is_readable_on_1600_pixels(drawing):
    assert drawings.smallest_text(drawing) >= drawings.READABLE


@every_diagram
def test_the_main_path_leads_right_or_to_the_next_row(drawing):
    assert list(drawings.backward_steps(drawing)) == []


@every_diagram
def test_every_element_of_the_process_is_drawn(diagram, drawing):
    process = diagram_files.process(diagram)
    drawn = {each.element_id for each in (*drawing.shapes, *drawing.edges)}
    tags = ("Task", "Event", "Gateway", "Process", "Activity", "sequenceFlow")
    elements = {
        each.get("id")
        for each in process.iterdescendants()
        if str(each.tag).endswith(tags) and each.get("id")
    }

    assert drawn == elements


@every_diagram
def test_every_name_is_there_in_english(diagram):
    assert diagram_files.without_english(diagram) == []


@every_diagram
def test_folder_stem_and_process_id_are_one_word(diagram):
    names = {
        diagram.parent.name,
        diagram.stem,
        diagram_files.process(diagram).get("id"),
    }

    assert names == {diagram.stem}


@every_diagram
def test_the_manifest_has_both_titles_owner_and_starter(diagram):
    manifest = tomllib.loads(diagram.with_name("process.toml").read_text("utf-8"))

    assert {"title", "title_en", "owner", "start_role", "variables"} == set(manifest)


@every_diagram
def test_the_manifest_names_the_process_as_the_diagram_does(diagram):
    manifest = tomllib.loads(diagram.with_name("process.toml").read_text("utf-8"))
    titles = [read_drawing(diagram.read_bytes(), each).title for each in ("zh", "en")]

    assert titles == [manifest["title"], manifest["title_en"]]


@every_diagram
def test_every_user_task_says_who_what_and_until_when(diagram):
    wanted = {"formKey", "role", "sla", "priority", "name:en"}
    tasks = diagram_files.user_tasks(diagram)
    missing = {name: wanted - set(given) for name, given in tasks.items()}

    assert missing == {name: set() for name in tasks}


@every_diagram
def test_every_form_of_a_user_task_exists(diagram):
    wanted = {each["formKey"] for each in diagram_files.user_tasks(diagram).values()}

    assert wanted <= {each.name for each in diagram_files.FORMS}


@every_diagram
def test_every_role_of_a_user_task_exists(diagram):
    wanted = {each["role"] for each in diagram_files.user_tasks(diagram).values()}

    assert wanted <= set(diagram_files.roles())


@every_diagram
def test_every_decision_that_is_asked_exists(diagram):
    assert diagram_files.decisions_called(diagram) <= diagram_files.decisions_offered()


@every_diagram
def test_every_process_that_is_called_exists(diagram):
    assert diagram_files.processes_called(diagram) <= set(STEMS)


@every_diagram
def test_every_split_has_a_default_and_conditions(diagram):
    assert diagram_files.half_splits(diagram) == []


@every_diagram
@in_each_language
def test_the_committed_picture_is_what_the_command_draws(diagram, language):
    picture = ROOT / "docs" / "images" / f"{diagram.stem}.{language}.svg"

    assert picture.read_text("utf-8") == draw(diagram.read_bytes(), language)


@pytest.mark.parametrize("role", diagram_files.roles().values())
def test_every_role_has_both_titles(role):
    assert all(role["title"][language] for language in ("zh", "en"))
