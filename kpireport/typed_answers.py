"""What a person types in answer to a question, read; click.UsageError says what is wrong with it."""

from __future__ import annotations

import re
from datetime import date

import click

from kpireport.catalog import as_metric, typed_number
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import CatalogEntry
from kpireport.periods import GRAINS, Calendar, Grain, Period

#: Characters of a line: a goal that is longer is several.
_LONGEST = 120
_CALENDAR = Calendar()
#: `2027`, `2027-06-30`, `2027-Q2`, with the word before it, which may be a month or a quarter.
_NAMED = re.compile(r"(?:\b([A-Za-z]+[1-4]?) )?\b(20[2-9][0-9](?:(?:-[0-9]{2}){1,2}|[- ]?Q[1-4])?)\b")


def line(text: str) -> str:
    """A line of plain text, blanks put together."""
    said = " ".join(text.split())
    if not said or not said.isprintable():
        raise click.UsageError("write a line of plain text")
    if len(said) > _LONGEST:
        raise click.UsageError(f"that is {len(said)} characters; {_LONGEST} are enough")
    return said


def currency(text: str) -> str:
    """The three letters of a currency."""
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise click.UsageError("write its three letters, such as EUR, GBP or USD")
    return code


def number(text: str, entry: CatalogEntry) -> float | None:
    """A value that the entry can have; None where nothing was typed."""
    if not text.strip():
        return None
    try:
        value = typed_number(text, entry.unit)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    low, high = entry.bounds
    if (low is not None and value < low) or (high is not None and value > high):
        raise click.UsageError(f"{text.strip()} cannot occur; it is {_between(low, high)}")
    return value


def _between(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"


def cadence(text: str) -> Grain:
    """How often it is read, from its first letters."""
    given = text.strip().casefold()
    found = next((grain for grain in GRAINS if given and grain.startswith(given)), None)
    if found is None:
        raise click.UsageError("write day, week, month, quarter or year")
    return found


def day(text: str) -> date:
    """The last day of what is written: a day, a month, a quarter, a year."""
    given = text.strip()
    try:
        return _period(given).end
    except ValueError as error:
        raise click.UsageError(f"{error}; write it as 2027-06-30, or as 2027-06 or 2027") from None


def since(text: str) -> date | None:
    """The first day of what is written; None where nothing was typed."""
    given = text.strip()
    try:
        return _period(given).start if given else None
    except ValueError as error:
        raise click.UsageError(f"{error}; write it as 2026-01 or 2026-01-05") from None


def deadline(goal: str) -> date | None:
    """The day by which the goal says that it is to be reached: the last one it names."""
    for found in reversed(list(_NAMED.finditer(goal))):
        for words in (found[0], found[2]):
            try:
                return _period(words).end
            except ValueError:
                continue
    return None


def _period(text: str) -> Period:
    """The period of a label, or of a month or quarter written before its year. Raises ValueError."""
    month_first = re.fullmatch(r"([A-Za-z]+[1-4]?) ([0-9]{4})", text)
    return _CALENDAR.parse(f"{month_first[2]} {month_first[1]}" if month_first else text)


def better(goal: float | None, now: float | None, entry: CatalogEntry, code: str | None) -> float | None:
    """The number to be reached, which lies on the better side of today's; `code` is the currency of amounts."""
    if goal is None or now is None:
        return goal
    if goal <= now if entry.direction == "up" else goal >= now:
        higher = "higher" if entry.direction == "up" else "lower"
        today = Language("en-GB", code).value(now, as_metric(entry, entry.id, Place("")))
        raise click.UsageError(f"{higher} is better here, and today it is {today} already")
    return goal
