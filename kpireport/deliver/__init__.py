"""The built site → its readers: published on a branch. Nothing here computes a number."""
