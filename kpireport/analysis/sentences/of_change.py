"""What stood in a place that was changed, in the words of the site's language."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import Arithmetic, Bound, Metric, RememberedTarget, Said


def change_words(
    old: Said | None, new: Said | None, metric: Metric | None, language: Language
) -> tuple[str | None, str | None]:
    """Both sides of a change. Of an arithmetic only the parts that differ are told."""
    if isinstance(old, Arithmetic) and isinstance(new, Arithmetic):
        return _arithmetic(old, new), _arithmetic(new, old)
    return said_words(old, metric, language), said_words(new, metric, language)


def said_words(said: Said | None, metric: Metric | None, language: Language) -> str | None:
    if said is None:
        return None
    if isinstance(said, date):
        return language.date(said)
    if isinstance(said, RememberedTarget):
        return remembered_target_words(said, metric or _nameless(), language)
    if isinstance(said, Arithmetic):
        return _arithmetic(said, Arithmetic(unit=""))
    return said


def remembered_target_words(target: RememberedTarget, metric: Metric, language: Language) -> str:
    """`At least 95 %`, `From 20 000 to 100 000 by 30 September 2026`; the start where one was set."""
    if target.kind == "text":
        return target.text or ""
    promise = _promise(target, metric, language)
    if target.milestones:
        parts = [
            language.text("{value} by {date}", value=language.mark(one.value, metric), date=language.date(one.date))
            for one in target.milestones
        ]
        promise = language.text("{promise}, with {milestones}", promise=promise, milestones=language.join(parts))
    if target.start is None:
        return promise
    return language.text("{promise}, from {date} on", promise=promise, date=language.date(target.start))


def _promise(target: RememberedTarget, metric: Metric, language: Language) -> str:
    value = _bound(target.value, metric, language)
    words = {"value": value}
    match target.kind:
        case "at_least":
            return language.text("At least {value}", **words)
        case "at_most":
            return language.text("At most {value}", **words)
        case "range":
            low, high = _bound(target.low, metric, language), _bound(target.high, metric, language)
            return language.text("{low} to {high}", low=low, high=high)
        case "average":
            return language.text("{value} on average", **words)
        case "cumulative":
            return language.text("{value} in total", **words)
    if target.baseline is None:
        return value
    return language.text("From {base} to {value}", base=language.mark(target.baseline, metric), value=value)


def _bound(bound: Bound | None, metric: Metric, language: Language) -> str:
    if bound is None or (bound.metric is None and bound.number is None):
        return "–"
    if bound.metric is not None:
        return language.text("the value of “{metric}”", metric=bound.metric)
    return language.mark(bound.number or 0.0, metric)


def _arithmetic(one: Arithmetic, other: Arithmetic) -> str:
    """`formula: a / b`, in the words of the project's files; only where it differs from the other."""
    parts = []
    for field in fields(Arithmetic):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if mine != theirs:
            parts.append(f"{field.name}: {_plain(mine)}")
    return ", ".join(parts)


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " + ".join(f"{weight:g} {metric} ({low:g}…{high:g})" for metric, weight, low, high in value) or "–"
    return str(value) if value is not None else "–"


def _nameless() -> Metric:
    return Metric(id="", place=Place(""), name="")
