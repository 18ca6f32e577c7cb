"""What stands under `confidential`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from kpireport.project.nodes import ScalarNode


class Secrecy(TypedDict):
    """Whether something is for some readers only, and which audiences it then names."""

    confidential: bool
    readers: tuple[str, ...]


def secrecy(given: bool | Sequence[ScalarNode] | None) -> Secrecy:
    """From true, false, or a list of audiences."""
    if given is None or isinstance(given, bool):
        return Secrecy(confidential=bool(given), readers=())
    return Secrecy(confidential=True, readers=tuple(node.text.strip() for node in given))
