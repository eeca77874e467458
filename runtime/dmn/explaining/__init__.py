"""Why a decision answered as it did: rows, reasons, sentences."""
