"""Every sentence of this area is there, in both languages, with the same facts."""

import re
import tomllib
from pathlib import Path

import pytest

from runtime import engine

AREA = Path(engine.__file__).parents[1] / "texts" / "spiff.toml"
SENTENCES = tomllib.loads(AREA.read_text("utf-8"))
ROOMS = "".join(
    each.read_text("utf-8")
    for each in sorted((Path(engine.__file__).parent / "spiff").rglob("*.py"))
)


@pytest.mark.parametrize("code", SENTENCES)
def test_both_languages_tell_the_same_facts(code: str) -> None:
    told = [set(re.findall(r"{(\w+)}", SENTENCES[code][each])) for each in ("en", "zh")]

    assert told[0] == told[1]


def test_every_sentence_is_used() -> None:
    assert [code for code in SENTENCES if f'"{code}"' not in ROOMS] == []
