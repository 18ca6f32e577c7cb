"""What is to be done: decisions, actions, means, and what was learned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpireport.format import Language
from kpireport.model import NEEDS_DECISION, Action, KpiResult, Metric, TriggerResult
from kpireport.pages.agreement import urgency
from kpireport.pages.sections.section import Part, Point, of_points, point
from kpireport.pages.views import View, owner_of


def decisions(view: View, language: Language) -> Part | None:
    """What is agreed for each KPI that needs a decision or whose trigger fired; failing that, what hangs on it."""
    fired = {trigger.kpi for trigger in view.report.triggers if trigger.fired}
    found = sorted((kpi for kpi in view.kpis if kpi.status in NEEDS_DECISION or kpi.id in fired), key=urgency)
    points = [_decision(kpi, view, language) for kpi in found]
    return of_points("decisions", language.text("Decisions"), points, language, form="ordered")


def _decision(result: KpiResult, view: View, language: Language) -> Point:
    for action in view.report.actions:
        if action.review.kpi == result.id and not action.is_done and action.review.action:
            return point(result, action.review.action, note=_who(action, language))
    for trigger in view.report.triggers:
        if trigger.kpi == result.id and trigger.fired and trigger.action:
            return point(result, trigger.action, note=trigger.owner or owner_of(result) or "")
    agreed = result.kpi.decision or language.text("No action is agreed yet.")
    return point(result, agreed, note=owner_of(result) or language.text("No owner"))


def actions(view: View, language: Language) -> Part | None:
    """Open actions of the reviews, overdue ones first, and what fired triggers ask for; an owner sees their own too."""
    shown = {kpi.id: kpi for kpi in view.kpis}
    mine = [one for one in view.report.actions if not one.is_done and _concerns(one, view)]
    mine.sort(key=lambda one: (not one.is_overdue, one.review.due or date.max, one.review.place))
    points = [_action(one, view, language) for one in mine]
    fired = [one for one in view.report.triggers if one.fired and one.action]
    points += [
        _asked(one, view, language) for one in fired if one.kpi in shown or (view.owner and one.owner == view.owner)
    ]
    return of_points("actions", language.text("Actions"), points, language)


def _concerns(action: Action, view: View) -> bool:
    mine = view.owner is not None and action.review.owner == view.owner
    return bool(action.review.action) and (mine or any(kpi.id == action.review.kpi for kpi in view.kpis))


def _action(action: Action, view: View, language: Language) -> Point:
    result = next((kpi for kpi in view.report.kpis if kpi.id == action.review.kpi), None)
    note = _who(action, language)
    if result is None:
        return Point(name=language.text("The list of KPIs"), texts=(action.review.action or "",), note=note)
    return point(result, action.review.action or "", note=note)


def _asked(trigger: TriggerResult, view: View, language: Language) -> Point:
    result = next(kpi for kpi in view.report.kpis if kpi.id == trigger.kpi)
    since = language.text("due since {date}", date=language.short_date(trigger.since)) if trigger.since else ""
    who = trigger.owner or owner_of(result) or ""
    return point(result, trigger.action or "", note=", ".join(part for part in (who, since) if part))


def _who(action: Action, language: Language) -> str:
    review = action.review
    due = language.text("by {date}", date=language.short_date(review.due)) if review.due else ""
    late = language.text("overdue") if action.is_overdue else ""
    return ", ".join(part for part in (review.owner or "", due, late) if part)


# -------------------------------------------------------------------------------------------------- means and lessons


def resources(view: View, language: Language) -> Part | None:
    """What the team can do for each target, and what keeping its number costs in a year."""
    points = []
    for kpi in view.kpis:
        target = kpi.target
        phase = kpi.kpi.targets[target.phase] if target and target.phase < len(kpi.kpi.targets) else None
        capacity = (phase.capacity if phase else None) or ""
        cost = _cost(kpi, language)
        if capacity or cost:
            points.append(point(kpi, capacity, note=cost))
    return of_points("resources", language.text("Resources"), points, language)


def _cost(result: KpiResult, language: Language) -> str:
    if result.metric.cost is None:
        return ""
    money = Metric(id="cost", place=result.kpi.place, name="", unit="currency")
    return language.text("Measuring it costs {cost} a year", cost=language.value(result.metric.cost, money))


def learning(view: View, language: Language) -> Part | None:
    """What reviews decided and why the KPIs themselves were changed, the latest first."""
    found = sorted([*_decided(view, language), *_changed(view, language)], key=lambda one: one[0], reverse=True)
    return of_points("learning", language.text("What was learned"), [one for _, one in found], language)


def _decided(view: View, language: Language) -> Iterator[tuple[date, Point]]:
    shown = {kpi.id: kpi for kpi in view.kpis}
    for review in view.report.log:
        if review.decision and review.kpi in shown:
            yield review.date, point(shown[review.kpi], review.decision, note=language.date(review.date))


def _changed(view: View, language: Language) -> Iterator[tuple[date, Point]]:
    for kpi in view.kpis:
        for change in kpi.kpi.history:
            if change.reason:
                values = {
                    "what": change.change,
                    "old": change.old or "–",
                    "new": change.new or "–",
                    "why": change.reason,
                }
                words = language.text("Changed: {what}, from {old} to {new}. Reason: {why}.", **values)
                yield change.on, point(kpi, words, note=language.date(change.on))
