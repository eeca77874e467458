"""Every form accepts its good example and names each fault of its bad one."""

import json

import pytest
from jsonschema import Draft202012Validator

from runtime.engine.design.forms import Form, bundle
from runtime.kernel.errors import Invalid
from tests.diagram_files import FORMS

every_form = pytest.mark.parametrize("folder", FORMS, ids=[each.name for each in FORMS])
ALLOWED = {
    *("type", "title", "description", "oneOf", "const", "pattern"),
    *("minLength", "maxLength", "minimum", "maximum"),
}
LISTED = {"items", "maxItems", "uniqueItems"}  # of a list of attachments, and no other
ATTACHED = {"type", "format", "contentMediaType"}
LANGUAGES = {"zh", "en"}


def content(folder, name):
    return json.loads((folder / name).read_text("utf-8"))


def titles(node):
    if isinstance(node, dict):
        yield from (node[key] for key in ("title", "description") if key in node)
        for value in node.values():
            yield from titles(value)
    elif isinstance(node, list):
        for value in node:
            yield from titles(value)


@pytest.fixture
def schema(folder):
    return content(folder, "schema.json")


@pytest.fixture
def form(folder):
    files = [(folder / name).read_bytes() for name in ("schema.json", "ui.json")]
    return Form.parse(folder.name, bundle(*files))


@every_form
def test_its_good_example_passes(form, folder):
    form.check(content(folder, "examples/ok.json"))


@every_form
def test_its_bad_example_is_refused_with_several_faults(form, folder):
    with pytest.raises(Invalid) as refused:
        form.check(content(folder, "examples/bad.json"))

    assert len(refused.value.fields) >= 2


@every_form
def test_jsonschema_alone_tells_the_examples_apart(schema, folder):
    validator = Draft202012Validator(schema)
    names = ("examples/ok.json", "examples/bad.json")

    assert [validator.is_valid(content(folder, each)) for each in names] == [
        True,
        False,
    ]


@every_form
def test_an_unknown_field_is_refused(schema):
    assert schema["additionalProperties"] is False


@every_form
def test_every_field_keeps_to_the_stated_subset(schema):
    fields = schema["properties"].values()
    single = {key for field in fields if field["type"] != "array" for key in field}

    assert single <= ALLOWED


@every_form
def test_every_list_is_one_of_attachments_with_a_most(schema):
    lists = [each for each in schema["properties"].values() if each["type"] == "array"]
    entries = [each["items"] for each in lists]

    known = LISTED | ALLOWED | {"minItems"}
    assert all(LISTED <= set(each) <= known for each in lists)
    assert all(set(each) <= ATTACHED for each in entries)
    assert all(each["format"] == "attachment" for each in entries)


@every_form
def test_every_title_stands_in_both_languages(schema):
    assert all(set(each) == LANGUAGES and all(each.values()) for each in titles(schema))


@every_form
def test_every_field_has_a_title(schema):
    assert all("title" in each for each in schema["properties"].values())


@every_form
def test_every_text_has_a_longest_length_or_choices(schema):
    fields = schema["properties"].values()
    texts = [each for each in fields if each["type"] == "string"]

    assert all("maxLength" in each or "oneOf" in each for each in texts)


@every_form
def test_the_look_puts_every_field_in_sequence(schema, folder):
    assert content(folder, "ui.json")["ui:order"] == list(schema["properties"])


@every_form
def test_the_look_speaks_of_no_other_field(schema, folder):
    spoken = {key for key in content(folder, "ui.json") if not key.startswith("ui:")}

    assert spoken <= set(schema["properties"])


@every_form
def test_no_field_takes_a_reserved_name(schema):
    assert not {"order", "param"} & set(schema["properties"])
