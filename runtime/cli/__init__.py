"""The command line `spillway`: the public surface of the runtime."""

from runtime.cli.app import main

__all__ = ["main"]
