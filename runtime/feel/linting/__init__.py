"""What can be said of an expression before it runs: types, calls, conditions."""
