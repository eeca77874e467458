"""What the pages of a simulation are made of (模拟)."""
