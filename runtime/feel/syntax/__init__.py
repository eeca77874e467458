"""A text of FEEL becomes closures: signs, names, operators, one room a kind of part."""
