"""One outside system a file; a module here offers `connector`."""
