"""The ledger of published probabilities: what was said, as of when, and whether it came true.

It has no store of its own. Each report carries on the ledger of the report before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kpireport.analysis.projection import brier
from kpireport.analysis.series import SeriesTable
from kpireport.analysis.target import judge_target
from kpireport.model import LEVEL_KINDS, Bound, Issued, KpiResult, TargetResult


def known_on(ledger: Iterable[Issued], day: date | None) -> tuple[Issued, ...]:
    """The ledger as it stood on a day (None: as it is): nothing issued later, nothing decided by a later deadline."""
    if day is None:
        return tuple(ledger)
    return tuple(replace(one, hit=one.hit if one.by <= day else None) for one in ledger if one.on <= day)


def carry_on(
    earlier: Sequence[Issued], kpis: Sequence[KpiResult], on: date, table: SeriesTable | None = None
) -> tuple[Issued, ...]:
    """The earlier entries, those whose deadline has passed decided, and what this report says as of `on`.

    One entry for each KPI, deadline and day: a second report of the same day replaces the first. An entry whose KPI is
    gone, or whose target was changed since, stays undecided. With `table` earlier phases of a target are judged too;
    without it only the phase in force. Sorted by day, KPI and deadline.
    """
    results = {result.id: result for result in kpis}
    decided = [_decided(one, results.get(one.kpi), table) for one in earlier]
    issued = [_issued(result, result.target, on) for result in kpis if result.target]
    entries = {(one.on, one.kpi, one.by): one for one in (*decided, *issued) if one}
    return tuple(entry for _, entry in sorted(entries.items()))


def brier_score(ledger: Iterable[Issued]) -> float | None:
    """The mean squared distance of the probabilities from what came about; None while nothing is decided."""
    statements = [(one.probability, one.hit) for one in ledger if one.hit is not None]
    return brier(statements) if statements else None


def _issued(result: KpiResult, target: TargetResult, on: date) -> Issued | None:
    if target.probability is None or target.by is None:
        return None
    return Issued(
        kpi=result.id,
        by=target.by,
        kind=target.kind,
        value=target.value,
        low=target.low,
        high=target.high,
        on=on,
        probability=target.probability,
    )


def _decided(entry: Issued, result: KpiResult | None, table: SeriesTable | None) -> Issued:
    """The entry with its outcome; as it is when it has one, or when there is none yet."""
    if entry.hit is not None or result is None or not _is_over(entry.by, result):
        return entry
    target = result.target
    if target is None or target.by != entry.by:
        target = _earlier_phase(entry, result, table)
    if target is None or not _is_same(entry, target, result):
        return entry
    return replace(entry, hit=_came_true(entry, target))


def _is_over(by: date, result: KpiResult) -> bool:
    """Whether the KPI's data reaches the deadline, with no value before it that may still settle."""
    if result.data_through is None or result.data_through < by:
        return False
    return not any(point.provisional and point.period.start <= by for point in result.series)


def _earlier_phase(entry: Issued, result: KpiResult, table: SeriesTable | None) -> TargetResult | None:
    """How the phase with the entry's deadline ended, judged as if no other had followed."""
    targets = result.kpi.targets
    phase = next((number for number, target in enumerate(targets, 1) if target.by == entry.by), 0)
    if table is None or not phase:
        return None
    kpi = replace(result.kpi, targets=targets[:phase])
    return judge_target(kpi, table[kpi.metric], table, table.calendar, result.data_through)


def _is_same(entry: Issued, target: TargetResult, result: KpiResult) -> bool:
    """Whether it is the target of then. A number that a metric gives for each period may differ."""
    declared = result.kpi.targets[target.phase]
    return entry.kind == target.kind and all(
        then == now or _moves(bound)
        for then, now, bound in (
            (entry.value, target.value, declared.value),
            (entry.low, target.low, declared.low),
            (entry.high, target.high, declared.high),
        )
    )


def _moves(bound: Bound | None) -> bool:
    return bound is not None and bound.metric is not None


def _came_true(entry: Issued, target: TargetResult) -> bool | None:
    """Whether the target was met at its deadline; None when nothing in its window could be judged.

    The probability of a target that holds in every period is that of all periods still to come when it was issued.
    """
    if target.reasons.get("progress") in ("window_not_started", "no_data"):
        return None
    if target.kind not in LEVEL_KINDS:
        return target.currently_met
    ahead = [one.complies for one in target.periods if one.period.end > entry.on and one.complies is not None]
    return all(ahead) if ahead else target.currently_met
