"""A process of very many steps: the table shows a page of them, and finds any."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import fromstring

from tests.drafts import Desk, on
from tests.visitors import Visitor

COUNT, AT_ONCE = 420, 50
NAME = ("process", "crowded")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
    'targetNamespace="urn:d"><process id="crowded" name="很多步骤" '
    'isExecutable="true">'
)
STEP = '<userTask id="t{0}" name="第{0}步"/>'
FLOW = '<sequenceFlow id="f{0}" sourceRef="t{0}" targetRef="t{1}"/>'
TAIL = "</process></definitions>"


@pytest.fixture
def table(desk: Desk) -> str:
    """Give the address of the table of a process of many steps."""
    draft = desk.begins()
    steps = "".join(STEP.format(one) for one in range(COUNT))
    flows = "".join(FLOW.format(one, one + 1) for one in range(COUNT - 1))
    desk.saves(draft, HEAD + steps + flows + TAIL, NAME)
    return f"/designer{on(draft)}/steps/crowded"


def rows(page: str) -> list[str]:
    """Return the ids of the steps that a page shows."""
    found: Any = fromstring(page).xpath("//ol/li/@id")
    return [one.removeprefix("step-") for one in found]


def test_a_page_of_the_table_holds_so_many_steps_and_leads_to_the_next(
    author: Visitor, table: str
):
    first = author.gets(table).text
    (following,) = fromstring(first).xpath("(//a[@rel='next'])[1]/@href")

    assert rows(first) == [f"t{one}" for one in range(AT_ONCE)]
    assert rows(author.gets(following).text)[0] == f"t{AT_ONCE}"


def test_the_table_does_not_grow_with_the_square_of_its_steps(
    author: Visitor, table: str
):
    controls = author.gets(table).text.count("<option")

    assert controls < COUNT + AT_ONCE * AT_ONCE


def test_a_step_is_found_by_its_name(author: Visitor, table: str):
    page = author.gets(f"{table}?find=第41步").text

    assert rows(page) == ["t41"]


def test_what_is_not_found_is_said_with_a_way_back(author: Visitor, table: str):
    page = author.gets(f"{table}?find=没有这样的").text

    assert "没有这样名称的步骤" in page
    assert "显示全部步骤" in page


@pytest.mark.parametrize("page", ["99999", "0", "x", "-1", "9999999999"])
def test_a_page_that_is_not_there_gives_one_that_is(
    author: Visitor, table: str, page: str
):
    assert rows(author.gets(f"{table}?page={page}").text)


def test_saving_a_later_page_keeps_the_others_and_comes_back_to_it(
    author: Visitor, table: str
):
    place = f"{table}?page=3"
    page = author.gets(place).text
    saved = author.sends(page, "t120.name", {"t120.name": "复核金额"}, place)
    after = author.gets(saved.location).text

    assert (rows(after)[0], "复核金额" in after) == ("t100", True)
    assert 'value="第7步"' in author.gets(table).text


def test_what_is_wrong_on_another_page_leads_there(author: Visitor, table: str):
    page = author.gets(table).text
    (place,) = fromstring(page).xpath("(//a[contains(@href, 'at=t60')])[1]/@href")

    assert "t60" in rows(author.gets(place).text)


def test_no_more_findings_are_listed_than_can_be_read(author: Visitor, table: str):
    page = author.gets(table.rsplit("/", 2)[0]).text
    found = fromstring(page).xpath("//ul[@class='findings']/li")

    assert len(found) == AT_ONCE + 1
    assert "请先更正以上各条" in found[-1].text_content()


def test_a_step_that_is_added_on_a_later_page_is_shown_where_it_stands(
    author: Visitor, table: str
):
    place = f"{table}?page=2"
    page, new = author.gets(place).text, {"add": "1", "new_name": "再看一眼"}
    added = author.sends(page, "t60.name", {**new, "after": "t60"}, place)

    assert "再看一眼" in author.gets(added.location).text
