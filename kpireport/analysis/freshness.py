"""How fresh each source is."""

from __future__ import annotations

from datetime import date

from kpireport.analysis.status import STALE_AFTER
from kpireport.model import Snapshots, SourceState
from kpireport.periods import GRAINS, Calendar


def source_states(snapshots: Snapshots, report_date: date | None, calendar: Calendar) -> tuple[SourceState, ...]:
    """Every source with rows, by id; stale where its last day lies more than two of its periods back."""
    ids = sorted({source for source, _ in snapshots.observations})
    return tuple(_state(id_, snapshots, report_date, calendar) for id_ in ids)


def _state(id_: str, snapshots: Snapshots, report_date: date | None, calendar: Calendar) -> SourceState:
    mine = [rows for (source, _), rows in snapshots.observations.items() if source == id_]
    through = max((rows.through for rows in mine if rows.through), default=None)
    grain = min((rows.grain for rows in mine), key=GRAINS.index)
    stale = False
    if through and report_date:
        stale = report_date > calendar.shift(calendar.period(through, grain), STALE_AFTER).end
    return SourceState(id=id_, through=through, grain=grain, rows=sum(len(rows.starts) for rows in mine), stale=stale)
