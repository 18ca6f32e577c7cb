"""Objectives of a cycle, scored by their key results from 0.0 to 1.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean

from kpireport.analysis.desk import Desk
from kpireport.analysis.figures import reaches
from kpireport.analysis.status import graded, judge_status
from kpireport.analysis.target import judge_target
from kpireport.model import (
    LEVEL_KINDS,
    Bound,
    Commitment,
    KeyResult,
    KeyResultResult,
    Kpi,
    KpiResult,
    Metric,
    Okr,
    OkrResult,
    Reason,
    Status,
    Target,
    TargetResult,
)
from kpireport.periods import Grain

#: The score that an aspirational key result is to have at the end, and the least progress that rounds to it.
ASPIRED, ASPIRED_PROGRESS = 0.7, 0.65


def judge_okrs(desk: Desk, kpis: Sequence[KpiResult]) -> tuple[OkrResult, ...]:
    """Every objective with its key results, in the order of the files."""
    by_id = {kpi.id: kpi for kpi in kpis}
    return tuple(_okr(desk, okr, by_id) for okr in desk.project.okrs)


def score_of(progress: float) -> float:
    """Progress clipped to 0 to 1, one decimal, half up on its decimal text: 0.35 gives 0.4."""
    clipped = Decimal(f"{min(max(progress, 0.0), 1.0):.12g}")
    return float(clipped.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _okr(desk: Desk, okr: Okr, kpis: Mapping[str, KpiResult]) -> OkrResult:
    results = tuple(_key_result(desk, okr, one, kpis) for one in okr.key_results)
    scores = [one.score for one in results if one.score is not None]
    complete = bool(results) and len(scores) == len(results)
    return OkrResult(
        okr=okr,
        key_results=results,
        score=score_of(fmean(scores)) if complete else None,
        is_over=bool(okr.cycle and desk.report_date and desk.report_date >= okr.cycle.end),
    )


def _key_result(desk: Desk, okr: Okr, one: KeyResult, kpis: Mapping[str, KpiResult]) -> KeyResultResult:
    if one.kpi is None and one.metric is None:
        return _by_hand(desk, okr, one)
    if one.kpi is None:
        metric = desk.project.metrics[one.metric or ""]
        reader = _reader(metric, okr, one, kpis)
        return _without(one, metric, "not_applicable") if one.target is None else _judged(desk, okr, one, reader)
    result = kpis.get(one.kpi)
    if result is None:
        return _without(one, None, "not_applicable")
    own = one.target is not None or one.start is not None or one.by is not None
    kpi = replace(result.kpi, targets=_targets(result.kpi.targets, okr, one)) if own or _is_past(desk, okr) else None
    return _judged(desk, okr, one, kpi) if kpi else _taken_over(desk, okr, one, result)


def _without(one: KeyResult, metric: Metric | None, reason: Reason) -> KeyResultResult:
    return KeyResultResult(
        key_result=one,
        metric=metric,
        value=one.value,
        start=one.start,
        target=one.target,
        by=one.by,
        progress=None,
        score=None,
        probability=None,
        status="unknown",
        reason=reason,
    )


# ------------------------------------------------------------------------------------ from a KPI's or metric's data


def _taken_over(desk: Desk, okr: Okr, one: KeyResult, result: KpiResult) -> KeyResultResult:
    """The KPI's own target, with the same figures as on its page."""
    if result.target is None:
        return _without(one, result.metric, "not_applicable")
    found = _result(one, result.kpi, result.metric, result.target, result.status, result.status_reason)
    return _aspiring(desk, okr, found, result.kpi, result.target)


def _judged(desk: Desk, okr: Okr, one: KeyResult, kpi: Kpi) -> KeyResultResult:
    """A target of the key result's own, judged like a KPI's."""
    target, status, reason = _judge(desk, kpi)
    metric = desk.table[kpi.metric].metric
    if target is None:
        return _without(one, metric, reason or "not_applicable")
    return _aspiring(desk, okr, _result(one, kpi, metric, target, status, reason), kpi, target)


def _judge(desk: Desk, kpi: Kpi) -> tuple[TargetResult | None, Status, Reason | None]:
    series = desk.table[kpi.metric]
    target = judge_target(kpi, series, desk.table, desk.calendar, desk.data_through)
    points = series.points(kpi.cadence or series.grain or "day")
    cutoffs = desk.project.site.cutoffs
    return (
        target,
        *judge_status(target, kpi, series, points, desk.report_date, cutoffs, calendar=desk.calendar),
    )


def _result(
    one: KeyResult, kpi: Kpi, metric: Metric, target: TargetResult, status: Status, reason: Reason | None
) -> KeyResultResult:
    progress = _progress(target, metric)
    return KeyResultResult(
        key_result=one,
        metric=metric,
        value=target.current,
        start=None if target.kind in LEVEL_KINDS else target.baseline,
        target=target.value,
        by=target.by,
        progress=progress,
        score=None if progress is None else score_of(progress),
        probability=target.probability,
        status=status,
        reason=reason or (target.reasons.get("progress", "not_applicable") if progress is None else None),
        kpi=kpi,
        standing=target,
    )


