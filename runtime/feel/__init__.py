"""FEEL, the expression language of DMN: compile once, evaluate often."""
