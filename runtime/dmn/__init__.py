"""Decision models (DMN): tables, hit policies, the reason for an answer."""
