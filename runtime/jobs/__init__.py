"""Background work: one loop that wakes what is due."""
