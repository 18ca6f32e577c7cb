"""The only page of an encrypted site that can be read: it asks for the passphrase."""

from __future__ import annotations

from kpireport.model import Page


def locked_page(salt: str, iterations: int, check: str) -> Page:
    """What lock.js needs stands in the page; the names of the report and of its owner do not."""
    return Page("index.html", "locked.html", {"salt": salt, "iterations": iterations, "check": check})
