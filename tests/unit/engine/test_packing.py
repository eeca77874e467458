"""What instances of a version say again and again is kept once."""

import orjson
import pytest

from runtime.engine.packing import Packer, dictionary

NAMES = ("received", "approve", "ship")
FILES = ('<bpmn:userTask id="approve" name="审批"/>', '{"enum": ["normal", "custom"]}')
FIRST = {"route": "custom", "customer": "李雷", "phone": "13800000000", "step": "审批"}
OTHER = orjson.dumps({**FIRST, "customer": "韩梅梅", "phone": "13911111111"})


@pytest.fixture
def words():
    return dictionary(NAMES, FILES, [orjson.dumps(FIRST)])


def test_what_was_packed_comes_back(words):
    packer = Packer(words)

    assert packer.unpack(packer.pack(OTHER)) == OTHER


def test_another_packer_of_the_same_words_reads_it(words):
    assert Packer(words).unpack(Packer(bytes(words)).pack(OTHER)) == OTHER


def test_a_like_row_shrinks_by_what_the_first_one_said(words):
    assert len(Packer(words).pack(OTHER)) < len(Packer(b"").pack(OTHER)) * 0.6


@pytest.mark.parametrize("particular", ["李雷", "13800000000"])
def test_what_was_particular_to_the_first_is_not_kept(words, particular):
    assert particular not in words.decode()


@pytest.mark.parametrize("published", ["审批", "custom", "route", "ship"])
def test_what_is_published_is_kept(words, published):
    assert published in words.decode()


def test_a_dictionary_fits_into_what_deflate_looks_back_on():
    names = [f"element_{n}" for n in range(2_000)]

    assert len(dictionary(names, (), [orjson.dumps(FIRST)])) < 4_096
