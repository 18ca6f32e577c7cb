"""How KPIs moved together: a leading KPI with its partners, and all pairs of the report. Never a cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Association, KpiResult, Report
from kpireport.pages.links import kpi_path
from kpireport.pages.words import grain_of
from kpireport.periods import GRAINS, Grain

#: Pairs that the list shows; the rest is counted.
MOST_PAIRS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What the test of a leading KPI against one partner found, in words."""

    id: str
    name: str
    path: str
    words: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    leader: str
    leader_path: str
    follower: str
    follower_path: str
    lag: str
    r: str
    n: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The pairs that hold, the strongest first; `rest` says how many are left out."""

    rows: tuple[Pair, ...]
    rest: str


def leads(result: KpiResult, kpis: Mapping[str, KpiResult], language: Language) -> tuple[Lead, ...]:
    """The partners that this leading KPI was tested against."""
    return tuple(
        Lead(
            id=other.id,
            name=other.name,
            path=kpi_path(other.id),
            words=_words(found, result, other, language),
            found=found.found,
        )
        for found in result.leads
        if (other := kpis.get(found.follower)) is not None
    )


def _words(found: Association, result: KpiResult, other: KpiResult, language: Language) -> str:
    """About the partner: `It moved the same way 3 weeks later, over 40 weeks (r 0.62, …)`."""
    if found.r is None or found.lag is None or found.low is None or found.high is None:
        reason = language.reason(found.reason or "short_history")
        return language.text("Not tested. {reason}", reason=reason)
    grain = _grain(result, other)
    return language.text(
        _message(found.r, found.lag, is_found=found.found),
        lag=language.periods(found.lag, grain),
        history=language.periods(found.n, grain),
        r=language.correlation(found.r),
        low=language.correlation(found.low),
        high=language.correlation(found.high),
        tried=_tried(found.tried, language),
    )


def _message(r: float, lag: int, *, is_found: bool) -> str:
    match is_found, r > 0, lag > 0:
        case True, True, True:
            return (
                "It moved the same way {lag} later, over {history} (r {r}, 95\u202f% interval {low} to {high}; "
                "{tried}). An association, not a cause."
            )
        case True, False, True:
            return (
                "It moved the opposite way {lag} later, over {history} (r {r}, 95\u202f% interval {low} to {high}; "
                "{tried}). An association, not a cause."
            )
        case True, True, False:
            return (
                "It moved the same way in the same period, over {history} (r {r}, 95\u202f% interval {low} to {high}; "
                "{tried}). An association, not a cause."
            )
        case True, False, False:
            return (
                "It moved the opposite way in the same period, over {history} (r {r}, 95\u202f% interval {low} to "
                "{high}; {tried}). An association, not a cause."
            )
        case False, _, False:
            return (
                "No association was found. The strongest correlation came in the same period, over {history} (r {r}, "
                "95\u202f% interval {low} to {high}; {tried})."
            )
        case _:
            return (
                "No association was found. The strongest correlation came {lag} later, over {history} (r {r}, "
                "95\u202f% interval {low} to {high}; {tried})."
            )


def _tried(n: int, language: Language) -> str:
    return language.plural("{n} lag tried", "{n} lags tried", n)


def _grain(one: KpiResult, other: KpiResult) -> Grain:
    """Two KPIs are compared at the coarser of their cadences."""
    return max(grain_of(one.kpi, one.period), grain_of(other.kpi, other.period), key=GRAINS.index)


# ------------------------------------------------------------------------------------------------------- all pairs


def pairs(report: Report, language: Language) -> Pairs:
    kpis = {kpi.id: kpi for kpi in report.kpis}
    found = [one for one in report.associations if one.found and {one.leader, one.follower} <= kpis.keys()]
    rows = tuple(_pair(one, kpis[one.leader], kpis[one.follower], language) for one in found[:MOST_PAIRS])
    return Pairs(rows=rows, rest=_rest(len(found) - len(rows), language))


def _pair(found: Association, leader: KpiResult, follower: KpiResult, language: Language) -> Pair:
    return Pair(
        leader=leader.name,
        leader_path=kpi_path(leader.id),
        follower=follower.name,
        follower_path=kpi_path(follower.id),
        lag=_later(found.lag or 0, _grain(leader, follower), language),
        r=language.correlation(found.r or 0.0),
        n=language.count(found.n),
    )


def _later(lag: int, grain: Grain, language: Language) -> str:
    if lag == 0:
        return language.text("same period")
    return language.text("{lag} later", lag=language.periods(lag, grain))


def _rest(n: int, language: Language) -> str:
    return language.plural("{n} weaker pair is left out.", "{n} weaker pairs are left out.", n) if n > 0 else ""
