"""Forms as people edit them: a published bundle read into fields, and written back."""
