"""A project of one KPI, put together by hand from rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.series import SeriesTable, last_closed
from kpireport.analysis.status import judge_status
from kpireport.analysis.target import judge_target
from kpireport.errors import Place
from kpireport.formula import parse
from kpireport.model import (
    Bound,
    Cutoffs,
    Dimension,
    Kpi,
    Metric,
    Observations,
    Point,
    Project,
    Reason,
    Site,
    Snapshots,
    Source,
    Status,
    Target,
    TargetKind,
    TargetResult,
)
from kpireport.periods import Calendar, Grain

PLACE = Place("kpis/k.yaml")
Row = tuple[date, float] | tuple[date, float, str]


def days(first: str, values: Iterable[float]) -> list[Row]:
    """One row a day from `first` on."""
    start = date.fromisoformat(first)
    return [(start + timedelta(days=n), value) for n, value in enumerate(values)]


def periods(grain: Grain, first: str, values: Iterable[float | None], calendar: Calendar | None = None) -> list[Row]:
    """One row a period, on its first day; None leaves a gap."""
    calendar = calendar or Calendar()
    start = calendar.period(date.fromisoformat(first), grain)
    dated = ((calendar.shift(start, n).start, value) for n, value in enumerate(values))
    return [(day, value) for day, value in dated if value is not None]


def observe(rows: Sequence[Row], grain: Grain, through: date | None = None) -> Observations:
    """Rows as a source hands them over; a third item is the segment of the dimension `post`."""
    ordered = sorted(rows, key=lambda row: row[0])
    labels = tuple(dict.fromkeys(row[2] for row in ordered if len(row) == 3))
    codes = array("q", (labels.index(row[2]) for row in ordered if len(row) == 3))
    return Observations(
        grain=grain,
        through=through or Calendar().period(ordered[-1][0], grain).end,
        starts=array("q", (row[0].toordinal() for row in ordered)),
        values=array("d", (row[1] for row in ordered)),
        dimensions={"post": Dimension(labels, codes)} if labels else {},
    )


def target(kind: TargetKind, value: float | str | None = None, **keys: Any) -> Target:
    """A target; `value` in text names a metric, and dates may be texts."""
    dates: dict[str, Any] = {
        name: date.fromisoformat(text)
        for name, text in keys.items()
        if name in ("start", "by", "agreed_on") and isinstance(text, str)
    }
    bounds: dict[str, Any] = {name: Bound(keys[name]) for name in ("low", "high") if name in keys}
    bound = None if value is None else Bound(metric=value) if isinstance(value, str) else Bound(value)
    return Target(place=PLACE, kind=kind, value=bound, **(keys | dates | bounds))


@dataclass(frozen=True)
class OneKpi:
    kpi: Kpi
    table: SeriesTable
    calendar: Calendar

    @property
    def series(self) -> MetricSeries:
        return self.table[self.kpi.metric]

    @property
    def points(self) -> tuple[Point, ...]:
        return self.series.points(self.kpi.cadence or "day")

    @property
    def current(self) -> Point | None:
        return last_closed(self.points)

    @property
    def result(self) -> TargetResult:
        result = judge_target(self.kpi, self.series, self.table, self.calendar, self.series.through)
        assert result is not None
        return result

    def status(
        self, report: str | None = None, *, guardrail_broken: bool = False, **changed: Any
    ) -> tuple[Status, Reason | None]:
        """The status on a report date (default: the last day of data), with figures of the target changed."""
        return judge_status(
            replace(self.result, **changed),
            self.kpi,
            self.series,
            self.points,
            date.fromisoformat(report) if report else self.series.through,
            Cutoffs(),
            calendar=self.calendar,
            guardrail_broken=guardrail_broken,
        )


def one_kpi(
    rows: Sequence[Row],
    *targets: Target,
    grain: Grain = "day",
    cadence: Grain = "month",
    through: str | None = None,
    fiscal: int = 1,
    metrics: Mapping[str, Mapping[str, Any]] | None = None,
    others: Mapping[str, Observations] | None = None,
    kpi: Mapping[str, Any] | None = None,
    **metric: Any,
) -> OneKpi:
    """The KPI `k` on the metric `m`, whose rows are given; further metrics and their observations by name."""
    described: dict[str, dict[str, Any]] = {"m": metric, **{name: dict(keys) for name, keys in (metrics or {}).items()}}
    observations = dict(others or {})
    if rows:
        observations["m"] = observe(rows, grain, date.fromisoformat(through) if through else None)
    known = {*described, *observations}
    made = {}
    for name in known:
        keys = described.get(name, {})
        if "formula" in keys:
            keys = {**keys, "formula": parse(keys["formula"], known)}
        made[name] = Metric(id=name, place=PLACE, name=name, **keys)
    project = Project(
        file=Path("site.yaml"),
        root=Path(),
        site=Site(title="t", fiscal_year_start_month=fiscal),
        metrics=made,
        sources={"s": Source(id="s", place=PLACE, files=("*.csv",))},
    )
    table = SeriesTable(project, Snapshots(observations={("s", name): seen for name, seen in observations.items()}))
    made_kpi = Kpi(id="k", place=PLACE, name="K", metric="m", cadence=cadence, targets=targets, **(kpi or {}))
    return OneKpi(made_kpi, table, Calendar(fiscal))
