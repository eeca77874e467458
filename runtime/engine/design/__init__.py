"""What is published: files, versions, forms, and the gates that they pass."""
