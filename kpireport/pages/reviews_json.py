"""Reviews, actions and habits in report.json."""

from __future__ import annotations

from kpireport.model import Action, Habits, MetricWorth, Report, ReviewDue, Understanding, Worth
from kpireport.pages.json_values import Json, date_json


def review_json(due: ReviewDue) -> Json:
    """`kpi` null: the list itself. `assumed`: the tier says who reviews it, since the KPI does not."""
    return {
        "kpi": due.kpi,
        "forum": due.forum or None,
        "every": due.every,
        "last": date_json(due.last),
        "due": date_json(due.due),
        "overdue": due.is_overdue,
        "assumed": due.is_assumed,
        "reason": due.reason,
    }


def action_json(action: Action) -> Json:
    review = action.review
    return {
        "kpi": review.kpi,
        "forum": review.forum,
        "date": date_json(review.date),
        "decision": review.decision,
        "action": review.action,
        "owner": review.owner,
        "due": date_json(review.due),
        "done": date_json(review.done),
        "state": "done" if action.is_done else "overdue" if action.is_overdue else "open",
    }


def habits_json(report: Report) -> Json:
    """Ratios are fractions, times are days, costs are in the currency of the site; null where nothing tells."""
    return {**_habits(report.habits), **_worth(report.worth)}


def _habits(habits: Habits) -> Json:
    return {
        "reviews": habits.reviews,
        "decided": habits.decided,
        "acted": habits.acted,
        "since": date_json(habits.since),
        "action_to_insight": habits.action_to_insight,
        "decision_days": habits.decision_days,
        "timed": habits.timed,
        "undecided": list(habits.undecided),
        "within": habits.within,
        "unreviewed": list(habits.unreviewed),
        "understanding": habits.understanding,
        "understood": [_understood(one) for one in habits.understood],
        "aligned": habits.aligned,
        "unaligned": [kpi.id for kpi in habits.unaligned],
    }


def _understood(one: Understanding) -> Json:
    return {"kpi": one.kpi, "asked": one.asked, "understood": one.understood}


def _worth(worth: Worth) -> Json:
    return {
        "cost": worth.cost,
        "decisions": worth.decisions,
        "days": worth.days,
        "cost_per_decision": worth.per_decision,
        "worth": [_metric(one) for one in worth.metrics],
    }


def _metric(one: MetricWorth) -> Json:
    return {
        "metric": one.metric.id,
        "cost": one.metric.cost,
        "ease": one.metric.ease,
        "importance": one.metric.importance,
        "kpis": list(one.kpis),
        "decisions": one.decisions,
        "costly": one.is_costly,
        "idle": one.is_idle,
    }
