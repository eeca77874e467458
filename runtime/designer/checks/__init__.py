"""What an author should know of a diagram before it is published (检查)."""
