"""What two versions of a file say differently, in words (版本对比)."""
