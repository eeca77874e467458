"""Hardened reader: what an attack needs is refused, a drawn model is read."""

from collections.abc import Callable

import pytest

from runtime.dmn.xml import children, find_child, find_text, local_name, read_xml
from runtime.kernel.errors import Misconfigured

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
ENTITY = b'<!DOCTYPE a [<!ENTITY e "x">]><a b="&e;">&e;</a>'
EXTERNAL = b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
PARAMETER = b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><a/>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.fixture
def rules_of() -> Callable[..., list[str]]:
    def refused(data: bytes, **caps: int) -> list[str]:
        with pytest.raises(Misconfigured) as caught:
            read_xml(data, **caps)
        return [finding.rule for finding in caught.value.findings]

    return refused


def test_a_plain_model_gives_its_root():
    root = read_xml(f'<definitions xmlns="{BPMN}" id="d"/>'.encode())
    assert local_name(root) == "definitions"


def test_comments_and_instructions_are_no_elements():
    root = read_xml(b"<a><!-- note --><?tool x?><b/></a>")
    assert [local_name(each) for each in root] == ["", "", "b"]


def test_a_byte_order_mark_is_no_fault():
    assert local_name(read_xml(b"\xef\xbb\xbf<a/>")) == "a"


def test_utf_16_is_read():
    data = '<?xml version="1.0" encoding="UTF-16"?><a b="疏单"/>'.encode("utf-16")
    assert read_xml(data).get("b") == "疏单"


@pytest.mark.parametrize("data", [ENTITY, EXTERNAL, PARAMETER, LAUGHS])
def test_a_doctype_is_refused(rules_of, data):
    assert rules_of(data) == ["xml-doctype"]


def test_a_doctype_is_refused_in_utf_16_too(rules_of):
    data = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'
    assert rules_of(data.encode("utf-16")) == ["xml-doctype"]


def test_an_entity_nobody_declared_is_refused(rules_of):
    assert rules_of(b"<a>&secret;</a>") == ["xml-broken"]


def test_too_many_bytes_are_refused_before_reading(rules_of):
    assert rules_of(b"<a>" + b" " * 100, limit=100) == ["xml-too-large"]


def test_the_default_limit_is_two_million_bytes(rules_of):
    assert rules_of(b"<a>" + b" " * 2_000_000 + b"</a>") == ["xml-too-large"]


def test_too_many_elements_are_refused(rules_of):
    assert rules_of(b"<a><b/><b/><b/></a>", elements=3) == ["xml-too-many-elements"]


def test_twenty_thousand_elements_are_allowed():
    root = read_xml(b"<a>" + b"<b/>" * 19_999 + b"</a>")
    assert len(root) == 19_999


def test_one_element_more_is_refused(rules_of):
    data = b"<a>" + b"<b/>" * 20_000 + b"</a>"
    assert rules_of(data) == ["xml-too-many-elements"]


def test_deep_nesting_is_refused(rules_of):
    assert rules_of(b"<a>" * 300 + b"</a>" * 300) == ["xml-broken"]


def test_a_namespace_that_is_no_address_is_refused(rules_of):
    assert rules_of(b'<a xmlns:p="http://x/two words"/>') == ["xml-broken"]


def test_an_unknown_encoding_is_refused(rules_of):
    data = b'<?xml version="1.0" encoding="no-such"?><a/>'
    assert rules_of(data) == ["xml-broken"]


@pytest.mark.parametrize("data", [b"", b" \n "])
def test_an_empty_file_is_refused(rules_of, data):
    assert rules_of(data) == ["xml-empty"]


def test_broken_text_is_refused_with_its_line():
    with pytest.raises(Misconfigured) as caught:
        read_xml(b"<a>\n<b>\n</a>", file="x.bpmn")
    assert (caught.value.findings[0].file, caught.value.findings[0].line) == (
        "x.bpmn",
        3,
    )


def test_all_ids_that_stand_twice_are_named_at_once():
    data = b'<a id="x"><b id="x"/><b id="y"/><b id="y"/><b id="z"/></a>'
    with pytest.raises(Misconfigured) as caught:
        read_xml(data)
    assert [finding.element for finding in caught.value.findings] == ["x", "y"]


def test_many_elements_and_a_double_id_are_told_together(rules_of):
    data = b'<a><b id="x"/><b id="x"/><b/></a>'
    assert rules_of(data, elements=3) == ["xml-too-many-elements", "xml-duplicate-id"]


def test_ids_of_extensions_may_repeat():
    data = f"""<d xmlns="{BPMN}" xmlns:s="{SPIFF}">
        <s:parameter id="url"/><s:parameter id="url"/></d>"""
    assert len(children(read_xml(data.encode()), "parameter")) == 2


def test_an_id_shared_by_shape_and_element_is_refused(rules_of):
    data = f"""<d xmlns="{BPMN}" xmlns:i="http://www.omg.org/spec/BPMN/20100524/DI">
        <task id="t"/><i:BPMNShape id="t"/></d>"""
    assert rules_of(data.encode()) == ["xml-duplicate-id"]


@pytest.mark.parametrize(("language", "word"), [("zh", "问题"), ("en", "fault")])
def test_the_refusal_speaks_both_languages(language, word):
    with pytest.raises(Misconfigured) as caught:
        read_xml(ENTITY, file="x.dmn")
    assert word in caught.value.say(language)


def test_text_of_a_missing_child_is_none():
    root = read_xml(b"<a><b/></a>")
    assert find_text(find_child(root, "b")) is None


def test_text_of_an_empty_child_is_empty():
    assert find_text(read_xml(b"<a><text/></a>")) == ""
