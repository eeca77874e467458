"""Built-ins on contexts."""

from __future__ import annotations

from runtime.feel.builtins.registry import builtin
from runtime.feel.conversion import from_data
from runtime.feel.frame import FeelError, tick
from runtime.feel.types import ContextOf, ListOf
from runtime.feel.values import ANY, CONTEXT, STRING, FeelValue, type_name

FeelContext = dict[str, FeelValue]


@builtin("get value", ANY, "m: context?", "key: string|list")
def get_value(context: FeelContext | None, key: str | list[FeelValue]) -> FeelValue:
    """Give the value behind a key, or behind a path of keys; silently null."""
    found: FeelValue = context
    for each in key if isinstance(key, list) else [key]:
        if type(found) is not dict or type(each) is not str or each not in found:
            return None
        found = found[each]
    return from_data(found)


@builtin("get entries", ListOf(ContextOf({"key": STRING, "value": ANY})), "m: context")
def get_entries(context: FeelContext) -> list[FeelContext]:
    """Give the entries as ``{key, value}``."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context", CONTEXT, "entries: list")
def context(entries: list[FeelValue]) -> FeelContext:
    """Make a context of ``{key, value}`` entries with distinct keys."""
    made: FeelContext = {}
    for each in entries:
        whole = type(each) is dict and each.keys() >= {"key", "value"}
        if not whole or type(each["key"]) is not str or each["key"] in made:
            raise FeelError("feel-context-entries")
        made[each["key"]] = each["value"]
    return made


@builtin("context put", CONTEXT, "context: context", "keys: list", "value")
@builtin("context put", CONTEXT, "context: context", "key: string", "value")
@builtin(
    "context put", CONTEXT, "context: context", "key or keys: string|list", "value"
)
def context_put(
    context: FeelContext, key: str | list[FeelValue], value: FeelValue
) -> FeelContext:
    """Give the context with the value at the key, or at a path of keys."""
    keys = [key] if isinstance(key, str) else key
    if not keys:
        raise FeelError("feel-context-key", found="[]")
    first, rest = keys[0], keys[1:]
    if type(first) is not str:
        raise FeelError("feel-context-key", found=type_name(first))
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if type(inner) is not dict:
        raise FeelError("feel-no-context-at", key=first)
    tick(1 + len(inner))
    return {**context, first: context_put(inner, rest, value)}


@builtin("context merge", CONTEXT, "contexts: list")
def context_merge(contexts: list[FeelValue]) -> FeelContext:
    """Join contexts; later ones win."""
    merged: FeelContext = {}
    for each in contexts:
        if type(each) is not dict:
            raise FeelError("feel-items", expected=CONTEXT, found=type_name(each))
        tick(len(each))
        merged.update(each)
    return merged
