"""Why an expression gave what it gave: watched parts, reasons, sentences."""
