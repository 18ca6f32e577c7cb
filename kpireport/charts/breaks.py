"""Breaks in a KPI's history: days from which on its definition, its arithmetic or its target is another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from kpireport.format import Language
from kpireport.model import Break, Event, KpiResult


def breaks_in(result: KpiResult, first: date, last: date, language: Language) -> tuple[Event, ...]:
    """The breaks inside a stretch of days, titled; those of one day are one."""
    inside = [one for one in result.breaks if first <= one.on <= last]
    grouped = groupby(inside, key=lambda one: one.on)
    titles = {day: [_title(one, language) for one in ones] for day, ones in grouped}
    return tuple(
        Event(place=result.kpi.place, date=day, title=said[0] if len(said) == 1 else language.text("Several changes"))
        for day, said in titles.items()
    )


def break_notes(result: KpiResult, first: date, last: date, language: Language) -> Iterator[str]:
    """The same in sentences, with what each means for the reading of the chart."""
    for one in result.breaks:
        if first <= one.on <= last:
            yield _note(one, language)


def _title(one: Break, language: Language) -> str:
    titles = {
        "definition": language.text("Definition changed"),
        "formula": language.text("Arithmetic changed"),
        "target": language.text("Target changed"),
    }
    return titles[one.what]


def _note(one: Break, language: Language) -> str:
    day = language.date(one.on)
    if not one.is_declared:
        notes = {
            "definition": language.text("The definition is not that of the report of {date}.", date=day),
            "formula": language.text("The arithmetic is not that of the report of {date}.", date=day),
            "target": language.text("The target is not that of the report of {date}.", date=day),
        }
        return notes[one.what]
    notes = {
        "definition": language.text("Another definition holds from {date} on; compare across it with care.", date=day),
        "formula": language.text("Another arithmetic holds from {date} on; compare across it with care.", date=day),
        "target": language.text("Another target was set on {date}.", date=day),
    }
    return notes[one.what]
