"""A policy that was changed on its page, and the file that it once came with."""

from __future__ import annotations

import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from runtime.orders.bypass import history, policies
from runtime.orders.bypass.policies import Edit
from tests.shortcut import POLICY, actor, draw, toml
from tests.story import SUPERVISOR, Shop

TIGHT = {**POLICY, "when": "deviation <= 0.01", "text": {"zh": '收"紧', "en": "Tight"}}
WIDE = {**POLICY, "when": "deviation <= 0.09"}


def edits(shop: Shop, body: dict[str, Any]) -> None:
    """Let the supervisor change the policy, as the page does."""
    with closing(shop.runtime()) as runtime:
        runtime.attempt(
            actor(runtime, SUPERVISOR),
            lambda work: policies.edit(
                work, runtime.engine, "quick_code", Edit(body, "试行")
            ),
        )


def versions(shop: Shop) -> list[history.Version]:
    """Return the versions of the policy, the newest first."""
    with closing(shop.runtime()) as runtime, runtime.database.reading() as read:
        return history.list_versions(read, "quick_code")


def now(shop: Shop) -> dict[str, Any]:
    """Return what the policy says now."""
    found: dict[str, Any] = orjson.loads(versions(shop)[0].row.body)
    return found


def advice(done: Any) -> list[tuple[str, str]]:
    """Return the rules and levels of what a deployment advised."""
    found = [one for one in done["findings"] if one["rule"].startswith("bypass-")]
    return [(one["rule"], one["level"]) for one in found]


@pytest.fixture
def edited(shop: Shop, tmp_path: Path) -> Shop:
    """Give a shop whose policy was published, then changed on its page."""
    shop.does("deploy", draw(tmp_path))
    edits(shop, TIGHT)
    return shop


def test_the_same_file_again_leaves_what_was_changed_on_the_page(
    edited: Shop, tmp_path: Path
):
    done = edited.does("deploy", draw(tmp_path))

    assert (now(edited), advice(done)) == (TIGHT, [])


def test_a_file_of_which_only_a_comment_changed_leaves_it_too(
    edited: Shop, tmp_path: Path
):
    place = draw(tmp_path)
    file = place / "bypass.toml"
    file.write_text(f"# 说明\n{file.read_text('utf-8')}", "utf-8")
    done = edited.does("deploy", place)

    assert (now(edited), advice(done)) == (TIGHT, [])


@pytest.mark.req("S1-15")
def test_a_file_that_says_something_new_wins_and_tells_what_it_went_over(
    edited: Shop, tmp_path: Path
):
    done = edited.does("deploy", draw(tmp_path, when=WIDE["when"]), "--lang", "en")
    (said,) = [
        one["message"]
        for one in done["findings"]
        if one["rule"] == "bypass-policy-replaced"
    ]

    assert now(edited) == WIDE
    assert all(one in said for one in ("quick_code", "version 2", SUPERVISOR))


def test_the_version_that_a_file_went_over_is_kept_and_named(
    edited: Shop, tmp_path: Path
):
    edited.does("deploy", draw(tmp_path, when=WIDE["when"]))
    newest, replaced, _ = versions(edited)

    assert (newest.replaces, replaced.note) == (2, "试行")


def test_a_file_that_goes_over_no_page_version_says_nothing(shop: Shop, tmp_path: Path):
    shop.does("deploy", draw(tmp_path))
    done = shop.does("deploy", draw(tmp_path, when=WIDE["when"]))

    assert (now(shop), advice(done)) == (WIDE, [])


def test_a_file_that_says_what_the_page_says_goes_over_nothing(
    edited: Shop, tmp_path: Path
):
    edits(edited, WIDE)
    done = edited.does("deploy", draw(tmp_path, when=WIDE["when"]))

    assert (now(edited), advice(done)) == (WIDE, [])


@pytest.mark.req("S1-15")
def test_an_export_says_what_was_changed_and_deploys_back_equal(
    edited: Shop, tmp_path: Path
):
    edited.does("export", tmp_path / "out")
    file = tmp_path / "out" / "processes" / "quick" / "bypass.toml"
    written = tomllib.loads(file.read_text("utf-8"))
    done = edited.does("deploy", file.parent)

    assert (written, now(edited), advice(done)) == ({"quick_code": TIGHT}, TIGHT, [])


def test_an_export_of_one_changed_policy_leaves_the_rest_of_its_file(
    shop: Shop, tmp_path: Path
):
    place = draw(tmp_path)
    file = place / "bypass.toml"
    other = toml({"slow_code": {**POLICY, "debt": None} | {"code": False}})
    other = "\n".join(one for one in other.splitlines() if "None" not in one)
    kept = f"# 另一条\n{other}\n"
    file.write_text(f"# 快速\n{file.read_text('utf-8')}\n{kept}", "utf-8")
    shop.does("deploy", place)
    edits(shop, TIGHT)
    shop.does("export", tmp_path / "out")
    written = (tmp_path / "out" / "processes" / "quick" / "bypass.toml").read_text()

    assert (written.startswith("# 快速\n"), kept in written) == (True, True)
