"""The target block: what was promised, how far it is, what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kpireport.charts.marks import Bullet, bullet
from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, SETTLED, KpiResult, Metric, Reason, TargetResult
from kpireport.pages.likelihood import (
    Intervals,
    intervals,
    likelihood_words,
    short_likelihood,
    why_no_likelihood,
)
from kpireport.pages.words import grain_of, target_words
from kpireport.periods import Grain

#: What a letter takes up beneath a bullet graph, in units of its drawing.
_LETTER = 7.5


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletView:
    """The bullet graph's geometry, its accessible name, and a (place, text, anchor) for every tick."""

    shape: Bullet
    label: str
    ticks: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetBlock:
    """`lines` say how it stands; `missing` says what cannot be told and how to supply it; `intervals` are in full."""

    promise: str
    agreed: str
    lines: tuple[str, ...]
    missing: tuple[str, ...]
    bullet: BulletView | None
    intervals: Intervals | None = None


def target_block(result: KpiResult, language: Language) -> TargetBlock:
    target = result.target
    if target is None:
        hint = language.text("Without a target this cannot be judged. Add “target” to the KPI.")
        return TargetBlock(promise=language.text("None set"), agreed="", lines=(), missing=(hint,), bullet=None)
    return TargetBlock(
        promise=target_words(target, result.kpi, result.metric, language),
        agreed=_agreed(result, language),
        lines=tuple(line for line in _lines(result, target, language) if line),
        missing=tuple(_missing(result, target, language)),
        bullet=_bullet(result, target, language),
        intervals=intervals(result, target, language),
    )


def against_target(result: KpiResult, language: Language) -> tuple[str, str]:
    """The two lines of a list: the promise, and where it stands."""
    target = result.target
    if target is None:
        return language.text("No target"), ""
    promise = target_words(target, result.kpi, result.metric, language, short=True)
    if likely := short_likelihood(result, target, language):
        return promise, likely
    if target.kind in LEVEL_KINDS and target.judged:
        grain = grain_of(result.kpi, result.period)
        return promise, _of_periods(target, grain, language)
    if target.expected is not None:
        return promise, language.text("plan now {expected}", expected=language.value(target.expected, result.metric))
    if target.kind == "average" and target.current is not None:
        return promise, language.text("{value} so far", value=language.value(target.current, result.metric))
    if target.progress is not None and target.kind not in LEVEL_KINDS:
        return promise, language.text("{share} of the way", share=language.share(target.progress))
    return promise, ""


def _bullet(result: KpiResult, target: TargetResult, language: Language) -> BulletView | None:
    shape = bullet(target, result.metric.direction)
    if shape is None:
        return None
    value = language.value(target.current, result.metric)
    promise = target_words(target, result.kpi, result.metric, language, baseline=False)
    label = language.text("Bullet graph: {value}, target {target}", value=value, target=promise)
    return BulletView(shape=shape, label=label, ticks=_ticks(shape, result.metric, language))


def _ticks(shape: Bullet, metric: Metric, language: Language) -> tuple[tuple[float, str, str], ...]:
    """Texts that would touch are put together under the last of their ticks; the others stay bare."""
    texts = [(x, language.value(bound, metric)) for x, bound in shape.ticks]
    rooms = [_extent(x, text, shape.width) for x, text in texts]
    if any(right + _LETTER > left for (_, right), (left, _) in pairwise(rooms)):
        (low, first), (high, last) = texts[0], texts[-1]
        both = language.text("{low} to {high}", low=first, high=last)
        return (low, "", "middle"), (high, both, _anchor(high, both, shape.width))
    return tuple((x, text, _anchor(x, text, shape.width)) for x, text in texts)


def _anchor(x: float, text: str, width: float) -> str:
    """Texts that would stand out of the picture lean inwards, to the side with more room."""
    half = len(text) * _LETTER / 2
    if half <= x <= width - half:
        return "middle"
    return "start" if x < width / 2 else "end"


def _extent(x: float, text: str, width: float) -> tuple[float, float]:
    long = len(text) * _LETTER
    start = {"start": x, "middle": x - long / 2, "end": x - long}[_anchor(x, text, width)]
    return start, start + long


def _agreed(result: KpiResult, language: Language) -> str:
    targets = result.kpi.targets
    phase = targets[min(result.target.phase, len(targets) - 1)] if targets and result.target else None
    if phase is None or (phase.agreed_by is None and phase.agreed_on is None):
        return ""
    if phase.agreed_on is None:
        return language.text("Agreed by {who}", who=phase.agreed_by)
    if phase.agreed_by is None:
        return language.text("Agreed on {date}", date=language.date(phase.agreed_on))
    return language.text("Agreed by {who} on {date}", who=phase.agreed_by, date=language.date(phase.agreed_on))


