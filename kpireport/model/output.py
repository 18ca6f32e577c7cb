"""The pages and files of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: where it goes (`goals/x/index.html`), by which template, from what."""

    path: str
    template: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of the site; `path` is relative to the output folder, with forward slashes."""

    path: str
    content: bytes
