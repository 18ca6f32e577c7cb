"""Numbers that look well in a report and change nothing: which KPI is one, and why it leaves the headline.

The list is that of the usual advice on social and web figures: totals of people who once clicked, and of times that
something was shown. It speaks of a KPI only while nobody has written down what its number decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpireport.model import Goal, Kpi, Metric, Vanity

#: The listed totals, each by the words it goes by; more than one name may fit, the first is told.
LISTED: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "followers": "followers?|fans",
        "likes": "likes",
        "impressions": "impressions?",
        "page views": "page[ _-]?views?|hits",
        "views": "views|plays",
        "downloads": "downloads?|installs|installations",
        "registered users": "registered[ _-](?:users?|members?|accounts?|customers?)",
    }.items()
}
#: Views that stand beside one of these tell who stayed.
_STAYED = re.compile(r"watch|completion|retention|time[ _-]on|read(?:ing)?[ _-]time", re.IGNORECASE)
#: Units and aggregations of what is not a plain total.
_RATES = frozenset({"percent", "fraction", "ratio", "currency", "duration", "score"})
_TOTALS = frozenset({"sum", "last", "distinct", "max"})
#: The first clause of a decision that says there is none.
_CLAUSE = re.compile(r"[.,;:(!?–—]|\s-\s")
_NO_DECISION = frozenset(
    {"", "-", "none", "nothing", "no", "no decision", "no action", "none on its own", "nothing on its own", "none yet"}
    | {"nothing yet", "none so far", "undecided", "not decided", "n/a", "na", "tbd", "to be decided", "to be defined"}
)


def is_vanity(kpi: Kpi, metric: Metric, goal: Goal | None) -> str | None:
    """The listed total that the KPI is, such as `followers`, where no decision hangs on it; None for any other KPI.

    A rate or a cost is none, however it is called. Under a goal of awareness being seen is the point, and views beside
    a measure of who stayed are not bare views.
    """
    if is_decided(kpi) or not _is_total(metric) or (goal is not None and goal.category == "awareness"):
        return None
    word = _listed(" ".join((kpi.name, metric.name, metric.id)))
    return None if word == "views" and goal is not None and _tells_who_stayed(kpi, goal) else word


def why_aside(kpi: Kpi, metric: Metric, goal: Goal | None) -> Vanity | None:
    """Why a KPI leaves the headline for the appendix; None for one that does not, as a north star never does."""
    if kpi.tier == "north-star":
        return None
    if kpi.actionable is False:
        return "not_actionable"
    if kpi.improves_business is False:
        return "no_benefit"
    if kpi.decision is not None and not is_decided(kpi):
        return "no_decision"
    return "listed" if is_vanity(kpi, metric, goal) else None


def is_decided(kpi: Kpi) -> bool:
    """Whether a decision is written down that is more than the word for none."""
    if kpi.decision is None:
        return False
    first = _CLAUSE.split(kpi.decision.strip(), maxsplit=1)[0]
    return first.strip().casefold() not in _NO_DECISION


def _is_total(metric: Metric) -> bool:
    plain = metric.formula is None and not metric.composite and metric.aggregation in _TOTALS
    return plain and metric.unit not in _RATES


def _listed(text: str) -> str | None:
    return next((name for name, words in LISTED.items() if words.search(text)), None)


def _tells_who_stayed(kpi: Kpi, goal: Goal) -> bool:
    beside = [*kpi.explained_by, *kpi.pairs_with, *(guardrail.metric for guardrail in kpi.guardrails)]
    beside += [f"{other.name} {other.metric}" for other in goal.kpis if other.id != kpi.id]
    return any(_STAYED.search(text) for text in beside)
