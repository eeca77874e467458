"""Editors of processes and tables: their pages, what they offer, what they try."""

from __future__ import annotations

import pytest

from runtime.dmn.xml import read_xml
from tests.drafts import AUTHOR, TABLE, Desk, on
from tests.story import SUPERVISOR
from web import assets
from web.built import State
from web.security import POLICY

PROCESS = ("process", "order_approval")
OPEN_END = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="p" isExecutable="false"><startEvent id="s"/><userTask id="t" name="看"/>
<sequenceFlow id="f" sourceRef="s" targetRef="t"/></process></definitions>"""


@pytest.fixture
def draft(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Give a draft with a process and a table, where the editors are built."""
    monkeypatch.setattr(assets, "editors", lambda: State.READY)
    known = desk.site.app.jinja_env.globals
    monkeypatch.setitem(known, "static", "/static/{}".format)
    return desk.begins(PROCESS, TABLE)


def page(desk: Desk, draft, name=PROCESS, who: str = AUTHOR):
    """Open the editor of a file as somebody."""
    kind, key = name
    return desk.site.visitor(who).gets(f"/designer/drafts/{draft['id']}/{kind}/{key}")


def test_the_page_holds_the_file_and_the_revision_that_is_saved_upon(desk: Desk, draft):
    shown = page(desk, draft).text

    assert "&lt;bpmn:userTask id=&#34;sales_confirm&#34;" in shown
    assert ('data-revision="1"' in shown, 'data-writes="1"' in shown) == (True, True)


def test_a_file_that_is_not_in_the_draft_is_shown_as_it_is_published(desk: Desk, draft):
    shown = page(desk, draft, ("process", "order_main")).text

    assert ("订单主流程" in shown, 'data-revision=""' in shown) == (True, True)


def test_who_may_not_design_looks_only(desk: Desk, draft):
    shown = page(desk, draft, who=SUPERVISOR).text

    assert ('data-writes="0"' in shown, 'data-part="save"' in shown) == (True, False)


def test_a_draft_that_has_ended_is_only_looked_at(desk: Desk, draft):
    desk.author.asks("POST", on(draft, "discard"), json={})

    assert 'data-writes="0"' in page(desk, draft).text


def test_an_editor_that_was_not_built_says_how_to_build_it(
    desk: Desk, draft, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(assets, "editors", lambda: State.MISSING)
    shown = page(desk, draft).text

    assert "编辑器尚未构建" in shown
    assert "pip install -e ." in shown
    assert f"/designer/drafts/{draft['id']}/steps/order_approval" in shown
    assert "data-part" not in shown


def test_an_editor_of_older_sources_says_so(
    desk: Desk, draft, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(assets, "editors", lambda: State.OLD)

    assert "编辑器是用旧的源文件构建的" in page(desk, draft).text


def test_a_drawing_needs_no_exception_from_the_policy(desk: Desk, draft):
    assert page(desk, draft).headers["Content-Security-Policy"] == POLICY


def test_tables_allow_the_styles_of_the_mark_and_no_others(desk: Desk, draft):
    policy = page(desk, draft, TABLE).headers["Content-Security-Policy"]

    assert policy.startswith(f"{POLICY}; style-src-attr 'unsafe-hashes' 'sha256-")
    assert "unsafe-inline" not in policy


def test_other_pages_ask_for_no_editor(desk: Desk):
    assert "/static/editor/" not in desk.site.visitor(AUTHOR).gets("/designer").text


def test_an_editor_is_offered_what_there_is(desk: Desk):
    found = desk.author.asks("GET", "/designs/catalogue").json
    names = ("id", "key", "name")
    keys = {
        kind: {one[name] for one in found[kind] for name in names if name in one}
        for kind in found
    }

    assert {"supervisor", "finance"} <= keys["roles"]
    assert {"approve_order", "reserve_stock"} <= keys["forms"]
    assert {"order_routing", "order_grading"} <= keys["decisions"]
    assert {"order.register", "inventory.reserve"} <= keys["operators"]
    assert {"price_sign_off_code", "photo_later"} <= keys["policies"]
    assert {"order_main", "qc_photo"} <= keys["processes"]
    assert ({"paid", "cancelled"} <= keys["messages"], keys["signals"]) == (True, set())


def test_what_is_offered_has_its_names_in_both_languages(desk: Desk):
    found = desk.author.asks("GET", "/designs/catalogue").json
    (role,) = [one for one in found["roles"] if one["id"] == "finance"]
    (process,) = [one for one in found["processes"] if one["key"] == "order_main"]

    assert role["title"] == {"zh": "财务", "en": "Finance"}
    assert process["title"]["en"] == "Main order process"


def test_an_operator_tells_what_it_gives(desk: Desk):
    found = desk.author.asks("GET", "/designs/catalogue").json
    (release,) = [one for one in found["operators"] if one["name"] == "order.release"]

    assert release["gives"] == [{"name": "at", "type": "date and time"}]


def test_a_form_that_is_new_in_the_draft_is_offered_there(desk: Desk, draft):
    known = ("form", "approve_order")
    body = desk.reads(desk.begins(known), known)["body"]
    desk.saves(draft, body, ("form", "brand_new"))
    asked = f"/designs/catalogue?draft={draft['id']}"
    keys = {one["key"] for one in desk.author.asks("GET", asked).json["forms"]}

    assert "brand_new" in keys


def test_a_foreign_diagram_comes_back_mended_with_each_change_told(desk: Desk):
    found = desk.author.asks("POST", "/designs/mend", json={"body": OPEN_END}).json

    assert {one["rule"] for one in found["changes"]} >= {"process-not-executable"}
    assert 'isExecutable="true"' in found["body"]
    assert read_xml(found["body"].encode(), file="x") is not None


def test_what_is_no_diagram_is_refused_in_words(desk: Desk):
    told = desk.author.asks("POST", "/designs/mend", json={"body": "<x"})

    assert (told.status_code, bool(told.json["detail"])) == (422, True)
