"""The report → its readers: published on a branch, sent by mail. Nothing here computes a number."""
