"""Intake (接单): rows and documents of a channel become orders."""
