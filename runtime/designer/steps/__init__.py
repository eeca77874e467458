"""A diagram as a table: steps and ways, read and written (步骤表)."""
