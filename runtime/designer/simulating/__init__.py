"""Processes stepped through in memory, and what is promised of them (模拟与用例)."""
