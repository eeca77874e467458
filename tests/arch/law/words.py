"""Which words a layer may not know, in its names, its texts and its comments."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping

from tests.arch.law import Source, docstrings

ORDER_WORDS = frozenset(
    ["order", "orders", "customer", "customers", "shop", "shops", "payment", "payments"]
)
CHINESE_ORDER_WORDS = re.compile("订单|客户|顾客|店铺|网店|支付|付款")
SPIFF_WORDS = ("spiff", "task_spec", "taskspec", "bpmnworkflow", "bpmn_workflow")

# Sorting is no trade. In names and texts only what SQL and DMN themselves call so.
SORTING_NAMES = frozenset({"order_by", "RULE_ORDER", "OUTPUT_ORDER"})
SORTING_TEXT = re.compile(r"(?i)\b(order by|(rule|output) order)\b")
# In comments "order" may be a sequence; these are the places where it is the trade.
TRADE_PROSE = re.compile(
    r"(?i)\b(?:customers?|shops?|payments?|orders|order['’]s)\b"
    r"|\b(?:an|each|every|per|one|any) order\b(?! of)"
    r"|\border (?:no|numbers?|ids?|lines?|rows?|states?|tables?)\b"
)
HINTS = ("order", "customer", "shop", "payment", *SPIFF_WORDS, *"订客顾店支付")
PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
STRINGS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


def order_words(files: Iterable[Source]) -> list[str]:
    """Return each order word in sources that must not know about orders."""
    return _breaches(files, _order_word)


def order_words_in_texts(texts: Mapping[str, str]) -> list[str]:
    """Return each order word in the catalogues (path → content) of such layers."""
    return [
        f"{path}:{number} knows the word {word!r}"
        for path, content in texts.items()
        for number, line in enumerate(content.splitlines(), 1)
        for word in _trade(SORTING_TEXT.sub(" ", line))
    ]


def spiff_words(files: Iterable[Source]) -> list[str]:
    """Return each word of SpiffWorkflow in sources that must not know it."""
    return _breaches(files, _spiff_word)


Finder = Callable[[tokenize.TokenInfo, bool], Iterator[str]]


def _breaches(files: Iterable[Source], finder: Finder) -> list[str]:
    found = []
    for file in files:
        if not any(hint in file.text.lower() for hint in HINTS):
            continue
        prose = {(each.lineno, each.col_offset) for each in docstrings(file)}
        for token in file.tokens:
            is_prose = token.type == tokenize.COMMENT or token.start in prose
            for word in finder(token, is_prose):
                found.append(f"{file.path}:{token.start[0]} knows the word {word!r}")
    return found


def _order_word(token: tokenize.TokenInfo, is_prose: bool) -> Iterator[str]:
    if is_prose:
        yield from TRADE_PROSE.findall(token.string)
        yield from CHINESE_ORDER_WORDS.findall(token.string)
    elif token.type in STRINGS:
        yield from _trade(SORTING_TEXT.sub(" ", token.string))
    elif token.type == tokenize.NAME and not _sorts(token):
        yield from _trade(token.string)


def _sorts(token: tokenize.TokenInfo) -> bool:
    following = token.line[token.end[1] :]
    return token.string in SORTING_NAMES or (
        token.string == "order" and following.startswith("=True")
    )


def _trade(text: str) -> Iterator[str]:
    yield from (each for each in PIECES.findall(text) if each.lower() in ORDER_WORDS)
    yield from CHINESE_ORDER_WORDS.findall(text)


def _spiff_word(token: tokenize.TokenInfo, is_prose: bool) -> Iterator[str]:
    if token.type in (tokenize.NAME, tokenize.COMMENT, *STRINGS):
        yield from (word for word in SPIFF_WORDS if word in token.string.lower())
