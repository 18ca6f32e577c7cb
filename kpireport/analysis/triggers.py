"""What was agreed for the case, and whether the case has come: every trigger of every KPI, evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kpireport.analysis.behind_pace import watch_pace
from kpireport.analysis.desk import Desk
from kpireport.analysis.firing import Firing, untold, watch_change, watch_count, watch_threshold
from kpireport.analysis.measured import MetricSeries
from kpireport.analysis.sentences import segments_sentence, trigger_sentence
from kpireport.condition import BehindPace, Change, Condition, Reaches, Threshold
from kpireport.model import KpiResult, Reason, Trigger, TriggerResult, TriggerSegment
from kpireport.periods import Grain

#: Why a segment is passed over: it is too new to be judged.
_NEW: frozenset[Reason] = frozenset({"short_history", "no_closed_period"})


def evaluate_triggers(desk: Desk, kpis: Iterable[KpiResult]) -> tuple[TriggerResult, ...]:
    """The triggers in the order of the report. Data that is out of date fires none."""
    return tuple(_evaluate(desk, result, trigger) for result in kpis for trigger in result.kpi.triggers)


def _evaluate(desk: Desk, result: KpiResult, trigger: Trigger) -> TriggerResult:
    condition, series = trigger.condition, desk.table[result.kpi.metric]
    if condition.per is None or result.stale:
        firing = untold("stale") if result.stale else _watch(desk, result, condition, series)
        return _told(desk, result, trigger, firing)
    parts = series.by_segment(condition.per)
    if not parts:
        return _told(desk, result, trigger, untold("no_data" if series.grain is None else "no_dimension"))
    firings = {label: watch(condition, part, result.kpi.cadence or "day") for label, part in parts.items()}
    return _told_by_segment(desk, result, trigger, firings)


def _watch(desk: Desk, result: KpiResult, condition: Condition, series: MetricSeries) -> Firing:
    cadence, target = result.kpi.cadence or "day", result.target
    if isinstance(condition, BehindPace):
        if target is None:
            return untold("not_applicable")
        return watch_pace(target, series, cadence, desk.calendar, desk.project.site.cutoffs.at_risk_pace)
    if isinstance(condition, Reaches) and target and target.kind == "cumulative":
        return watch_count(condition, series, cadence, target.start)
    return watch(condition, series, cadence)


def watch(condition: Condition, series: MetricSeries, cadence: Grain) -> Firing:
    """How a condition on the values of a metric stands; a pace is the target's, and no value."""
    match condition:
        case Threshold():
            return watch_threshold(condition, series, cadence)
        case Change():
            return watch_change(condition, series, cadence)
        case Reaches():
            return watch_count(condition, series, cadence, None)
        case BehindPace():
            return untold("not_applicable")


def _told(desk: Desk, result: KpiResult, trigger: Trigger, firing: Firing) -> TriggerResult:
    return TriggerResult(
        kpi=result.id,
        trigger=trigger,
        fired=firing.fired,
        since=firing.since,
        value=firing.value,
        owner=_owner(result, trigger),
        action=trigger.action,
        reason=firing.reason,
        sentence=trigger_sentence(desk.language, result, trigger.condition, firing),
    )


def _told_by_segment(desk: Desk, result: KpiResult, trigger: Trigger, firings: Mapping[str, Firing]) -> TriggerResult:
    segments = sorted(_segments(firings), key=lambda one: _rank(trigger.condition, one))
    judged = [firing for firing in firings.values() if firing.fired is not None]
    unjudged = [firing.reason or "no_data" for firing in firings.values() if firing.fired is None]
    skipped = sum(reason in _NEW for reason in unjudged)
    found = TriggerResult(
        kpi=result.id,
        trigger=trigger,
        fired=bool(segments) if judged else None,
        since=min((one.since for one in segments), default=None),
        value=segments[0].value if segments else None,
        owner=_owner(result, trigger),
        action=trigger.action,
        reason=None if judged else "short_history" if skipped else unjudged[0],
        segments=tuple(segments),
        judged=len(judged),
        skipped=skipped,
        silent=len(unjudged) - skipped,
    )
    return replace(found, sentence=segments_sentence(desk.language, result.metric, found))


def _segments(firings: Mapping[str, Firing]) -> Iterable[TriggerSegment]:
    for label, firing in firings.items():
        if firing.fired and firing.since is not None and firing.value is not None:
            yield TriggerSegment(segment=label, since=firing.since, value=firing.value)


def _rank(condition: Condition, one: TriggerSegment) -> tuple[float, str]:
    """The furthest gone first: the lowest below a mark, the highest above it, the largest change."""
    downwards = isinstance(condition, Threshold) and condition.relation in ("below", "at_most")
    size = one.value if downwards else -abs(one.value) if isinstance(condition, Change) else -one.value
    return size, one.segment


def _owner(result: KpiResult, trigger: Trigger) -> str | None:
    return trigger.owner or result.kpi.owner or result.goal.owner
