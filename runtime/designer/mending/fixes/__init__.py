"""The mendings there are: every module here offers one, named by what it mends."""
