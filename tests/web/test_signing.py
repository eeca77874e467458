"""Signers: asked before an answer, or to sign it; the task goes from hand to hand."""

from __future__ import annotations

import pytest

from tests.story import PARCEL, SALES, SUPERVISOR, WAREHOUSE
from tests.visitors import Site
from tests.web.test_handing import does, mate, mine, story, task, third, told

__all__ = ["mate", "task", "third"]  # fixtures
YES, NO = {"decision": "approve", "note": "可以"}, {"decision": "reject"}


def asks(site: Site, task: int, to: str, when: str, who: str = WAREHOUSE):
    """Ask somebody to sign; return the answer."""
    return does(site, who, task, "add-sign", to=to, when=when)


def signers(site: Site, task: int) -> list[tuple[str, str]]:
    """Return who was asked, and what they said."""
    found = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json["signers"]
    return [(one["who"], one["decision"]) for one in found]


def test_who_is_asked_before_has_the_task_until_they_said_it(site: Site, task, mate):
    asked = asks(site, task, mate, "before")
    early = does(site, WAREHOUSE, task, "complete", data=PARCEL)

    assert (asked.status_code, asked.json["assignee"]) == (200, mate)
    assert (early.status_code, early.json["code"]) == (409, "task-waits-for-signer")
    assert (mine(site, mate), told(site, mate)) == ([task], ["notice-to-sign"])


@pytest.mark.parametrize("opinion", [YES, NO])
def test_an_opinion_comes_back_to_who_asked(site: Site, task, mate, opinion):
    asks(site, task, mate, "before")
    signed = does(site, mate, task, "sign", **opinion).json

    assert (signed["state"], signed["assignee"]) == ("open", WAREHOUSE)
    assert signers(site, task) == [(mate, opinion["decision"])]
    assert told(site, WAREHOUSE) == [f"notice-signed-{opinion['decision']}"]


def test_the_holder_completes_after_the_opinion(site: Site, task, mate):
    asks(site, task, mate, "before")
    does(site, mate, task, "sign", **NO)
    done = does(site, WAREHOUSE, task, "complete", data=PARCEL).json

    assert (done["is_kept"], done["state"]) == (False, "completed")


def test_several_sign_in_sequence(site: Site, task, third, mate):
    asks(site, task, mate, "before")
    asks(site, task, third, "before")
    early = does(site, third, task, "sign", **YES)
    first = does(site, mate, task, "sign", **YES).json
    second = does(site, third, task, "sign", **YES).json

    assert (early.status_code, early.json["code"]) == (409, "sign-not-yet")
    assert (first["assignee"], second["assignee"]) == (third, WAREHOUSE)


def test_a_signer_may_not_complete_or_release(site: Site, task, mate):
    asks(site, task, mate, "before")
    completed = does(site, mate, task, "complete", data=PARCEL)
    released = does(site, mate, task, "release")

    assert {completed.json["code"], released.json["code"]} == {"task-asks-opinion"}
    assert mine(site, mate) == [task]


def test_an_answer_waits_for_who_signs_afterwards(site: Site, task, mate):
    asked = asks(site, task, mate, "after").json
    kept = does(site, WAREHOUSE, task, "complete", data=PARCEL).json

    assert asked["assignee"] == WAREHOUSE
    assert (kept["is_kept"], kept["assignee"]) == (True, mate)
    assert told(site, mate) == ["notice-to-sign"]


def test_a_signed_answer_completes_the_task_as_its_holders(site: Site, task, mate):
    asks(site, task, mate, "after")
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    signed = does(site, mate, task, "sign", **YES).json
    done = site.program(WAREHOUSE).asks("GET", f"/tasks/{task}").json

    assert (signed["state"], signed["order_state"]) == ("completed", "completed")
    assert (done["assignee"], done["form"]["data"]) == (WAREHOUSE, PARCEL)
    assert told(site, WAREHOUSE) == ["notice-done-for-you"]
    assert "signed-after-approve" in story(site, task)
    assert site.shop.is_sound()


def test_an_answer_that_is_not_signed_goes_back_and_is_signed_anew(
    site: Site, task, mate
):
    asks(site, task, mate, "after")
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    refused = does(site, mate, task, "sign", **NO).json
    better = does(site, WAREHOUSE, task, "complete", data=PARCEL).json
    signed = does(site, mate, task, "sign", **YES).json

    assert (refused["state"], refused["assignee"]) == ("open", WAREHOUSE)
    assert (better["is_kept"], better["assignee"]) == (True, mate)
    assert signed["state"] == "completed"


