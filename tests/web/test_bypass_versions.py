"""A policy is never overwritten: every version is kept, compared, restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.policy_form import PLACE, beside, part, saves, sends, typed
from tests.quick_story import SECOND, Made
from tests.shortcut import POLICY
from tests.story import SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import ADMIN, Site, Visitor

QUICK = "/bypasses/quick_code"
TIGHT = {**POLICY, "when": "deviation <= 0.01"}


@pytest.fixture
def boss(site: Site) -> Visitor:
    """Give the supervisor, who has made the longest opening an hour."""
    boss = site.visitor(SUPERVISOR)
    assert saves(boss, {"longest.number": "1", "note": "收紧"}).status_code == 303
    return boss


def with_roles(folder: Path, *more: str) -> Path:
    """Write the file of roles with some more; return it."""
    file = folder / "processes" / "roles.toml"
    file.parent.mkdir(exist_ok=True)
    words = 'title = { zh = "实习", en = "Interns" }'
    written = [Path("processes/roles.toml").read_text("utf-8")]
    written += [f"[{role}]\n{words}\n" for role in more]
    file.write_text("\n".join(written), "utf-8")
    return file


def edits(story: Any, name: str = SUPERVISOR, **more: Any) -> Any:
    """Send a new version of the quick way."""
    return story.asks(name, "PUT", QUICK, **{"body": TIGHT, **more})


def versions(story: Any, name: str = SUPERVISOR) -> Any:
    """Return what the interface says of the versions of the quick way."""
    return story.site.program(name).asks("GET", f"{QUICK}/versions")


@pytest.mark.req("S1-15")
def test_a_version_tells_who_wrote_it_why_and_what_it_changed(boss: Visitor):
    said = part(boss.gets(PLACE).text, "versions")

    assert all(one in said for one in ("第 2 版", SUPERVISOR, "收紧", "页面修改"))
    assert "每次最长开启 2 小时 → 1 小时" in said


def test_the_first_version_came_with_its_file(boss: Visitor):
    page = boss.gets(f"{PLACE}/versions/1").text

    assert all(one in page for one in ("随文件发布", "这是第一版", "2 小时"))


@pytest.mark.req("S1-15")
def test_an_earlier_version_is_restored_as_a_new_one(boss: Visitor):
    page = boss.gets(f"{PLACE}/versions/1").text
    restored = sends(boss, page, {"note": "高峰已过"})
    said = part(boss.gets(PLACE).text, "versions")

    assert restored.status_code == 303
    assert all(one in said for one in ("第 3 版", "恢复自第 1 版", "高峰已过"))
    assert "每次最长开启 1 小时 → 2 小时" in said


def test_restoring_wants_a_reason(boss: Visitor):
    refused = sends(boss, boss.gets(f"{PLACE}/versions/1").text, {"note": " "})

    assert (refused.status_code, "请填写修改原因" in refused.text) == (422, True)


def test_restoring_past_a_newer_version_is_told(site: Site, boss: Visitor):
    page = boss.gets(f"{PLACE}/versions/1").text
    saves(site.visitor(ADMIN), {"budget.count": "15"})
    late = sends(boss, page, {"note": "回退"})

    assert (late.status_code, ADMIN in late.text) == (409, True)
    assert "第 4 版" not in boss.gets(PLACE).text


def test_an_earlier_version_that_no_longer_fits_is_mended_in_the_form(
    site: Site, boss: Visitor, tmp_path: Path
):
    site.shop.does("deploy", with_roles(tmp_path, "interns"))
    saves(boss, {"uses": ["interns"]})
    saves(boss, {"uses": ["sales"]})
    site.shop.does("deploy", with_roles(tmp_path))
    page = boss.gets(f"{PLACE}/versions/3").text
    refused = sends(boss, page, {"note": "回退"})

    assert refused.status_code == 422
    assert "没有角色“interns”" in beside(refused.text, "uses")
    assert (typed(refused.text, "note"), typed(refused.text, "uses")) == (
        ["回退"],
        ["interns"],
    )


def test_the_newest_version_is_not_restored(boss: Visitor):
    assert 'id="restore"' not in boss.gets(f"{PLACE}/versions/2").text


def test_a_version_that_was_never_written_is_not_found(boss: Visitor):
    assert boss.gets(f"{PLACE}/versions/9").status_code == 404


def test_versions_are_for_those_who_steer_or_change_policies(site: Site, boss: Visitor):
    other = site.visitor(WAREHOUSE)

    assert other.gets(f"{PLACE}/versions/1").status_code == 403
    assert part(other.gets(PLACE).text, "versions") == ""


@pytest.mark.req("S1-15")
def test_what_is_open_stays_on_its_version_and_the_page_says_so(made: Made):
    story = made()
    edits(story)
    boss = story.site.visitor(SUPERVISOR)

    assert "目前按第 1 版开启；第 2 版从下次开启起生效" in boss.gets(QUICK).text


@pytest.mark.req("S1-15")
def test_the_interface_lists_versions_with_what_each_changed(made: Made):
    story = made(is_open=False)
    edits(story, note="收紧")
    newest, first = versions(story).json["items"]
    change = {"field": "when", "before": POLICY["when"], "after": TIGHT["when"]}

    assert (newest["version"], newest["source"], newest["by"]) == (
        2,
        "edited",
        SUPERVISOR,
    )
    assert (newest["changes"], newest["note"]) == ([change], "收紧")
    assert (first["changes"], first["body"]) == ([], POLICY)


@pytest.mark.req("S1-15")
def test_a_version_that_is_no_longer_the_newest_is_refused(made: Made):
    story = made(is_open=False)
    first = edits(story, version=1)
    late = edits(story, SECOND, body=POLICY, version=1)

    assert (first.status_code, late.status_code) == (200, 409)
    assert (late.json["code"], SUPERVISOR in late.json["detail"]) == (
        "bypass-policy-newer",
        True,
    )


def test_without_a_version_the_interface_writes_over_the_newest(made: Made):
    story = made(is_open=False)
    edits(story)

    assert edits(story, body=POLICY).json["version"] == 3


def test_the_same_policy_in_other_words_is_no_new_version(made: Made):
    story = made(is_open=False)
    body = {**POLICY, "longest": "PT120M", "uses": ["finance", "sales"]}

    assert edits(story, body=body).json["version"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**POLICY, "when": "deviatoin <= 0.05"}, "when"),
        ({**POLICY, "budget": {"money": "3.00", "of": "agreeed"}}, "budget.of"),
        (
            {**POLICY, "debt": {**POLICY["debt"], "element": "no_such"}},
            "debt.element",
        ),
    ],
)
def test_what_is_named_and_nowhere_there_is_refused(
    made: Made, body: dict[str, Any], field: str
):
    answer = edits(made(is_open=False), body=body)

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


@pytest.mark.parametrize(
    ("name", "status"), [(SUPERVISOR, 200), (ADMIN, 200), (SALES, 403)]
)
def test_log_and_versions_are_read_by_the_same_people(
    made: Made, name: str, status: int
):
    story = made(is_open=False)
    log = story.site.program(name).asks("GET", QUICK)
    page = story.site.visitor(name).gets(f"{QUICK}/versions/1")

    assert (log.status_code, versions(story, name).status_code) == (status, status)
    assert page.status_code == status
