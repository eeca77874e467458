"""Drafts on both databases: of two at once one wins, and nothing said is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from runtime.bootstrap import Runtime
from runtime.designer.drafts import drafts, publications, publishing, reviewing, saving
from runtime.designer.drafts.naming import Name
from runtime.designer.drafts.saving import Clash, Saving
from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import Kind
from runtime.kernel.actors import Actor
from runtime.kernel.errors import FlowError
from tests.statements import counting
from tests.story import Shop

TABLE = Name("decisions", "order_routing")
AUTHOR = Actor("p-author", "作者", frozenset({"designer"}))
OTHER = Actor("p-other", "同事", frozenset({"designer"}))


@pytest.fixture
def runtime(any_shop: Shop) -> Iterator[Runtime]:
    """Give an installation on each database."""
    with closing(any_shop.runtime()) as found:
        yield found


def begun(runtime: Runtime, name: Name = TABLE) -> int:
    """Open a draft with a file in it that says something else."""

    def run(work: Any) -> int:
        made = drafts.open_draft(work, runtime.engine.trail, "改一改")
        saving.take_in(work, runtime.press, made, name)
        return made

    made = runtime.attempt(AUTHOR, run)
    saves(runtime, AUTHOR, made, 1, b"<!-- 1 -->")()
    return made


def body(runtime: Runtime, draft_id: int, more: bytes) -> bytes:
    """Return what a draft's file says, with a remark at its end."""
    with runtime.database.reading() as read:
        return drafts.get(read, draft_id).get(TABLE).body.rstrip() + more


def saves(
    runtime: Runtime, who: Actor, draft_id: int, revision: int, more: bytes
) -> Callable[[], Any]:
    """Return what saves a file upon a revision."""
    wanted = Saving(*TABLE, body(runtime, draft_id, more), revision)
    trail = runtime.engine.trail
    return lambda: runtime.attempt(
        who, lambda work: saving.save(work, trail, draft_id, wanted)
    )


def approved(runtime: Runtime, draft_id: int) -> None:
    """Hand a draft in and let the other one approve it."""
    trail = runtime.engine.trail
    runtime.attempt(AUTHOR, lambda work: reviewing.submit(work, trail, draft_id, "看"))
    runtime.attempt(OTHER, approves(runtime, draft_id))


def approves(runtime: Runtime, draft_id: int) -> Callable[[Any], None]:
    """Return what approves a draft as it is now."""
    with runtime.database.reading() as read:
        seen = drafts.get(read, draft_id).version
    trail = runtime.engine.trail
    return lambda work: reviewing.approve(work, trail, draft_id, "好", seen)


def publishes(runtime: Runtime, draft_id: int) -> Callable[[], Any]:
    """Return what publishes a draft."""
    press = runtime.press
    return lambda: runtime.attempt(
        OTHER, lambda work: publishing.publish(work, press, draft_id, "好")
    )


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make calls at the same moment; a refusal is its code."""
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        start.wait(timeout=60)
        try:
            return call()
        except FlowError as refused:
            return refused.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def test_of_two_saves_at_once_one_stands_and_the_other_is_kept(runtime: Runtime):
    draft = begun(runtime)
    mine = saves(runtime, AUTHOR, draft, 2, b"<!-- 2 -->")
    theirs = saves(runtime, OTHER, draft, 2, b"<!-- 3 -->")
    found = at_once(mine, theirs)

    with runtime.database.reading() as read:
        copies = drafts.list_copies(read, draft)
    assert sum(isinstance(one, Clash) for one in found) == len(copies) == 1


def test_of_two_publishes_of_a_draft_at_once_one_is_done(runtime: Runtime):
    draft = begun(runtime)
    approved(runtime, draft)
    found = at_once(publishes(runtime, draft), publishes(runtime, draft))

    with runtime.database.reading() as read:
        made = publications.list_publications(read)
    assert sum(isinstance(one, int) for one in found) == len(made) == 1


def test_of_two_drafts_of_a_file_published_at_once_the_second_is_told(
    runtime: Runtime,
):
    one, two = begun(runtime), begun(runtime)
    saves(runtime, AUTHOR, two, 2, b"<!-- 2 -->")()
    approved(runtime, one)
    approved(runtime, two)
    found = at_once(publishes(runtime, one), publishes(runtime, two))

    with runtime.database.reading() as read:
        versions = artifacts.list_versions(read, Kind.DECISIONS, TABLE.key)
    assert sorted(map(str, found))[-1] == "draft-superseded"
    assert len(versions) == 2


def test_whoever_publishes_second_keeps_the_text_byte_for_byte(runtime: Runtime):
    both = [begun(runtime), begun(runtime)]
    saves(runtime, AUTHOR, both[1], 2, b"<!-- 2 \xc2\xa0 -->\n")()
    written = [body(runtime, one, b"\n") for one in both]
    approved(runtime, both[0])
    approved(runtime, both[1])
    at_once(*(publishes(runtime, one) for one in both))

    assert [body(runtime, one, b"\n") for one in both] == written


def test_what_is_saved_while_it_is_approved_is_not_published(runtime: Runtime):
    draft = begun(runtime)
    trail = runtime.engine.trail
    runtime.attempt(AUTHOR, lambda work: reviewing.submit(work, trail, draft, "看"))
    approval = approves(runtime, draft)
    late = saves(runtime, AUTHOR, draft, 2, b"<!-- 2 -->")
    at_once(late, lambda: runtime.attempt(OTHER, approval))
    (said,) = at_once(publishes(runtime, draft))

    assert said == "draft-not-approved"


@pytest.mark.parametrize("table", ["publication", "published_part", "draft_copy"])
def test_what_was_published_or_kept_is_never_changed(runtime: Runtime, table: str):
    draft = begun(runtime)
    approved(runtime, draft)
    saves(runtime, OTHER, draft, 1, b"<!-- late -->")()
    publishes(runtime, draft)()

    with (
        runtime.database.transaction() as connection,
        pytest.raises(DBAPIError, match="append-only"),
    ):
        connection.execute(sql(f"DELETE FROM {table}"))


def test_a_save_takes_few_statements_and_one_commit(runtime: Runtime):
    draft = begun(runtime)
    run = saves(runtime, AUTHOR, draft, 2, b"<!-- 2 -->")
    with counting(runtime.database) as said:
        run()

    assert (said.total <= 8, said.commits) == (True, 1), "\n".join(said.statements)
