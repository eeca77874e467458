"""Outside systems: one file each, delivered with retry."""
