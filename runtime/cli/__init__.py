"""The command line `spillway`."""
