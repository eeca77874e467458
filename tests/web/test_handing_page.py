"""Tasks passed on from their page: by forms, without a script."""

from __future__ import annotations

import re

import pytest

from tests.story import PARCEL, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import Site
from tests.web.test_handing import does, mate, mine, task, third

__all__ = ["mate", "task", "third"]  # fixtures
ANSWER = {f"answer.{name}": value for name, value in PARCEL.items()}


def sends(site: Site, who: str, task: int, verb: str, **form: str):
    """Send a form of the page of a task; return the answer."""
    place = f"/tasks/{task}"
    return site.visitor(who).posts(f"{place}/{verb}", start=place, **form)


def page(site: Site, who: str, task: int) -> str:
    """Return the page of a task."""
    return site.visitor(who).gets(f"/tasks/{task}").text


def choices(html: str, verb: str) -> list[str]:
    """Return the people whom a form lets choose."""
    (found,) = re.findall(rf'<select id="to-{verb}".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="[^"]+">([^<]+)</option>', found)


@pytest.mark.parametrize("verb", ["transfer", "delegate", "add-sign"])
def test_a_form_passes_the_task_on(site: Site, task: int, mate: str, verb: str):
    form = {"to": site.id_of(mate), "reason": "去盘点", "when": "before"}
    answer = sends(site, WAREHOUSE, task, verb, **form)

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert mine(site, mate) == [task]


def test_those_who_may_are_offered_and_nobody_else(site: Site, task: int, mate: str):
    html = page(site, WAREHOUSE, task)

    assert sorted(choices(html, "transfer")) == sorted(["全体", mate])
    assert SUPERVISOR in choices(html, "add-sign")
    assert SALES in choices(html, "cc")


@pytest.mark.parametrize("to", ["", "p-nobody"])
def test_what_is_refused_is_told_on_the_page_and_kept(site: Site, task: int, to: str):
    answer = sends(site, WAREHOUSE, task, "transfer", to=to, reason="去盘点")

    assert answer.status_code == 422
    assert '<details class="passing" open>' in answer.text
    assert 'value="去盘点"' in answer.text


def test_the_delegate_reads_for_whom_it_is(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "delegate", to=mate)

    assert f"委托自 {WAREHOUSE}" in page(site, mate, task)
    assert f"委托自 {WAREHOUSE}" in site.visitor(mate).gets("/inbox").text


def test_what_the_delegate_filled_in_is_in_the_form(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    place = f"/tasks/{task}"
    answer = site.visitor(mate).posts(place, start=place, **ANSWER)

    assert answer.status_code == 303
    assert f'value="{PARCEL["tracking_no"]}"' in page(site, WAREHOUSE, task)


def test_who_delegated_takes_it_back_by_a_button(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    sends(site, WAREHOUSE, task, "transfer", to=site.id_of(WAREHOUSE))

    assert mine(site, WAREHOUSE) == [task]


def test_a_signer_reads_the_answer_and_signs(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "add-sign", to=mate, when="after")
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    html = page(site, mate, task)
    answer = sends(site, mate, task, "sign", decision="approve", reason="无误")

    assert f'value="{PARCEL["tracking_no"]}"' in html
    assert 'name="decision" value="approve"' in html
    assert answer.status_code == 303
    assert "无误" in page(site, WAREHOUSE, task)


def test_a_signer_decides(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "add-sign", to=mate, when="before")
    answer = sends(site, mate, task, "sign", reason="再想想")

    assert (answer.status_code, "再想想" in answer.text) == (422, True)


def test_a_signer_cannot_answer_the_form(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "add-sign", to=mate, when="before")

    assert "办结</button>" not in page(site, mate, task)


def test_the_holder_reads_for_whom_the_task_waits(site: Site, task: int, mate: str):
    does(site, WAREHOUSE, task, "add-sign", to=mate, when="before")

    assert f"正在等 {mate} 会签" in page(site, WAREHOUSE, task)


def test_who_got_a_copy_reads_the_page(site: Site, task: int):
    sends(site, WAREHOUSE, task, "cc", to=site.id_of(SALES))
    html = page(site, SALES, task)

    assert "周雨" in html
    assert "办结</button>" not in html


def test_who_may_not_read_a_task_reads_it_in_no_refusal(site: Site, task: int):
    place = f"/tasks/{task}/transfer"
    answer = site.visitor(SALES).posts(place, start="/inbox", to="")

    assert (answer.status_code, "周雨" in answer.text) == (403, False)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_order_tells_it_in_sentences(site: Site, task: int, mate: str, language):
    does(site, WAREHOUSE, task, "delegate", to=mate, reason="去盘点")
    order = site.program(mate).asks("GET", f"/tasks/{task}").json["order_no"]
    headers = {"Accept-Language": language}
    html = site.visitor(WAREHOUSE).gets(f"/orders/{order}", headers=headers).text

    assert "story-delegated" in html
    assert "去盘点" in html
