"""One folder a feature; features meet only in the diagram."""
