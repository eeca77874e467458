"""Every sentence of orders exists in zh and en, and says the same facts in both."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from runtime.kernel.faults import POINTS
from runtime.kernel.texts import catalogue

RUNTIME = Path(__file__).parents[3] / "runtime"
SENTENCES = tomllib.loads((RUNTIME / "texts" / "orders.toml").read_text("utf-8"))
_CODE = re.compile(r'"((?:[a-z0-9]+-)+[a-z0-9]+)"')
# kebab-case words of the code that are no sentences
_FORMATS = {
    *("utf-8", "utf-8-bom", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("positive-or-zero", "optional-moment", "order-number"),
}
USED = {
    code
    for file in (RUNTIME / "orders").rglob("*.py")
    for code in _CODE.findall(file.read_text("utf-8"))
} - _FORMATS


def _facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_says_the_same_facts_in_both_languages(code):
    assert _facts(SENTENCES[code]["zh"]) == _facts(SENTENCES[code]["en"])


def test_every_code_in_use_has_its_sentence():
    assert set() == USED - set(catalogue()) - POINTS


def test_every_sentence_is_in_use():
    built = {f"type-{kind}" for kind in ("string", "boolean", "integer", "object")}
    assert set(SENTENCES) - USED == built - USED | {"type-array"}
