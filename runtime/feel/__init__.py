"""FEEL, the expression language of DMN: compile once, evaluate often."""

from runtime.feel.calendar import FAR
from runtime.feel.conversion import (
    from_data,
    from_typed_json,
    read_typed,
    to_data,
    to_typed_json,
)
from runtime.feel.explaining.seen import values_seen
from runtime.feel.findings import FeelSyntaxError, Remark
from runtime.feel.frame import Exhausted, FeelError, Frame, Warning
from runtime.feel.linting.review import Review, lint, review, review_cell, setting_of
from runtime.feel.program import Cell, Expression, compile_cell, compile_expression
from runtime.feel.schema import declare
from runtime.feel.syntax.parsing import Setting
from runtime.feel.temporal import parse_literal
from runtime.feel.text import value_text
from runtime.feel.values import FeelValue, Function, Range, YearMonth, type_name

__all__ = [
    "FAR",
    "Cell",
    "Exhausted",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "FeelValue",
    "Frame",
    "Function",
    "Range",
    "Remark",
    "Review",
    "Setting",
    "Warning",
    "YearMonth",
    "compile_cell",
    "compile_expression",
    "declare",
    "from_data",
    "from_typed_json",
    "lint",
    "parse_literal",
    "read_typed",
    "review",
    "review_cell",
    "setting_of",
    "to_data",
    "to_typed_json",
    "type_name",
    "value_text",
    "values_seen",
]
