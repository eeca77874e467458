"""Reads only: what the numbers say."""
