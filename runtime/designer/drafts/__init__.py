"""Changes before they are published: drafts, review, publications (草稿与发布)."""
