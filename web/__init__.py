"""Pages and REST (with the next release)."""
