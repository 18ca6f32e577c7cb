"""Where a KPI stands against its target, as a clause."""

from __future__ import annotations

from kpireport.format import Language
from kpireport.model import LEVEL_KINDS, Metric, Status, TargetResult


def target_clause(language: Language, metric: Metric, value: float, status: Status, target: TargetResult) -> str:
    if target.kind == "text":
        return language.text("target in words: {text}", text=target.text or "")
    if target.kind in LEVEL_KINDS:
        return _level_clause(language, metric, value, target)
    if target.current is None or target.value is None:
        return ""
    return _deadline_clause(language, metric, status, target)


def _level_clause(language: Language, metric: Metric, value: float, target: TargetResult) -> str:
    if target.kind == "range" and target.low is not None and target.high is not None:
        texts = (
            ("below the range of {low} to {high}" if value < target.low else "above the range of {low} to {high}")
            if not target.low <= value <= target.high
            else "inside the range of {low} to {high}"
        )
        return language.text(texts, low=language.value(target.low, metric), high=language.value(target.high, metric))
    if target.value is None:
        return ""
    bound = language.value(target.value, metric)
    apart = value - target.value
    if not apart:
        return language.text("exactly at the target of {bound}", bound=bound)
    distance = language.change(abs(apart), metric).lstrip("+")
    text = "{distance} above the target of {bound}" if apart > 0 else "{distance} below the target of {bound}"
    if target.kind == "at_most":
        text = "{distance} above the limit of {bound}" if apart > 0 else "{distance} below the limit of {bound}"
    return language.text(text, distance=distance, bound=bound)


def _told_apart(language: Language, metric: Metric, target: TargetResult) -> str:
    """The current value as on a card; to every digit where it would read as the target, and is not."""
    short, bound = language.value(target.current, metric), language.value(target.value, metric)
    return language.exact(target.current, metric) if short == bound and target.current != target.value else short


def _deadline_clause(language: Language, metric: Metric, status: Status, target: TargetResult) -> str:
    values = {
        "now": _told_apart(language, metric, target),
        "bound": language.value(target.value, metric),
        "by": language.short_date(target.by) if target.by else "",
        "expected": language.value(target.expected, metric),
    }
    if status == "met":
        return language.text("met: {now} against {bound} by {by}", **values)
    if status == "missed":
        return language.text("missed: {now} against {bound} by {by}", **values)
    if target.currently_met and target.kind == "reach":
        return language.text("already past the {bound} due by {by}" if target.by else "already past {bound}", **values)
    if target.probability is not None and target.by:
        likely = language.likelihood(target.probability)
        return language.text(
            "{now} against {bound} by {by}, {likely} likely if past behaviour continues", likely=likely, **values
        )
    if target.kind == "average":
        return language.text("{now} on average so far against {bound}", **values)
    if target.expected is None:
        return language.text(
            "{now} of {bound} so far" if target.kind == "cumulative" else "{now} on the way to {bound}", **values
        )
    if target.kind == "cumulative":
        return language.text("{now} so far of {bound} by {by}, with {expected} planned by now", **values)
    return language.text("{now} on the way to {bound} by {by}, with {expected} planned by now", **values)
