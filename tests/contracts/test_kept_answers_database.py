"""One key at once from two sides is one piece of work, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from runtime.bootstrap import Runtime
from runtime.identity import answers, people
from runtime.identity.answers import Answer
from runtime.kernel.actors import Actor
from runtime.kernel.work import Work
from tests.story import CS, Shop

CALLER = Actor("caller", "caller")


@pytest.fixture
def runtime(any_shop: Shop) -> Iterator[Runtime]:
    """Give an opened installation."""
    with closing(any_shop.runtime()) as opened:
        yield opened


def test_of_two_at_once_one_does_the_work_and_both_have_its_answer(runtime: Runtime):
    together, done = Barrier(2, timeout=60), []

    def disable(work: Work) -> Answer:
        together.wait()  # neither has seen an answer yet
        people.disable(work, runtime.engine.trail, CS)
        done.append(work.now)
        return Answer(200, str(len(done)).encode())

    def ask(_: int) -> bytes:
        once = runtime.attempt(
            CALLER, lambda work: answers.once(work, "k", "d", disable)
        )
        return once.body

    with ThreadPoolExecutor(2) as pool:
        bodies = list(pool.map(ask, range(2)))

    assert (bodies, len(done)) == ([b"1", b"1"], 1)
