"""How a list is used: whether reviews lead to actions, how fast decisions fall, who agreed and who understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from kpireport.analysis.desk import Desk
from kpireport.analysis.schedule import begun, by_kpi
from kpireport.analysis.understanding import overall, understood
from kpireport.model import Habits, Kpi, KpiResult, Review, TriggerResult
from kpireport.periods import later

#: Days without a review after which a KPI has dropped out of use (analysis.md: L8).
UNREVIEWED_DAYS = 100


def habits_of(desk: Desk, kpis: Sequence[KpiResult], triggers: Iterable[TriggerResult]) -> Habits:
    """The habits on the report date; ratios and times are those of the year that ends with it."""
    log = by_kpi(desk.reviews)
    since = year_before(desk.report_date)
    recent = [one for one in desk.reviews if one.kpi is not None and one.date > since]
    acted = sum(one.action is not None for one in recent)
    days = list(decision_days(recent, triggers))
    answers = understood(desk.survey, desk.report_date)
    homeless = {kpi.id for kpi in desk.project.orphans}
    active = [kpi for kpi in (*desk.project.kpis, *desk.project.orphans) if kpi.stage == "active"]
    apart = tuple(kpi for kpi in active if kpi.id in homeless or not is_agreed(kpi))
    within = desk.project.site.decision_within
    return Habits(
        reviews=len(recent),
        decided=sum(one.is_decided for one in recent),
        acted=acted,
        since=min((one.date for one in recent), default=None),
        action_to_insight=acted / len(recent) if recent else None,
        decision_days=float(median(days)) if days else None,
        timed=len(days),
        undecided=tuple(kpi.id for kpi in kpis if is_undecided(log.get(kpi.id, ()), within)),
        within=within,
        unreviewed=tuple(_unreviewed(desk, kpis, log)),
        understanding=overall(answers),
        understood=answers,
        aligned=1 - len(apart) / len(active) if active else None,
        unaligned=apart,
    )


def year_before(today: date | None) -> date:
    """The day after which the year begins that ends with the report date; without one, all days come after."""
    return later(today, "year", -1) if today else date.min


def decision_days(reviews: Sequence[Review], triggers: Iterable[TriggerResult]) -> Iterator[int]:
    """Days from a question to its decision: from `raised`, else from the day since which a trigger holds.

    Of a KPI whose triggers have fired, the first decision from that day on is their answer.
    """
    answers = {id(review): question for review, question in _answered(reviews, triggers)}
    for review in reviews:
        question = review.raised or answers.get(id(review))
        if review.is_decided and question is not None:
            yield (review.date - question).days


def _answered(reviews: Sequence[Review], triggers: Iterable[TriggerResult]) -> Iterator[tuple[Review, date]]:
    since: dict[str, date] = {}
    for result in triggers:
        if result.fired and result.since:
            since[result.kpi] = min(result.since, since.get(result.kpi, result.since))
    log = by_kpi(reviews)
    for kpi, day in since.items():
        answer = next((one for one in log.get(kpi, ()) if one.is_decided and one.date >= day), None)
        if answer is not None:
            yield answer, day


def is_undecided(reviews: Sequence[Review], within: int) -> bool:
    """Whether its last reviews, as many as `within`, all passed without a decision."""
    return len(reviews) >= within and not any(one.is_decided for one in reviews[-within:])


def is_agreed(kpi: Kpi) -> bool:
    """Whether it has an owner, and a target of which is known who agreed to it, or when."""
    return kpi.owner is not None and any(target.agreed_by or target.agreed_on for target in kpi.targets)


def _unreviewed(desk: Desk, kpis: Iterable[KpiResult], log: Mapping[str | None, Sequence[Review]]) -> Iterator[str]:
    """KPIs without a review in 100 days, where that can be told: a log is kept, or the KPI says that it is reviewed."""
    for result in kpis:
        last = max((one.date for one in log.get(result.id, ())), default=None)
        told = last or (begun(result) if log or result.kpi.review else None)
        if told and desk.report_date and (desk.report_date - told).days > UNREVIEWED_DAYS:
            yield result.id
