"""The runtime of Spillway (疏单): everything but the web pages."""
