"""部署与版本: what runs stays on what it was started with."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.story import CUSTOM, ROOT, SUPERVISOR, Shop, custom_made

SEED = (ROOT / "processes", ROOT / "forms")
ROUTING = "processes/shared/order_routing.dmn"
CHECKS = "processes/shared/order_checks.dmn"


def new(result: Any) -> set[str]:
    """Return what a deployment made."""
    return {one["key"] for one in result["published"] if one["new"]}


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every deployable file below a folder."""
    found = [*folder.glob("processes/**/*"), *folder.glob("forms/**/*")]
    passed_over = ("README.md", "ok.json", "bad.json")
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in found
        if file.is_file() and file.name not in passed_over and file.suffix != ".svg"
    }


@pytest.fixture
def drafts(shop: Shop) -> Path:
    """A copy of the seed that may be changed."""
    for folder in SEED:
        shutil.copytree(folder, shop.folder / folder.name)
    return shop.folder


def change(file: Path, old: str, now: str) -> Path:
    """Replace text in a file that must have it."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, now), "utf-8")
    return file


def test_deploying_the_same_files_again_publishes_nothing(shop: Shop):
    assert new(shop.does("deploy", *SEED)) == set()


def test_initialising_again_publishes_nothing(shop: Shop):
    assert new(shop.does("init")) == set()


def test_a_changed_table_makes_new_versions_of_what_uses_it(shop: Shop, drafts: Path):
    table = change(drafts / ROUTING, "param.straight_below", "3000")

    assert new(shop.does("deploy", table)) == {
        "order_routing",
        "order_approval",
        "order_main",
    }


def test_a_running_order_stays_on_its_version(shop: Shop, drafts: Path):
    running = shop.takes(total="8000.00", lines=custom_made())
    change(drafts / "forms/custom_review/schema.json", '"lead_days"', '"days_to_make"')
    change(drafts / "forms/custom_review/ui.json", '"lead_days"', '"days_to_make"')
    shop.does("deploy", drafts / "processes", drafts / "forms")
    shop.completes(SUPERVISOR, running, decision="approve")

    assert shop.completes(CUSTOM, running, decision="approve", lead_days=7)[
        "state"
    ] == ("released")


def test_a_new_order_starts_on_the_new_version(shop: Shop, drafts: Path):
    shop.does("deploy", change(drafts / ROUTING, "param.straight_below", "100"))

    assert shop.waiting(shop.takes(total="199.00")) == {"sales_confirm": "sales"}


def test_a_limit_changed_later_does_not_reach_an_order_that_runs(
    shop: Shop, drafts: Path
):
    running = shop.takes(paid_at=None, paid="0.00", total="199.00")
    shop.does("deploy", change(drafts / ROUTING, "param.straight_below", "100"))

    assert shop.hears(running, "paid")["state"] == "released"


def test_the_story_says_which_version_an_order_runs_on(shop: Shop, drafts: Path):
    shop.does("deploy", change(drafts / ROUTING, "param.straight_below", "100"))
    story = shop.shows(shop.takes())["story"]

    assert "(version 2) started" in story[0]["text"]


def test_an_export_holds_the_same_bytes(shop: Shop, tmp_path: Path):
    target = tmp_path / "out"
    shop.does("export", target)

    assert bytes_of(target) == bytes_of(ROOT)


def test_every_published_state_exports_the_bytes_that_it_had(
    shop: Shop, drafts: Path, tmp_path: Path
):
    before = datetime.now(UTC).isoformat()
    shop.does("deploy", change(drafts / ROUTING, "param.straight_below", "100"))
    shop.does("export", tmp_path / "then", "--at", before)
    shop.does("export", tmp_path / "now")

    assert bytes_of(tmp_path / "then") == bytes_of(ROOT)
    assert bytes_of(tmp_path / "now") == bytes_of(drafts)


def test_what_was_published_before_there_was_anything_is_nothing(
    shop: Shop, tmp_path: Path
):
    done = shop.does("export", tmp_path / "out", "--at", "2020-01-01T00:00:00+00:00")

    assert done["files"] == 0


def test_what_was_exported_deploys_as_unchanged(shop: Shop, tmp_path: Path):
    target = tmp_path / "out"
    shop.does("export", target)

    assert new(shop.does("deploy", target / "processes", target / "forms")) == set()


def test_a_single_changed_file_is_checked_with_what_is_published(
    shop: Shop, drafts: Path
):
    form = drafts / "forms/ship_order/schema.json"
    change(form, '"maxLength": 500', '"maxLength": 400')

    assert "ship_order" in new(shop.does("deploy", form))


def test_a_table_that_breaks_a_published_diagram_is_refused(shop: Shop, drafts: Path):
    table = change(drafts / ROUTING, 'id="order_routing"', 'id="order_paths"')
    change(table, 'name="order_routing" label', 'name="order_paths" label')
    error = shop.refuses("deploy", table)

    assert "order_approval" in str(error["findings"])


def test_a_path_that_does_not_exist_is_refused(shop: Shop):
    error = shop.refuses("deploy", shop.folder / "nowhere")

    assert error["findings"][0]["rule"] == "path-missing"


def test_a_misspelt_check_of_a_channel_is_refused_with_the_one_meant(
    shop: Shop, drafts: Path
):
    channel = change(
        drafts / "processes/channels/tmall.toml",
        "address_incomplete =",
        "address_incomplet =",
    )
    refused = shop.run("deploy", channel, "--lang", "en")

    said = refused.out + refused.err
    assert refused.code == 1
    assert "processes/channels/tmall.toml" in said
    assert 'Did you mean "address_incomplete"?' in said


def test_a_check_that_comes_with_its_channel_is_known(shop: Shop, drafts: Path):
    table = change(drafts / CHECKS, '"zero_total"', '"nothing_to_pay"')
    channel = drafts / "processes/channels/own.toml"
    channel.write_text(
        channel.read_text("utf-8") + '[checks]\nnothing_to_pay = "off"\n', "utf-8"
    )

    assert {"own", "order_checks"} <= new(shop.does("deploy", table, channel))


def test_a_misspelt_check_of_a_mapping_file_takes_no_order(shop: Shop):
    mapping = shop.folder / "mine.toml"
    mapping.write_text(
        'title = "店"\nzone = "UTC"\n[checks]\nzero_totl = "off"\n', "utf-8"
    )
    orders = shop.folder / "orders.jsonl"
    orders.write_text("{}\n", "utf-8")
    words = ("import", orders, "--channel", "own", "--mapping", mapping)

    assert shop.refuses(*words)["code"] == "channel-invalid"