def _progress(target: TargetResult, metric: Metric) -> float | None:
    """The target's; a budget has none, since what is spent of it is no achievement."""
    return None if target.kind == "cumulative" and metric.direction == "down" else target.progress


def _aspiring(desk: Desk, okr: Okr, found: KeyResultResult, kpi: Kpi, target: TargetResult) -> KeyResultResult:
    """An aspirational key result is on track by the probability of a score of 0.7, and met with that score."""
    if okr.commitment != "aspirational":
        return found
    if found.status in ("met", "missed"):
        return replace(found, status=_at_the_end(found.progress, okr.commitment) or found.status)
    eased = _eased(kpi.targets[target.phase], target, desk.table[kpi.metric].metric)
    if eased is None:
        return found
    easier, status, reason = _judge(desk, replace(kpi, targets=(eased,)))
    likely = easier.probability if easier else None
    return replace(found, probability=likely, status="on_track" if status == "met" else status, reason=reason)


def _eased(target: Target, result: TargetResult, metric: Metric) -> Target | None:
    """The target at which the score becomes 0.7; None where progress is no way along a line."""
    goal, base = result.value, result.baseline
    if goal is None or result.kind in LEVEL_KINDS or (target.value and target.value.metric):
        return None
    if result.kind == "reach":
        value = None if base is None else base + ASPIRED_PROGRESS * (goal - base)
    elif metric.direction == "down":
        value = goal / ASPIRED_PROGRESS if result.kind == "average" else None
    else:
        value = goal * ASPIRED_PROGRESS
    return None if value is None else replace(target, value=Bound(value), start=result.start, baseline=base)


def _at_the_end(progress: float | None, commitment: Commitment | None) -> Status | None:
    if progress is None:
        return None
    needed = ASPIRED_PROGRESS if commitment == "aspirational" else 1.0
    return "met" if reaches(progress, needed) else "missed"


# ----------------------------------------------------------------------------------- the target of a key result


def _reader(metric: Metric, okr: Okr, one: KeyResult, kpis: Mapping[str, KpiResult]) -> Kpi:
    """The metric as a KPI whose target the key result states."""
    target = Target(place=one.place, kind="reach", value=Bound(one.target))
    return Kpi(
        id=f"{okr.id}/{one.id}",
        place=one.place,
        name=one.name,
        metric=metric.id,
        cadence=one.cadence or _cadence(metric.id, kpis),
        targets=_targets((target,), okr, one),
    )


def _cadence(metric: str, kpis: Mapping[str, KpiResult]) -> Grain | None:
    return next((kpi.kpi.cadence for kpi in kpis.values() if kpi.kpi.metric == metric), None)


def _targets(targets: Sequence[Target], okr: Okr, one: KeyResult) -> tuple[Target, ...]:
    """The target for the cycle: the KPI's phase that ends in it, with what the key result says for itself."""
    cycle = okr.cycle
    inside = [target for target in targets if cycle and target.by and cycle.start <= target.by <= cycle.end]
    target = (inside or list(targets))[-1]
    if one.target is not None:
        target = Target(place=one.place, kind="reach", value=Bound(one.target))
    if one.start is not None:
        target = replace(target, baseline=one.start)
    by = one.by or _earliest(target.by, cycle.end if cycle else None)
    start = target.start or (cycle.start if cycle and target.kind == "reach" else None)
    return (replace(target, by=by, start=start),)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _is_past(desk: Desk, okr: Okr) -> bool:
    """Whether the cycle is over: its score is then that of its last day, whatever came later."""
    return bool(okr.cycle and desk.report_date and desk.report_date > okr.cycle.end)


# ------------------------------------------------------------------------------------------------- kept by hand


def _by_hand(desk: Desk, okr: Okr, one: KeyResult) -> KeyResultResult:
    start, by = one.start or 0.0, one.by or (okr.cycle.end if okr.cycle else None)
    if one.value is None or one.target is None or one.target == start:
        return _without(one, None, "not_applicable")
    progress = (one.value - start) / (one.target - start)
    status, reason = _by_the_calendar(desk, okr, progress, by)
    return replace(
        _without(one, None, "not_applicable"),
        start=start,
        by=by,
        progress=progress,
        score=score_of(progress),
        status=status,
        reason=reason,
    )


def _by_the_calendar(desk: Desk, okr: Okr, progress: float, by: date | None) -> tuple[Status, Reason | None]:
    """Progress against the share of the cycle that has passed, since a number kept by hand has no history."""
    today, first = desk.report_date, okr.cycle.start if okr.cycle else None
    if by is None or today is None:
        return "unknown", "no_deadline" if by is None else "no_data"
    if today >= by:
        return _at_the_end(progress, okr.commitment) or "unknown", None
    if first is None or today < first:
        return "unknown", "no_deadline" if first is None else "window_not_started"
    needed = ASPIRED_PROGRESS if okr.commitment == "aspirational" else 1.0
    passed = ((today - first).days + 1) / ((by - first).days + 1)
    cutoffs = desk.project.site.cutoffs
    return graded(progress / (needed * passed), cutoffs.on_track_pace, cutoffs.at_risk_pace), None
