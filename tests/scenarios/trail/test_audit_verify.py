"""审计校验: whoever owns the database cannot change the trail without being found."""

from __future__ import annotations

import shutil

import pytest

LAST_BLOCK = "(SELECT block FROM audit_entry WHERE subject = '甲' AND seq = 4)"
ONE = "subject = '甲' AND seq = 2"
ATTACKS = {
    "an edited document": (
        ['UPDATE audit_entry SET doc = \'{"amount":"9.00"}\' WHERE ' + ONE],
        {"audit-changed"},
    ),
    "another actor": (
        [f"UPDATE audit_entry SET actor = 'wang' WHERE {ONE}"],
        {"audit-changed"},
    ),
    "another moment": (
        [f"UPDATE audit_entry SET at = at + 1 WHERE {ONE}"],
        {"audit-changed"},
    ),
    "another deed": (
        [f"UPDATE audit_entry SET tag = 'test:it:undone' WHERE {ONE}"],
        {"audit-changed"},
    ),
    "a deleted entry": (
        [f"DELETE FROM audit_entry WHERE {ONE}"],
        {"audit-gap", "audit-changed", "audit-block-broken"},
    ),
    "entries in another sequence": (
        [
            "UPDATE audit_entry SET seq = 99 WHERE subject = '甲' AND seq = 1",
            "UPDATE audit_entry SET seq = 1 WHERE subject = '甲' AND seq = 2",
            "UPDATE audit_entry SET seq = 2 WHERE subject = '甲' AND seq = 99",
        ],
        {"audit-changed", "audit-block-broken"},
    ),
    "a cut tail of one chain": (
        ["DELETE FROM audit_entry WHERE subject = '甲' AND seq = 4"],
        {"audit-block-broken"},
    ),
    "a chain cut out": (
        ["DELETE FROM audit_entry WHERE subject = '乙'"],
        {"audit-block-broken"},
    ),
    "a block cut out with all its entries": (
        [
            f"DELETE FROM audit_block WHERE id = {LAST_BLOCK}",
            "DELETE FROM audit_entry WHERE seq = 4",
        ],
        {"audit-anchor-broken"},
    ),
    "a seal cut out": (
        [f"DELETE FROM audit_block WHERE id = {LAST_BLOCK}"],
        {"audit-block-missing", "audit-anchor-broken"},
    ),
    "an entry slipped in": (
        [
            "INSERT INTO audit_entry SELECT subject, 5, at, actor, tag, doc, block, mac"
            " FROM audit_entry WHERE subject = '甲' AND seq = 4"
        ],
        {"audit-changed", "audit-block-broken"},
    ),
    "an entry moved to another subject": (
        ["UPDATE audit_entry SET subject = '丁' WHERE subject = '丙'"],
        {"audit-changed", "audit-block-broken"},
    ),
}


def test_a_whole_trail_is_accepted(archive):
    verdict = archive.verdict()

    assert verdict == {
        "ok": True,
        "entries": 12,
        "chains": 3,
        "blocks": 4,
        "anchored": 4,
        "faults": [],
    }


def test_a_whole_trail_lets_the_command_succeed(plain):
    assert plain.run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(("statements", "found"), ATTACKS.values(), ids=ATTACKS)
def test_it_is_found(archive, statements, found):
    archive.rewrite(*statements)

    assert archive.faults() == found


def test_a_broken_trail_fails_the_command(plain):
    plain.rewrite("DELETE FROM audit_entry WHERE seq = 4")

    assert plain.run("audit", "verify").exit_code == 1


@pytest.mark.parametrize(("language", "word"), [("zh", "甲"), ("en", "甲")])
def test_people_read_which_entry_it_is(plain, language, word):
    plain.rewrite(f"UPDATE audit_entry SET actor = 'wang' WHERE {ONE}")

    assert word in plain.run("audit", "verify", "--lang", language).stderr


def test_no_anchors_at_all_are_found(plain):
    shutil.rmtree(plain.anchors)

    assert plain.faults() == {"audit-anchors-missing"}


def test_the_anchors_of_a_day_that_are_gone_are_found(plain):
    (plain.anchors / "2026-11-10.log").unlink()

    assert plain.faults() == {"audit-day-without-anchors"}


def test_an_anchor_that_was_changed_is_found(plain):
    file = plain.anchors / "2026-11-10.log"
    lines = file.read_text("ascii").splitlines()
    file.write_text("\n".join([lines[0][:-64] + "0" * 64, lines[1]]), "ascii")

    assert plain.faults() == {"audit-anchor-broken"}


def test_an_anchor_that_a_killed_process_owes_is_no_fault(plain):
    file = plain.anchors / "2026-11-11.log"
    first = file.read_text("ascii").splitlines()[0]
    file.write_text(first + "\n", "ascii")

    verdict = plain.verdict()
    assert (verdict["ok"], verdict["blocks"] - verdict["anchored"]) == (True, 1)


def test_a_torn_last_line_is_passed_over(plain):
    file = plain.anchors / "2026-11-11.log"
    file.write_text(file.read_text("ascii")[:-20], "ascii")

    assert plain.verdict()["ok"]


def test_a_trail_of_another_key_is_not_accepted(plain):
    found = plain.faults(SPILLWAY_SECRET_KEY="another one")

    assert {"audit-changed", "audit-block-broken"} <= found
