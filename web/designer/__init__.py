"""What the pages of the designer and its interface share: drafts, faults, plays."""
