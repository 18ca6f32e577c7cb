"""Which KPIs of a report move together, at which lag: every pair that may tell something, tested with due caution.

An association is a hint to look closer, never a cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, takewhile

from kpireport.analysis.association import CHANCE, EITHER_AHEAD, Strongest, sheet_of, strongest
from kpireport.analysis.innovation import News, news_of
from kpireport.analysis.leading import MOST_PERIODS, recent
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.season import season_length
from kpireport.analysis.series import SeriesTable
from kpireport.model import Association, KpiResult
from kpireport.periods import GRAINS, Calendar, Grain, Period

#: Up to so many KPIs of one cadence, in the report or else in a goal, every pair is tested; among more, the declared.
MOST_COMPARED = 40
#: Pairs told, the strongest first.
MOST_TOLD = 100


def correlate(kpis: Sequence[KpiResult], table: SeriesTable) -> tuple[Association, ...]:
    """The pairs of one cadence that are associated, the strongest first.

    They hold after correction for all lags tried (Šidák 1967) and all pairs (Holm 1979). A pair that is computed from
    the same numbers goes together by construction and is not tested.
    """
    tests = [test for cadence in GRAINS for test in _of_cadence(kpis, cadence, table)]
    tests.sort(key=lambda test: test[0].p)
    pairs = takewhile(lambda ranked: ranked[1][0].p * (len(tests) - ranked[0]) < CHANCE, enumerate(tests))
    found = [test.association(one, other, found=True) for _, (test, one, other) in pairs]
    return tuple(sorted(found, key=lambda pair: (-abs(pair.r or 0.0), pair.leader, pair.follower))[:MOST_TOLD])


# ------------------------------------------------------------------------------------------------- what is compared


def _of_cadence(kpis: Sequence[KpiResult], cadence: Grain, table: SeriesTable) -> Iterator[tuple[Strongest, str, str]]:
    drawn = [kpi for kpi in kpis if kpi.kpi.cadence == cadence and kpi.series]
    axis = _axis(drawn, cadence, table.calendar)
    compared = [kpi for kpi in drawn if kpi.series[-1].period in axis]
    if pairs := _pairs(compared, table):
        sheet = sheet_of([_news(kpi, cadence, axis) for kpi in compared], len(axis))
        for test in strongest(sheet, pairs, EITHER_AHEAD):
            yield test, compared[test.one].id, compared[test.other].id


def _axis(kpis: Sequence[KpiResult], cadence: Grain, calendar: Calendar) -> dict[Period, int]:
    """The row of each period, up to the newest that any of them has; one whose data ended before it is left out."""
    if not kpis:
        return {}
    newest = max(kpi.series[-1].period for kpi in kpis)
    oldest = min(recent(kpi.series)[0].period for kpi in kpis)
    first = max(oldest, calendar.shift(newest, 1 - MOST_PERIODS))
    return {period: row for row, period in enumerate(calendar.between(cadence, first.start, newest.end))}


def _news(kpi: KpiResult, cadence: Grain, axis: Mapping[Period, int]) -> tuple[int, News]:
    """What is new in a KPI, and the row at which it begins: negative where that lies before the axis."""
    points = recent(kpi.series)
    season = season_length(kpi.metric, cadence, cadence)
    return axis[points[-1].period] + 1 - len(points), news_of(points, season)


def _pairs(kpis: Sequence[KpiResult], table: SeriesTable) -> list[tuple[int, int]]:
    """The pairs to test, by place in `kpis`."""
    made_of = [_measured(table[kpi.kpi.metric]) for kpi in kpis]
    wanted = {*_grouped(kpis), *_declared(kpis)}
    return sorted(pair for pair in wanted if not made_of[pair[0]] & made_of[pair[1]])


def _grouped(kpis: Sequence[KpiResult]) -> Iterator[tuple[int, int]]:
    groups: dict[str, list[int]] = {}
    for place, kpi in enumerate(kpis):
        groups.setdefault(kpi.goal.id if len(kpis) > MOST_COMPARED else "", []).append(place)
    for group in groups.values():
        if len(group) <= MOST_COMPARED:
            yield from combinations(group, 2)


def _declared(kpis: Sequence[KpiResult]) -> Iterator[tuple[int, int]]:
    places = {kpi.id: place for place, kpi in enumerate(kpis)}
    for place, kpi in enumerate(kpis):
        named = [places[id_] for id_ in (*kpi.kpi.pairs_with, *kpi.kpi.feeds) if id_ in places]
        yield from ((min(place, other), max(place, other)) for other in named if other != place)


def _measured(series: MetricSeries) -> frozenset[str]:
    """The metrics and columns that a metric is computed from in the end."""
    inputs = series.inputs()
    return frozenset().union(*map(_measured, inputs)) if inputs else frozenset({series.metric.id})
