"""Design time: the cases of a process, run and reported."""
