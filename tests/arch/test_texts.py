"""Every sentence a person can meet exists in Chinese and English."""

from tests.arch.law import ROOT, refuse, sources, texts

CATALOGUE = texts.read(ROOT / "runtime" / "texts")
CODE = sources("runtime", "web")


def test_each_sentence_is_the_same_in_both_languages():
    refuse(texts.crooked(CATALOGUE))


def test_each_code_in_use_has_a_sentence():
    refuse(texts.unknown(CATALOGUE, CODE))


def test_each_sentence_gets_the_facts_it_names():
    refuse(texts.unfilled(CATALOGUE, CODE))


def test_no_sentence_is_left_over():
    refuse(texts.unused(CATALOGUE, CODE))
