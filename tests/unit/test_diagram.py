"""A BPMN file becomes a picture: complete, harmless, in the reader's language."""

import re

import pytest
from lxml import etree

from runtime.engine.diagram import Mark, Tone, draw
from runtime.engine.diagram.__main__ import main
from runtime.engine.diagram.layout import read_drawing
from runtime.engine.diagram.lettering import text_width, wrap
from runtime.kernel.errors import Misconfigured

HEAD = (
    '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:dd="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">'
)
HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos; ]]&gt; &amp;amp;"


def bpmn(elements: str, drawn: str) -> bytes:
    plane = f'<di:BPMNDiagram><di:BPMNPlane bpmnElement="p">{drawn}</di:BPMNPlane>'
    body = f'<b:process id="p" name="流程">{elements}</b:process>{plane}'
    return f"{HEAD}{body}</di:BPMNDiagram></b:definitions>".encode()


def shape(name: str, bounds: str = 'x="0" y="0" width="110" height="80"') -> str:
    return f'<di:BPMNShape bpmnElement="{name}"><dc:Bounds {bounds}/></di:BPMNShape>'


def task(name: str, tag: str = "userTask") -> bytes:
    return bpmn(f'<b:{tag} id="t" name="{name}"/>', shape("t"))


def texts(picture: str) -> list[str]:
    found = etree.fromstring(picture.encode()).iter("{*}text")
    return [each.text or "" for each in found]


def tags(picture: str) -> set[str]:
    return {etree.QName(e).localname for e in etree.fromstring(picture.encode()).iter()}


@pytest.fixture
def bilingual():
    english = '<s:property name="name:en" value="Ship"/>'
    given = f"<b:extensionElements><s:properties>{english}</s:properties>"
    inside = (
        f'<b:userTask id="t" name="发货">{given}</b:extensionElements></b:userTask>'
    )
    return bpmn(inside, shape("t"))


@pytest.mark.parametrize(("language", "name"), [("zh", "发货"), ("en", "Ship")])
def test_a_name_is_shown_in_the_language_asked_for(bilingual, language, name):
    assert texts(draw(bilingual, language)) == [name]


def test_a_missing_english_name_falls_back_to_the_chinese_one():
    assert texts(draw(task("发货"), "en")) == ["发货"]


def test_the_name_of_a_task_is_written_once_even_with_a_label_of_its_own():
    label = '<di:BPMNLabel><dc:Bounds x="9" y="9" width="80" height="14"/>'
    drawn = shape("t").replace("</di:BPMNS", f"{label}</di:BPMNLabel></di:BPMNS")

    assert texts(draw(bpmn('<b:userTask id="t" name="发货"/>', drawn))) == ["发货"]


def test_every_canvas_of_the_foreign_files_can_be_drawn(shared):
    files = sorted((shared / "data" / "bpmn-corpus").rglob("*.bpmn"))
    drawn = [
        draw(each.read_bytes()) for each in files if b"&nbsp;" not in each.read_bytes()
    ]

    assert len(drawn) == 115


def test_a_hostile_name_never_becomes_markup():
    assert "script" not in tags(draw(task(HOSTILE)))


def test_a_hostile_title_and_note_never_become_markup():
    marks = {"t": Mark(Tone.HOT, "<b>9</b>", "<script>x</script>\x00\ud800")}
    picture = draw(task("a"), "zh", marks, title='"><script>')

    assert not tags(picture) & {"script", "b"}


def test_no_attribute_of_a_picture_can_run():
    picture = draw(task('x" onload="alert(1)'.replace('"', "&quot;")))
    attributes = {
        a for e in etree.fromstring(picture.encode()).iter() for a in e.attrib
    }

    assert not [each for each in attributes if str(each).startswith("on")]


def test_a_long_name_ends_in_an_ellipsis_inside_its_shape():
    assert texts(draw(task("很长的名称" * 60)))[-1].endswith("…")


@pytest.mark.parametrize("side", ["NaN", "inf", "1e300", "-5", "", "x"])
def test_a_shape_that_no_canvas_can_show_is_left_out(side):
    drawn = shape("t", f'x="0" y="0" width="{side}" height="80"')
    drawing = read_drawing(bpmn('<b:userTask id="t" name="a"/>', drawn))

    assert drawing.shapes == ()


def test_a_shape_of_an_unknown_element_is_left_out():
    assert read_drawing(bpmn("", shape("ghost"))).shapes == ()


def test_a_file_without_a_canvas_gives_an_empty_picture():
    assert texts(draw(f'{HEAD}<b:process id="p"/></b:definitions>'.encode())) == []


def test_an_unsafe_file_is_refused():
    with pytest.raises(Misconfigured):
        draw(b'<!DOCTYPE a [<!ENTITY e "x">]>' + task("a"))


def test_the_same_file_gives_the_same_picture():
    assert draw(task("发货")) == draw(task("发货"))


def test_a_picture_turns_dark_where_the_reader_prefers():
    assert "prefers-color-scheme:dark" in draw(task("a"))


def test_a_picture_for_a_strict_page_has_no_inline_style():
    assert not re.search(r"<style| style=", draw(task("a"), styled=False))


def test_a_picture_says_its_title_to_a_screen_reader():
    assert 'aria-label="流程"' in draw(task("a"))


def test_a_mark_shows_its_count():
    assert "38" in texts(draw(task("质检"), "zh", {"t": Mark(Tone.HOT, "38")}))


