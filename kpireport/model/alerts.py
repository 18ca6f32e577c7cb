"""What alerts are not to say for a while: whole KPIs, and single triggers that somebody has seen to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpireport.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing is told of a KPI up to a day, that day included."""

    place: Place
    kpi: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Somebody knows that a trigger has fired: its present run, one that began by `on`, is not told (up to `until`)."""

    place: Place
    kpi: str
    when: str
    by: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """All of it."""

    silences: tuple[Silence, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
