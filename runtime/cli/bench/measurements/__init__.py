"""What is measured: one module a measurement, each offers ``measurement``."""
