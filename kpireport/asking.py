"""The questions of `init` on a terminal. All are asked before anything is written; wrong input is asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import click

from kpireport import typed_answers as typed
from kpireport.catalog import Catalog, is_balanced, lead, search, suggested
from kpireport.catalog.suggestion import ENOUGH
from kpireport.model import CatalogEntry
from kpireport.project.beginning import Beginning, FirstKpi
from kpireport.project.catalog import read_catalog
from kpireport.project.yaml_text import Value
from kpireport.starting import Pack, Packs, near_names

FEWEST, MOST = 3, 5
#: Hits of a search that are added to the list.
_FOUND = 6
T = TypeVar("T")


def ask(packs: Packs, pack: str | None) -> Beginning:
    """Ask for a goal, the team (unless `pack` names it) and the KPIs. Raises click.Abort when the person leaves."""
    catalog = read_catalog()
    _say("A few questions, then a report that builds. Enter takes what stands in brackets; Ctrl-C leaves, and nothing")
    _say("is written.\n")
    _say("What do you want to be better at, by when, and for whom?")
    _say("  such as: Keep more of our small customers until the end of 2027")
    goal = _ask("Goal", typed.line)
    owner = _ask("Who answers for it, a role or a name", typed.line)
    team = packs[pack] if pack else _team(packs)
    chosen = _chosen(catalog, suggested(catalog, goal, team.measures(catalog)))
    currency = _ask("Currency of amounts", typed.currency, "EUR") if _needs_currency(catalog, chosen) else None
    since = _ask("From when do you have numbers, such as 2026-01 (Enter: none yet)", typed.since, "")
    by = typed.deadline(goal)
    kpis = tuple(_kpi(entry, f"{n} of {len(chosen)}", owner, by, currency) for n, entry in enumerate(chosen, 1))
    return Beginning(goal=goal, owner=owner, kpis=kpis, north_star=_north_star(chosen), currency=currency, since=since)


# ------------------------------------------------------------------------------------------------------- the team


def _team(packs: Packs) -> Pack:
    _say("\nWhich team is closest? Its usual measures are offered, too.")
    for number, one in enumerate(packs.values(), 1):
        _say(f"  {number:2}  {one.name:20} {one.line.partition(':')[0]}")
    return _ask("Number or name", lambda text: packs[_named(text, list(packs))], "starter")


def _named(given: str, names: Sequence[str]) -> str:
    if given.isdecimal() and 1 <= int(given) <= len(names):
        return names[int(given) - 1]
    if given.casefold() in names:
        return given.casefold()
    near = near_names(given, names)
    raise click.UsageError(f"there is no {given!r}; " + (f"did you mean {near}?" if near else "take one of the list"))


# ------------------------------------------------------------------------------------------------------- the KPIs


def _chosen(catalog: Catalog, offered: Sequence[CatalogEntry]) -> list[CatalogEntry]:
    """Three to five measures out of the offered ones, or out of what the person searches for."""
    known = list(offered)
    _say("\nThree to five KPIs tell a goal: some that move early (leading), some that show the result (lagging).")
    if not known:
        _say("No measure of the library has these words in its name; say what you would count, such as: tickets, speed")
    _list(known, 1)
    usual = " ".join(str(n) for n in range(1, min(ENOUGH, len(known)) + 1)) if len(known) >= FEWEST else None
    while True:
        given = _ask("Numbers or ids of your choice, or words to look for", typed.line, usual)
        picked = _picked(given, known, catalog)
        if picked is None and (unread := _unread(given, known, catalog)):
            _say(f"Error: {unread} is neither a number from 1 to {len(known)} nor the id of a measure")
        elif picked is None:
            _offer(known, search(catalog, given), given)
        elif fault := _unfit(picked):
            _say(f"Error: {fault}")
        else:
            return picked


def _list(entries: Sequence[CatalogEntry], first: int) -> None:
    for number, one in enumerate(entries, first):
        timing = one.usual.timing or "either"
        _say(f"  {number:2}  {one.id:32} {timing:8} {one.name}")


def _picked(given: str, known: Sequence[CatalogEntry], catalog: Catalog) -> list[CatalogEntry] | None:
    """The measures named; None where it is not a list of numbers and ids."""
    words = _words(given)
    entries = [_measure(word, known, catalog) for word in words]
    found = {entry.id: entry for entry in entries if entry}
    return list(found.values()) if all(entries) and (len(words) > 1 or given.isdecimal()) else None


def _unread(given: str, known: Sequence[CatalogEntry], catalog: Catalog) -> str | None:
    """The first word that is no measure among numbers that are meant for some; None among words to look for."""
    words = _words(given)
    if not any(word.isdecimal() for word in words):
        return None
    return next((word for word in words if _measure(word, known, catalog) is None), None)


def _words(given: str) -> list[str]:
    return re.split(r"[\s,;]+", given.strip(" ,;"))


def _measure(word: str, known: Sequence[CatalogEntry], catalog: Catalog) -> CatalogEntry | None:
    if word.isdecimal() and 1 <= int(word) <= len(known):
        return known[int(word) - 1]
    return catalog.entries.get(word)


def _offer(known: list[CatalogEntry], hits: Sequence[CatalogEntry], given: str) -> None:
    new = [entry for entry in hits if entry.is_number and entry not in known][:_FOUND]
    if not new:
        _say(f"Nothing more was found for “{given}”. The list goes to {len(known)}.")
    _list(new, len(known) + 1)
    known += new


def _unfit(picked: Sequence[CatalogEntry]) -> str | None:
    """Why these cannot be the KPIs of a goal."""
    if several := next((one for one in picked if not one.is_number), None):
        parts = ", ".join(several.parts or several.instead)
        return f"{several.id} is no single number; take {parts}"
    if not FEWEST <= len(picked) <= MOST:
        return f"that is {len(picked)}; a goal has three to five"
    if not is_balanced(picked):
        there = picked[0].usual.timing
        why = "something that shows the result" if there == "leading" else "something that moves early enough to act"
        return f"all of them are {there}; take one that is {'lagging' if there == 'leading' else 'leading'}, {why}"
    return None


def _needs_currency(catalog: Catalog, chosen: Sequence[CatalogEntry]) -> bool:
    used = [entry for one in chosen for entry in (*catalog.needed(one), one)]
    return any("currency" in (entry.unit, *(each.unit for each in entry.inputs)) for entry in used)


def _north_star(chosen: Sequence[CatalogEntry]) -> str | None:
    """The one above the others, which leaves at least three strategic ones beside it; of three there is none."""
    if len(chosen) <= FEWEST:
        return None
    first = lead(chosen)
    _say("\nWhich of them would you keep if it had to be one alone? It is the report's north star.")
    _list(chosen, 1)
    names = [entry.id for entry in chosen]
    return _ask("Number or id", lambda text: _named(text, names), str(names.index(first.id) + 1))


# ------------------------------------------------------------------------------------------------------- one KPI


def _kpi(entry: CatalogEntry, place: str, owner: str, by: date | None, currency: str | None) -> FirstKpi:
    better = {"up": "higher is better", "down": "lower is better", "range": "best within a range", "none": ""}
    unit = {"currency": currency or "", "duration": "a time, such as 90min or 2d"}.get(entry.unit, entry.unit)
    _say(f"\n{place}: {entry.name} ({', '.join(part for part in (unit, better[entry.direction]) if part)})")
    return FirstKpi(
        entry=entry,
        target=_target(entry, by, currency),
        owner=_ask("  Who answers for it", typed.line, owner),
        cadence=_ask("  Read every day, week, month, quarter or year", typed.cadence, entry.usual.cadence),
    )


def _target(entry: CatalogEntry, by: date | None, currency: str | None) -> dict[str, Value]:
    """The keys of a target; none where the person does not know it yet."""

    def number(text: str) -> float | None:
        return typed.number(text, entry)

    if entry.direction in ("range", "none"):
        low, high = (_ask(f"  {end} it should be (Enter: not known yet)", number, "") for end in ("Lowest", "Highest"))
        return {} if low is None or high is None else {"between": [min(low, high), max(low, high)]}
    now = _ask("  Where it stands today (Enter: not known yet)", number, "")
    goal = _ask(
        "  Where it should be (Enter: not known yet)", lambda text: typed.better(number(text), now, entry, currency), ""
    )
    if goal is None:
        return {}
    day = _ask("  By when", typed.day, by.isoformat() if by else None)
    return {"reach": goal, **({"from": now} if now is not None else {}), "by": day}


# ---------------------------------------------------------------------------------------------- reading an answer


def _ask(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """Ask until `read` takes the answer; what it raises is told."""
    found: T = click.prompt(question, default=default, show_default=bool(default), value_proc=read, err=True)
    return found


def _say(text: str) -> None:
    click.echo(text, err=True)
