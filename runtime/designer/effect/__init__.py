"""What a draft would have changed for recorded subjects, had it held then (影响)."""
