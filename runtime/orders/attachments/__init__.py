"""Photos and files of an order or a task (附件): checked, redrawn, kept apart."""
