"""The words of the domain: closed lists of kinds, statuses and reasons."""

from __future__ import annotations

from typing import Literal

Direction = Literal["up", "down", "range", "none"]
Aggregation = Literal["sum", "last", "mean", "max", "min", "ratio", "distinct"]
Tier = Literal["north-star", "strategic", "operational", "diagnostic"]
Timing = Literal["leading", "lagging"]
Stage = Literal["candidate", "active", "retired"]
TargetKind = Literal["reach", "cumulative", "at_least", "at_most", "range", "average", "text"]
Status = Literal["met", "on_track", "at_risk", "off_track", "missed", "unknown"]
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