@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_changes_the_picture(tone):
    assert draw(task("质检"), "zh", {"t": Mark(tone)}) != draw(task("质检"))


def test_a_passed_connection_is_coloured():
    flow = '<b:sequenceFlow id="f" sourceRef="t" targetRef="u"/>'
    points = '<dd:waypoint x="110" y="40"/><dd:waypoint x="150" y="40"/>'
    drawn = f'<di:BPMNEdge bpmnElement="f">{points}</di:BPMNEdge>'
    picture = draw(bpmn(flow, drawn), "zh", {"f": Mark(Tone.PASSED)})

    assert 'class="sd-passed-line"' in picture


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("exclusiveGateway", "M7 7L17 17M17 7L7 17"),
        ("parallelGateway", "M12 4.5V19.5M4.5 12H19.5"),
        ("userTask", "M12 4A4 4"),
        ("businessRuleTask", "M3 9.5H21"),
        ("scriptTask", "M8 8.5H16"),
        ("callActivity", "M4 4H20V20H4Z"),
    ],
)
def test_every_kind_has_its_sign(kind, sign):
    assert sign in draw(task("a", kind))


def test_a_start_event_is_one_ring_and_a_waiting_one_two():
    start, waiting = task("a", "startEvent"), task("a", "intermediateCatchEvent")

    assert [draw(each).count("<circle") for each in (start, waiting)] == [1, 2]


def test_a_boundary_event_that_interrupts_nothing_is_dashed():
    element = '<b:boundaryEvent id="t" attachedToRef="x" cancelActivity="false"/>'

    assert "stroke-dasharray" in draw(bpmn(element, shape("t")))


def test_a_default_flow_is_known_as_such():
    gateway = '<b:exclusiveGateway id="g" default="f"/>'
    flow = '<b:sequenceFlow id="f" sourceRef="g" targetRef="t"/>'
    points = '<dd:waypoint x="0" y="0"/><dd:waypoint x="9" y="0"/>'
    drawn = f'<di:BPMNEdge bpmnElement="f">{points}</di:BPMNEdge>'

    assert read_drawing(bpmn(gateway + flow, drawn)).edges[0].default


def test_latin_text_breaks_between_words():
    assert wrap("Finance checks the price", 98, 14) == [
        "Finance",
        "checks",
        "the price",
    ]


def test_chinese_text_breaks_into_lines_of_equal_length():
    assert wrap("处理异常订单并联系", 84, 14) == ["处理异常订", "单并联系"]


def test_no_line_begins_with_a_closing_mark():
    assert wrap("已付款？", 42, 14) == ["已付", "款？"]


def test_a_word_longer_than_the_line_is_cut():
    assert max(text_width(each, 14) for each in wrap("a" * 40, 60, 14, 9)) <= 60


def test_an_empty_name_has_no_lines():
    assert wrap("", 80, 14) == []


def test_the_command_writes_one_picture_a_language(tmp_path):
    source = tmp_path / "own.bpmn"
    source.write_bytes(task("发货"))
    main([str(source), str(tmp_path / "images")])

    written = sorted(each.name for each in (tmp_path / "images").iterdir())
    assert written == ["own.en.svg", "own.zh.svg"]


def test_the_command_without_a_folder_says_how_it_is_used(capsys):
    assert main(["own.bpmn"]) == 2
    assert "FILE… DIR" in capsys.readouterr().err


FLOWS = ("out", "noted", "on")


@pytest.fixture
def bypassed():
    """A task with a way past it, over a note, to where the task leads as well."""
    given = '<s:properties><s:property name="bypassPolicy" value="p1"/></s:properties>'
    inside = (
        '<b:userTask id="t" name="签"/><b:scriptTask id="n"/><b:endEvent id="e"/>'
        '<b:boundaryEvent id="x" attachedToRef="t"><b:extensionElements>'
        f"{given}</b:extensionElements><b:messageEventDefinition/></b:boundaryEvent>"
        '<b:sequenceFlow id="on" sourceRef="t" targetRef="e"/>'
        '<b:sequenceFlow id="out" sourceRef="x" targetRef="n"/>'
        '<b:sequenceFlow id="noted" sourceRef="n" targetRef="e"/>'
    )
    points = '<dd:waypoint x="0" y="0"/><dd:waypoint x="9" y="0"/>'
    edges = [f'<di:BPMNEdge bpmnElement="{f}">{points}</di:BPMNEdge>' for f in FLOWS]
    return bpmn(inside, "".join([*map(shape, "tnex"), *edges]))


def paths(picture: str) -> dict[str, str]:
    """Return of each connection how its line is drawn."""
    groups = etree.fromstring(picture.encode()).iter("{*}g")
    drawn = {one.get("data-element"): one.find("{*}path") for one in groups}
    return {name: etree.tostring(drawn[name]).decode() for name in FLOWS}


def test_a_way_past_a_task_is_dashed_to_where_it_meets_another(bypassed):
    dashed = {k: "stroke-dasharray" in v for k, v in paths(draw(bypassed)).items()}

    assert dashed == {"out": True, "noted": True, "on": False}


def test_it_lights_up_while_it_is_open(bypassed):
    lit = paths(draw(bypassed, marks={"x": Mark(Tone.OPEN)}))

    assert ["sd-open-line" in lit[flow] for flow in FLOWS] == [True, True, False]
