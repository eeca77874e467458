"""Files of orders, row by row with flat memory: one module a format."""

from runtime.orders.intake.readers.opening import open_rows
from runtime.orders.intake.readers.source import Row, Source

__all__ = ["Row", "Source", "open_rows"]