def test_what_one_signed_is_signed_anew_when_another_refused(site: Site, task, third):
    asks(site, task, "库房乙", "after")
    asks(site, task, third, "after")
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    does(site, "库房乙", task, "sign", **YES)
    does(site, third, task, "sign", **NO)
    does(site, WAREHOUSE, task, "complete", data=PARCEL)

    assert signers(site, task) == [("库房乙", ""), (third, "")]
    assert mine(site, "库房乙") == [task]


def test_a_lead_signs_for_any_role(site: Site, task):
    asks(site, task, SUPERVISOR, "before")
    signed = does(site, SUPERVISOR, task, "sign", **YES)

    assert (signed.status_code, signed.json["assignee"]) == (200, WAREHOUSE)


@pytest.mark.parametrize("to", [SALES, WAREHOUSE])
def test_not_everybody_is_asked_to_sign(site: Site, task, to):
    assert asks(site, task, to, "before").status_code == 422


def test_nobody_is_asked_twice(site: Site, task, mate):
    asks(site, task, mate, "after")
    again = asks(site, task, mate, "after")

    assert (again.status_code, again.json["code"]) == (409, "sign-asked-already")


def test_nobody_signs_twice(site: Site, task, mate):
    asks(site, task, mate, "before")
    does(site, mate, task, "sign", **YES)
    again = does(site, mate, task, "sign", **YES)

    assert (again.status_code, again.json["code"]) == (409, "sign-signed-already")


def test_nobody_signs_unasked(site: Site, task, mate):
    answer = does(site, mate, task, "sign", **YES)

    assert (answer.status_code, answer.json["code"]) == (403, "sign-not-asked")


def test_no_opinion_is_asked_about_an_answer_that_is_given(site: Site, task, third):
    asks(site, task, third, "after")
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    answer = asks(site, task, "库房乙", "before")

    assert (answer.status_code, answer.json["code"]) == (409, "sign-too-late")


def test_a_signer_lets_another_sign(site: Site, task, third, mate):
    asks(site, task, mate, "before")
    does(site, mate, task, "transfer", to=third)
    signed = does(site, third, task, "sign", **YES)

    assert (signed.json["assignee"], signers(site, task)) == (
        WAREHOUSE,
        [(third, "approve")],
    )


def test_who_asked_takes_the_task_back(site: Site, task, mate):
    asks(site, task, mate, "before")
    does(site, WAREHOUSE, task, "transfer", to=WAREHOUSE)
    done = does(site, WAREHOUSE, task, "complete", data=PARCEL)

    assert (done.status_code, done.json["state"]) == (200, "completed")
    assert story(site, task).count("transferred") == 1


def test_a_batch_refuses_what_waits_for_a_signer(site: Site, task, mate):
    asks(site, task, mate, "before")
    body = {"items": [{"id": task}], "data": PARCEL, "dry_run": False}
    sent = site.program(WAREHOUSE).asks("POST", "/tasks/batch-complete", json=body)
    single = does(site, WAREHOUSE, task, "complete", data=PARCEL)

    assert task in mine(site, mate)
    assert single.json["code"] in sent.get_data(as_text=True)


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_signature_of_a_leaver_goes_to_their_heir(site: Site, task, third, when):
    asks(site, task, "库房乙", when)
    site.shop.does("user", "hand-over", "库房乙", "--to", third)
    does(site, WAREHOUSE, task, "complete", data=PARCEL)
    signed = does(site, third, task, "sign", **YES)

    assert (signed.status_code, signers(site, task)) == (200, [(third, "approve")])


def test_nobody_waits_for_the_signature_of_a_leaver_without_heir(
    site: Site, task, mate
):
    asks(site, task, mate, "before")
    site.shop.does("user", "disable", mate)
    done = does(site, WAREHOUSE, task, "complete", data=PARCEL).json

    assert (done["is_kept"], done["state"]) == (False, "completed")


def test_a_signature_comes_back_to_the_heir_of_who_asked(site: Site, task, third):
    asks(site, task, "库房乙", "before")
    site.shop.does("user", "hand-over", WAREHOUSE, "--to", third)
    signed = does(site, "库房乙", task, "sign", **YES).json

    assert signed["assignee"] == third


def test_a_delegate_may_ask_and_it_still_comes_back(site: Site, task, third, mate):
    does(site, WAREHOUSE, task, "delegate", to=mate)
    asks(site, task, third, "before", who=mate)
    signed = does(site, third, task, "sign", **YES).json
    kept = does(site, mate, task, "complete", data=PARCEL).json

    assert (signed["assignee"], kept["assignee"]) == (mate, WAREHOUSE)
