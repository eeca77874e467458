"""Expressions that are one long word or chain are read once, and not again."""

from __future__ import annotations

import subprocess
import sys

import pytest

SECONDS = 20  # of computing; each word is read in far less, and once too often in hours
READ = """
import resource, sys
from runtime.designer.checks import reading
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
print(len(reading._names({word}, frozenset())))
"""


@pytest.mark.parametrize(
    "word",
    ["'x' * 300_000", "'x.' * 150_000 + 'x'", "'null ' * 60_000", "'a = ' * 60_000"],
    ids=["word", "chain", "nulls", "equals"],
)
def test_what_an_expression_reads_is_told_in_time(word: str):
    code = READ.format(seconds=SECONDS, word=word)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "0")
