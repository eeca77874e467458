"""Every sentence of this layer exists, in both languages, with the same facts."""

import re
import tomllib
from pathlib import Path

import pytest

RUNTIME = Path(__file__).parents[3] / "runtime"
SENTENCES = tomllib.loads((RUNTIME / "texts" / "dmn.toml").read_text("utf-8"))
SOURCE = "".join(each.read_text("utf-8") for each in (RUNTIME / "dmn").glob("*.py"))
USED = sorted(set(re.findall(r'"((?:dmn|xml|decision|file)-[a-z-]+)"', SOURCE)))


@pytest.mark.parametrize("code", USED)
def test_a_code_that_is_used_has_a_sentence(code):
    assert code in SENTENCES


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_used(code):
    assert code in USED


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_has_the_same_facts_in_both_languages(code):
    zh, en = (re.findall(r"{(\w+)}", SENTENCES[code][each]) for each in ("zh", "en"))
    assert sorted(set(zh)) == sorted(set(en))
