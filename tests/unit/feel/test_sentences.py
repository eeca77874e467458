"""Every code of this package has its sentence in both languages."""

import re
from pathlib import Path

import pytest

from runtime import feel
from runtime.kernel.texts import LANGUAGES, catalogue

PACKAGE = Path(feel.__file__).parent
CODE = re.compile(r'"(feel-[a-z0-9-]+)"')
FACT = re.compile(r"{(\w+)}")
SENTENCES = {code: each for code, each in catalogue().items() if code[:5] == "feel-"}


def used_codes():
    files = PACKAGE.rglob("*.py")
    return {code for each in files for code in CODE.findall(each.read_text("utf-8"))}


def test_every_code_has_its_sentence():
    assert used_codes() <= SENTENCES.keys()


def test_every_sentence_has_its_code():
    assert SENTENCES.keys() <= used_codes()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_tell_the_same_facts(code):
    facts = [set(FACT.findall(SENTENCES[code][each])) for each in LANGUAGES]
    assert facts[0] == facts[1]
