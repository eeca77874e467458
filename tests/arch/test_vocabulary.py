"""The engine has never heard of an order, an order has never heard of the engine."""

from tests.arch.law import ROOT, refuse, sources, words

GENERIC = ("kernel", "feel", "dmn", "jobs", "engine")


def test_the_generic_layers_know_no_order_words():
    files = sources(*(f"runtime/{layer}" for layer in GENERIC))

    refuse(words.order_words(files))


def test_the_sentences_of_the_generic_layers_know_no_order_words():
    catalogues = [ROOT / "runtime" / "texts" / f"{layer}.toml" for layer in GENERIC]
    texts = {
        file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
        for file in catalogues
        if file.is_file()
    }

    refuse(words.order_words_in_texts(texts))


def test_order_code_knows_no_spiff_words():
    refuse(words.spiff_words(sources("runtime/orders")))
