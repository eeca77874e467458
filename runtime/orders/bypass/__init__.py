"""The emergency bypass (临时绕行): shortcuts that close themselves."""
