"""How a status is decided, with the cut-offs in force, and how many KPIs have each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Cutoffs, GoalResult, Status

ORDER: tuple[Status, ...] = ("on_track", "met", "at_risk", "off_track", "missed", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A status and when it is given: by likelihood, by pace, and for targets that hold in every period."""

    status: Status
    likelihood: str
    pace: str
    level: str


def cutoffs(values: Cutoffs, language: Language) -> tuple[Cut, ...]:
    text = language.text
    on, risk = language.percent(values.on_track_probability), language.percent(values.at_risk_probability)
    pace, slow = language.ratio(values.on_track_pace), language.ratio(values.at_risk_pace)
    dash = "–"
    reached = text("Reached, and cannot be undone")
    return (
        Cut(status="met", likelihood=reached, pace=reached, level=text("Met when the deadline passed")),
        Cut(
            status="on_track",
            likelihood=text("{on} or more", on=on),
            pace=text("{on} or more", on=pace),
            level=text("The last two periods comply"),
        ),
        Cut(
            status="at_risk",
            likelihood=text("{low} to {high}", low=risk, high=on),
            pace=text("{low} to {high}", low=slow, high=pace),
            level=text("The last period complies, the one before does not"),
        ),
        Cut(
            status="off_track",
            likelihood=text("Less than {low}", low=risk),
            pace=text("Less than {low}", low=slow),
            level=text("The last period does not comply"),
        ),
        Cut(
            status="missed",
            likelihood=text("The deadline passed without it"),
            pace=text("The deadline passed without it"),
            level=text("Not met when the deadline passed"),
        ),
        Cut(
            status="unknown",
            likelihood=text("Data out of date, no closed period, or a target in words"),
            pace=dash,
            level=dash,
        ),
    )


def in_short(values: Cutoffs, language: Language) -> str:
    """The cut-offs in one line, for a page that is printed alone."""
    return language.text(
        "On track: {on} likely, or pace {pace} or better. At risk: {risk} to {on} likely, or pace {slow} to {pace}. "
        "Off track: less.",
        on=language.percent(values.on_track_probability),
        risk=language.percent(values.at_risk_probability),
        pace=language.ratio(values.on_track_pace),
        slow=language.ratio(values.at_risk_pace),
    )


def tally(goals: Iterable[GoalResult]) -> tuple[tuple[Status, int], ...]:
    """How many KPIs of the headline have each status; those that none has are left out."""
    counts = Counter(kpi.status for goal in goals for kpi in goal.headline)
    return tuple((status, counts[status]) for status in ORDER if counts[status])
