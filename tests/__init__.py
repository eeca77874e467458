"""The suite; a package so that `tests.arch.law` and its like can be imported."""
