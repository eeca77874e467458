"""Every sentence a person can meet exists in Chinese and English."""

from tests.arch.law import ROOT, pages, refuse, sources, texts

CATALOGUE = texts.read(ROOT / "runtime" / "texts")
CODE = sources("runtime", "web")
TEMPLATES = pages.read(ROOT / "web" / "templates")


def test_each_sentence_is_the_same_in_both_languages():
    refuse(texts.crooked(CATALOGUE))


def test_each_code_in_use_has_a_sentence():
    refuse(texts.unknown(CATALOGUE, CODE))


def test_each_sentence_gets_the_facts_it_names():
    refuse(texts.unfilled(CATALOGUE, CODE))


def test_no_sentence_is_left_over():
    refuse(texts.unused(CATALOGUE, CODE, pages.codes(TEMPLATES)))


def test_each_code_that_a_page_says_has_a_sentence():
    refuse(pages.unknown(CATALOGUE, TEMPLATES))


def test_each_sentence_of_a_page_gets_its_facts():
    refuse(pages.unfilled(CATALOGUE, TEMPLATES))


def test_no_page_says_a_word_past_the_catalogue():
    refuse(pages.literal(TEMPLATES))


def test_no_page_holds_style_or_script():
    refuse(pages.inline(TEMPLATES))
