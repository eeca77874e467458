"""What runs: instances, user tasks, messages, timers, calls, incidents, their story."""
