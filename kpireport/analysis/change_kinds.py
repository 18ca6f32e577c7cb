"""Which kinds of change an entry of a KPI's history speaks of: `change` is free text with known words in it."""

from __future__ import annotations

import re
from functools import cache

from kpireport.model import ChangeKind

_WORDS: dict[ChangeKind, str] = {
    "target": r"targets?|baseline|milestones?",
    "deadline": r"deadlines?|due date|by",
    "definition": r"defin\w+|meaning",
    "formula": r"formulas?|arithmetic|calculat\w+|aggregation|source|unit",
    "owner": r"owners?|ownership",
    "tier": r"tiers?|rank",
    "stage": r"stages?|retire\w*|candidate|promot\w+|demot\w+",
}
_KNOWN = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _WORDS.items()}

#: What a number means and how it comes about are told apart by few: one word declares both.
_ALIKE: dict[ChangeKind, frozenset[ChangeKind]] = {
    "definition": frozenset({"definition", "formula"}),
    "formula": frozenset({"definition", "formula"}),
}


@cache
def kinds_of(text: str) -> frozenset[ChangeKind]:
    """The kinds named in `change`; several may be: `target and deadline`."""
    return frozenset(kind for kind, words in _KNOWN.items() if words.search(text))


def declares(text: str, what: ChangeKind) -> bool:
    """Whether the `change` of an entry of the history speaks of this kind."""
    return bool(kinds_of(text) & _ALIKE.get(what, frozenset({what})))
