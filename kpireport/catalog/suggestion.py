"""Measures that fit a goal said in plain words: what it names, what leads there, what such a team usually reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from kpireport.catalog.library import Catalog
from kpireport.catalog.search import search
from kpireport.model import CatalogEntry

#: How many measures are offered, and with how many a goal is usually told.
OFFERED, ENOUGH = 9, 4
#: How many hits of the search are worth offering: further down a sentence finds what has a word in common with it.
_HITS = 5
_FUNNEL = ("top", "middle", "bottom", None)


def suggested(catalog: Catalog, goal: str, usual: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """Measures for `goal`, the likeliest first; `usual` are those that a team of this kind steers by.

    The first four are both leading and lagging, with the earliest stages of the funnel in front.
    """
    near = {name for entry in usual for name in (entry.family, *entry.also_in)}
    found = [entry for entry in search(catalog, goal) if _can_lead(entry) and (not near or entry.family in near)]
    hits = found[:_HITS]
    beside = filter(_can_lead, _partners(catalog, hits))
    known = {entry.id: entry for entry in (*hits, *_in_turn(beside, usual), *_kin(catalog, hits))}
    return _balanced(list(known.values()))[:OFFERED]


def _partners(catalog: Catalog, hits: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """What a hit is usually read beside, and what is usually read beside a hit."""
    names = {entry.id for entry in hits}
    there = [catalog.entries[entry.pairs_with] for entry in hits if entry.pairs_with in catalog.entries]
    back = [entry for entry in catalog.entries.values() if entry.pairs_with in names]
    return [*there, *back]


def _kin(catalog: Catalog, hits: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """The strategic members of the likeliest hit's family."""
    family = catalog.family(hits[0].family) if hits else None
    return [one for one in (family.entries if family else ()) if _can_lead(one) and one.usual.tier == "strategic"]


def _can_lead(entry: CatalogEntry) -> bool:
    """Whether it is one number that a goal may be judged by."""
    return entry.is_number and entry.usual.tier != "diagnostic" and entry.direction != "none"


def _in_turn(one: Iterable[CatalogEntry], other: Iterable[CatalogEntry]) -> list[CatalogEntry]:
    return [entry for both in zip_longest(one, other) for entry in both if entry]


def _balanced(entries: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """The first four in the order of the funnel, two of them of each timing where there are as many."""
    first = [entry for kind in ("leading", "lagging") for entry in _timed(entries, kind)[: ENOUGH // 2]]
    first += [entry for entry in entries if entry not in first][: max(0, ENOUGH - len(first))]
    first.sort(key=lambda entry: (_FUNNEL.index(entry.usual.funnel), entry.usual.timing != "leading"))
    return [*first, *(entry for entry in entries if entry not in first)]


def _timed(entries: Sequence[CatalogEntry], timing: str) -> list[CatalogEntry]:
    return [entry for entry in entries if entry.usual.timing == timing]


def is_balanced(entries: Iterable[CatalogEntry]) -> bool:
    """Whether there is one that moves early and one that shows the result; an entry without timing may be either."""
    timings = [entry.usual.timing for entry in entries]
    either = timings.count(None)
    return sum(kind in timings for kind in ("leading", "lagging")) + either >= 2


def lead(entries: Sequence[CatalogEntry]) -> CatalogEntry:
    """The one that stands for the whole: the first strategic one that shows the result, else the first."""
    results = [entry for entry in entries if entry.usual.timing == "lagging"]
    strategic = [entry for entry in results if entry.usual.tier in ("strategic", "north-star")]
    return (strategic or results or list(entries))[0]
