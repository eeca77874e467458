"""The one door to SpiffWorkflow."""
