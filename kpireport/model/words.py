"""The words of the domain: closed lists of kinds, statuses and reasons."""

from __future__ import annotations

from typing import Literal

Direction = Literal["up", "down", "range", "none"]
Aggregation = Literal["sum", "last", "mean", "max", "min", "ratio", "distinct"]
Tier = Literal["north-star", "strategic", "operational", "diagnostic"]
Timing = Literal["leading", "lagging"]
Stage = Literal["candidate", "active", "retired"]
Measures = Literal["outcome", "output"]
Commitment = Literal["committed", "aspirational"]
#: What a goal is about, or what a KPI shows: awareness to people, in the order of a customer's way and then inwards.
Category = Literal[
    "awareness",
    "engagement",
    "conversion",
    "return",
    "retention",
    "care",
    "content",
    "product",
    "operations",
    "people",
    "finance",
]
Funnel = Literal["top", "middle", "bottom"]
#: Where in the organisation a goal or KPI stands.
Rank = Literal["company", "department", "team", "person"]
#: How a conflict between two KPIs is settled.
Resolution = Literal["precedence", "composite", "segment", "guardrail", "incentive"]
#: Why a KPI was changed.
Because = Literal["priorities", "maturity", "market", "achieved", "data"]
#: What of a KPI was changed: words that `change` in its history is searched for.
ChangeKind = Literal["target", "deadline", "definition", "formula", "owner", "tier", "stage", "added", "removed"]
Rating = Literal["low", "medium", "high"]
#: Why a KPI leaves the headline: one of the usual vanity metrics, and nothing is decided by it; or it is declared so.
Vanity = Literal["listed", "no_decision", "not_actionable", "no_benefit"]
#: How far up an entry of the library looks: at the company's results, or at one function's work.
Scope = Literal["high", "low"]
#: When in a company's life a measure matters most.
CompanyStage = Literal["early", "growth", "maturity"]
#: What an entry of the library is: one number, one for each part, a table by start, several weighed into one, several
#: under one name, or something that is no number as it stands.
EntryShape = Literal["number", "breakdown", "cohort-table", "composite", "group", "words"]
BenchmarkKind = Literal["between", "at_least", "at_most", "above", "below", "text"]
#: How far a target lies from what the number has managed before.
Grade = Literal["unknown", "easy", "met_at_start", "fair", "stretch", "beyond", "implausible"]
SmartLetter = Literal["specific", "measurable", "achievable", "relevant", "time_bound"]
#: What a sick list is like: only results, only activities, everything without order, numbers nobody acts on.
Shape = Literal["history_book", "to_do_list", "noticeboard", "metric_dashboard"]
#: The parts of a page for an audience.
Section = Literal[
    "verdict",
    "north_star",
    "decisions",
    "kpis",
    "financial_summary",
    "risks",
    "opportunities",
    "trend",
    "forecast",
    "resources",
    "actions",
    "goals",
    "learning",
    "month",
    "standouts",
]
TargetKind = Literal["reach", "cumulative", "at_least", "at_most", "range", "average", "text"]
Status = Literal["met", "on_track", "at_risk", "off_track", "missed", "unknown"]
#: Statuses that ask the reader for a decision, the gravest first.
NEEDS_DECISION: tuple[Status, ...] = ("missed", "off_track", "at_risk")
#: Statuses after which nothing is expected any more.
SETTLED: tuple[Status, ...] = ("met", "missed")
Basis = Literal["previous_period", "year_ago", "baseline", "benchmark", "target"]
CauseMethod = Literal["additive", "mix_rate", "drivers", "none"]
Level = Literal["error", "warning", "info"]
Reason = Literal[
    "no_data",
    "no_closed_period",
    "short_history",
    "no_deadline",
    "no_baseline",
    "window_not_started",
    "partial_period",
    "coarser_than_cadence",
    "zero_base",
    "sign_change",
    "not_additive",
    "no_dimension",
    "no_change",
    "text_target",
    "stale",
    "unreliable",
    "not_applicable",
    "not_yet",
]

#: Kinds judged anew in every period, rather than once at a deadline.
LEVEL_KINDS: frozenset[TargetKind] = frozenset({"at_least", "at_most", "range"})


def has_worsened(old: Status | None, new: Status | None) -> bool:
    """Whether a status asks for a decision, and the one before asked for none or was less grave."""
    if old is None or new not in NEEDS_DECISION:
        return False
    return old not in NEEDS_DECISION or NEEDS_DECISION.index(new) < NEEDS_DECISION.index(old)
