"""What is safely mended in a diagram that comes from elsewhere (代为修正)."""
