"""Decision tables: read, compiled, decided quickly, checked for gaps and overlaps."""
