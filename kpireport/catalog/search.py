"""Searching the library in words. The same words always give the same order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from math import fsum

from kpireport.catalog.library import Catalog
from kpireport.catalog.words import COMMON, folded, likeness, words
from kpireport.model import CatalogEntry

#: How much a word found there is worth: in a name, in the family or the inputs, in the definition.
_NAME, _BESIDE, _TEXT = 1.0, 0.35, 0.25
#: Hits worth less than this share of the best one are left out: of a single word, and of several.
_LEAST, _LEAST_OF_SEVERAL = 0.2, 0.35


def search(catalog: Catalog, text: str) -> list[CatalogEntry]:
    """The entries that the words point to, the likeliest first; empty where none does.

    An entry of that very name leads, and after all others come those of a family of that name.
    """
    exact = catalog.find(text)
    named = [family for family in catalog.families if folded(text) in (family.id.replace("-", ""), folded(family.name))]
    members = [entry for family in named for entry in family.entries]
    ordered = [*([exact] if exact else []), *_ranked(catalog, words(text)), *members]
    return list({entry.id: entry for entry in ordered}.values())


def _ranked(catalog: Catalog, asked: Sequence[str]) -> list[CatalogEntry]:
    if not asked:
        return []
    names = {family.id: words(f"{family.name} {family.id}") for family in catalog.families}
    scored = [(_score(entry, names[entry.family], asked), entry) for entry in catalog.entries.values()]
    best = max((score for score, _ in scored), default=0.0)
    least = best * (_LEAST if len(asked) == 1 else _LEAST_OF_SEVERAL)
    kept = [(score, entry) for score, entry in scored if score > 0 and score >= least]
    known = _standing(catalog)
    ranked = sorted(kept, key=lambda one: (-round(one[0], 6), -known[one[1].id], one[1].id))
    return [entry for _, entry in ranked]


def _score(entry: CatalogEntry, family: Sequence[str], asked: Sequence[str]) -> float:
    """What the words find in the entry: all of them in one of its names is best, and few other words beside them."""
    names = [words(name) for name in (entry.name, entry.id, *entry.aliases)]
    by_name = max(_cover(asked, name) for name in names)
    beside = [*family, *(word for one in entry.inputs for word in words(one.name))]
    text = words(entry.definition)
    found = [
        max(
            _best(word, (each for name in names for each in name)) * _NAME,
            _best(word, beside) * _BESIDE,
            _best(word, text) * _TEXT,
        )
        * _weight(word)
        for word in asked
    ]
    whole = fsum(_weight(word) for word in asked)
    missed = sum(1 for worth in found if worth == 0)
    return (fsum(found) / whole + by_name) * 0.5**missed


def _cover(asked: Sequence[str], name: Sequence[str]) -> float:
    """How well the words and a name cover each other, 0 to 1."""
    if not name:
        return 0.0
    there = fsum(_best(word, name) * _weight(word) for word in asked) / fsum(map(_weight, asked))
    back = fsum(_best_of(word, asked) * _weight(word) for word in name) / fsum(map(_weight, name))
    return there * back


def _best(asked: str, among: Iterable[str]) -> float:
    return max((likeness(asked, word) for word in among), default=0.0)


def _best_of(word: str, asked: Iterable[str]) -> float:
    return max((likeness(one, word) for one in asked), default=0.0)


def _weight(word: str) -> float:
    return 0.3 if word in COMMON else 1.0


def _standing(catalog: Catalog) -> dict[str, int]:
    """How many entries refer to each: of equal hits the one that others are measured by is the likelier."""
    counts = dict.fromkeys(catalog.entries, 0)
    for entry in catalog.entries.values():
        inputs = [one.id for one in entry.inputs if one.is_entry]
        for name in {*inputs, entry.pairs_with, entry.guardrail, *entry.confused_with, *entry.instead}:
            if name in counts:
                counts[name] += 1
    return counts


def nearest(catalog: Catalog, name: str) -> list[str]:
    """Ids that may have been meant by a name that is none: at most three."""
    close = get_close_matches(name.casefold(), sorted(catalog.entries), n=3)
    return close or [entry.id for entry in search(catalog, name)[:3]]