def _lines(result: KpiResult, target: TargetResult, language: Language) -> Iterator[str]:
    if target.kind in LEVEL_KINDS:
        yield _gap(result, target, language)
        yield _compliance(result, target, language)
    elif target.kind != "text":
        yield _way(result, target, language)
        yield _gap(result, target, language) if target.kind == "average" else ""
        yield _pace(target, language)
        yield _rate(result, target, language)
    if target.currently_met and target.by and target.kind == "reach" and result.status not in ("met", "missed"):
        yield language.text("Met at present; judged on {date}.", date=language.date(target.by))
    elif target.at_pace_on is not None and not target.currently_met and result.status not in SETTLED:
        yield _at_pace(result, target, target.at_pace_on, language)
    yield likelihood_words(result, target, language)
    yield _what_next(result, target, language)


def _what_next(result: KpiResult, target: TargetResult, language: Language) -> str:
    """What a target that is settled asks for, unless a further phase is agreed already."""
    if target.phase < len(result.kpi.targets) - 1:
        return ""
    if result.status == "met":
        return language.text("The target is met. Set the next one.")
    if result.status == "missed":
        return language.text("The deadline has passed. Retire it, or agree on a new target with a new date.")
    return ""


def _gap(result: KpiResult, target: TargetResult, language: Language) -> str:
    if target.gap is None:
        return ""
    if target.gap == 0:
        inside = target.kind == "range"
        return language.text("Inside the range.") if inside else language.text("Exactly on the target.")
    return language.text("{gap} against the target.", gap=language.change(target.gap, result.metric))


def _compliance(result: KpiResult, target: TargetResult, language: Language) -> str:
    if not target.judged:
        return ""
    periods = _of_periods(target, grain_of(result.kpi, result.period), language)
    if target.start is None:
        return language.text("Met in {periods}.", periods=periods)
    return language.text("Met in {periods} since {date}.", periods=periods, date=language.date(target.start))


def _of_periods(target: TargetResult, grain: Grain, language: Language) -> str:
    """`3 of 3 weeks`."""
    return language.text(
        "{met} of {periods}", met=language.count(target.complied), periods=language.periods(target.judged, grain)
    )


def _way(result: KpiResult, target: TargetResult, language: Language) -> str:
    if target.kind == "average":
        return (
            language.text("{value} so far.", value=language.value(target.current, result.metric))
            if target.current is not None
            else ""
        )
    if target.kind == "cumulative":
        return _so_far(result, target, language)
    if target.progress is None:
        return ""
    values = {
        "share": language.share(target.progress),
        "base": language.value(target.baseline, result.metric),
        "plan": language.share(target.expected_share),
    }
    if target.expected_share is None:
        return language.text("{share} of the way from {base}.", **values)
    return language.text("{share} of the way from {base}; the plan asks for {plan} by now.", **values)


def _so_far(result: KpiResult, target: TargetResult, language: Language) -> str:
    if target.current is None:
        return ""
    values = {
        "value": language.value(target.current, result.metric),
        "plan": language.value(target.expected, result.metric),
    }
    if target.expected is None:
        return language.text("{value} so far.", **values)
    return language.text("{value} so far; the plan asks for {plan} by now.", **values)


def _pace(target: TargetResult, language: Language) -> str:
    return language.text("Pace {pace}.", pace=language.ratio(target.pace)) if target.pace is not None else ""


def _rate(result: KpiResult, target: TargetResult, language: Language) -> str:
    if target.required_rate is None or target.required_rate <= 0:
        return ""
    needed = language.value(target.required_rate, result.metric)
    if target.current_rate is None:
        return language.text("{needed} a day from here.", needed=needed)
    so_far = language.value(target.current_rate, result.metric)
    return language.text("{needed} a day from here; {so_far} a day so far.", needed=needed, so_far=so_far)


def _at_pace(result: KpiResult, target: TargetResult, day: date, language: Language) -> str:
    values = {"value": language.value(target.value, result.metric), "date": language.date(day)}
    if target.kind == "cumulative" and result.metric.direction == "down":
        return language.text("At this pace {value} is used up on {date}.", **values)
    return language.text("At this pace {value} is reached on {date}.", **values)


#: The figures whose absence a reader would miss, in order; the rest lies in report.json.
_FIGURES = ("progress", "current", "pace", "baseline")
_SILENT: frozenset[Reason] = frozenset({"not_yet", "not_applicable"})


def _missing(result: KpiResult, target: TargetResult, language: Language) -> Iterator[str]:
    told: set[Reason] = set(_SILENT)
    if result.status_reason is not None and result.status_reason not in told:
        told.add(result.status_reason)
        yield language.text("Not judged. {reason}", reason=language.reason(result.status_reason))
    if result.value is None and told > _SILENT:
        return  # the rest would say the same in other words
    for figure in _FIGURES:
        reason = target.reasons.get(figure)
        if reason is not None and reason not in told and (target.kind == "reach" or reason != "no_baseline"):
            told.add(reason)
            yield language.reason(reason)
    if target.reasons.get("probability") not in told - {"short_history"} and (
        why := why_no_likelihood(result, target, language)
    ):
        yield why
    if target.kind == "reach" and target.baseline_from == "before_start":
        yield language.text("The baseline is the last closed value before the start.")
    if target.kind == "reach" and target.baseline_from == "first_closed":
        yield language.text("The baseline is the first closed value.")
