"""The designer's pages: a draft is opened, filled, reviewed, published, rolled back."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest

from tests.drafts import AUTHOR, Desk
from tests.story import ROOT
from tests.visitors import Visitor

HOME = "/designer"
SHORTER = {"supervisor_approve.sla": "PT30M"}


@pytest.fixture
def draft(author: Visitor) -> str:
    """Give the address of a draft of the approval."""
    made = author.posts(HOME, HOME, title="主管 30 分钟", file="process/order_approval")
    return str(made.location)


def steps(draft: str) -> str:
    """Return where the approval's steps are edited."""
    return f"{draft}/steps/order_approval"


def sends(visitor: Visitor, place: str, **data: str) -> object:
    """Send a form of a page with what the page knows of revision and version."""
    page = visitor.gets(place).text
    hidden = re.findall(r'name="(version|revision)" value="(\d+)"', page)
    return visitor.posts(data.pop("to", place), place, **dict(hidden), **data)


@pytest.mark.req("S1-28")
def test_a_draft_that_changes_a_limit_of_time_says_so_in_words(
    author: Visitor, draft: str
):
    saved = sends(author, steps(draft), **SHORTER)

    assert saved.status_code == 303
    assert "主管审批：时限 1 小时 → 30 分钟" in author.gets(draft).text


@pytest.mark.req("S1-28", "S4-27")
def test_a_draft_is_written_reviewed_published_and_rolled_back_on_pages(
    author: Visitor, reviewer: Visitor, draft: str
):
    sends(author, steps(draft), **SHORTER)
    sends(author, draft, to=f"{draft}/submit", note="高峰期")
    sends(reviewer, draft, to=f"{draft}/approve", note="好", publish="1")
    done = re.search(r"/designer/publications/\d+", reviewer.gets(HOME).text)
    place = done.group() if done else ""
    back = sends(author, place, note="改错了")

    versions = author.gets("/designer/published/process/order_approval").text
    assert back.status_code == 303
    assert [f"版本 {one}" in versions for one in (1, 2, 3)] == [True] * 3


def test_the_author_is_told_that_somebody_else_reviews(author: Visitor, draft: str):
    sends(author, steps(draft), **SHORTER)
    sends(author, draft, to=f"{draft}/submit", note="高峰期")
    page = author.gets(draft).text

    assert "需要由其他人复核" in page
    assert "通过并发布" not in page


def test_a_new_step_without_role_and_form_is_told_at_the_step(
    author: Visitor, draft: str
):
    added = sends(
        author,
        steps(draft),
        add="1",
        tag="userTask",
        after="supervisor_approve",
        new_name="复核金额",
    )
    page = author.gets(added.location).text

    row = page[page.index('id="step-userTask_1"') :][:2000]
    assert "复核金额" in row
    assert "须更正" in row


def test_a_step_that_is_taken_out_leaves_the_diagram_as_it_was(
    author: Visitor, draft: str
):
    new = {"add": "1", "tag": "userTask", "after": "supervisor_approve"}
    sends(author, steps(draft), new_name="复核金额", **new)
    sends(author, steps(draft), remove="userTask_1")

    assert "还没有改动" in author.gets(draft).text


def test_two_people_at_the_steps_the_second_is_told_and_loses_nothing(
    author: Visitor, reviewer: Visitor, draft: str
):
    seen = reviewer.gets(steps(draft)).text
    revision = re.search(r'name="revision" value="(\d+)"', seen)
    sends(author, steps(draft), **SHORTER)
    late = reviewer.posts(
        steps(draft),
        steps(draft),
        revision=revision.group(1) if revision else "",
        **{"supervisor_approve.sla": "PT45M"},
    )

    assert late.status_code == 409
    assert AUTHOR in late.text
    assert "PT45M" in late.text
    assert "留存的副本" in author.gets(draft).text


def test_a_draft_that_cannot_run_is_not_published_and_says_why(
    author: Visitor, reviewer: Visitor, draft: str
):
    sends(author, steps(draft), **{"supervisor_approve.role": ""})
    sends(author, draft, to=f"{draft}/submit", note="试试")
    refused = sends(reviewer, draft, to=f"{draft}/approve", note="好", publish="1")

    assert refused.status_code == 422
    assert "须更正" in refused.text
    assert "待复核" in author.gets(draft).text


def test_what_was_typed_before_the_log_in_ended_stands_there_after_it(
    desk: Desk, draft: str
):
    visitor = desk.site.visitor(AUTHOR)
    token = visitor.token(steps(draft))
    visitor.client.delete_cookie("spillway")
    form = {"csrf_token": token, "revision": "1", "supervisor_approve.sla": "PT25M"}
    asked = visitor.client.post(steps(draft), data=form)

    assert asked.status_code == 401
    assert "PT25M" in asked.text or "kept" in asked.text


def test_a_file_as_text_is_checked_without_being_saved(author: Visitor, draft: str):
    place = f"{draft}/text/process/order_approval"
    broken = sends(author, place, body="<bpmn", check="1")

    assert broken.status_code == 200
    assert "须更正" in broken.text
    assert "还没有改动" in author.gets(draft).text


def test_unsafe_text_is_refused_and_stays_in_the_page(author: Visitor, draft: str):
    place = f"{draft}/text/process/order_approval"
    bomb = '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    refused = sends(author, place, body=bomb)

    assert refused.status_code == 422
    assert "DOCTYPE" in refused.text
    assert "还没有改动" in author.gets(draft).text


def test_each_version_is_downloaded_byte_for_byte(author: Visitor):
    place = "/designer/published/process/order_approval/1/download"
    file = ROOT / "processes/order_approval/order_approval.bpmn"

    assert author.gets(place).data == file.read_bytes()


def test_a_form_is_downloaded_as_the_two_files_that_it_is(author: Visitor):
    sent = author.gets("/designer/published/form/ship_order/1/download").data
    folder = ROOT / "forms/ship_order"
    with ZipFile(io.BytesIO(sent)) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}

    assert found == {name: (folder / name).read_bytes() for name in found}
    assert set(found) == {"schema.json", "ui.json"}
