"""The probabilities that were published, and how they turned out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import Issued, Kpi, KpiResult, Metric, Report, TargetResult
from kpireport.pages.links import kpi_path
from kpireport.pages.words import target_words

#: Statements that the page lists, the newest first.
MOST_STATEMENTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A published probability; `path` is empty where the KPI is no longer reported."""

    name: str
    path: str
    target: str
    on: str
    probability: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """`score` says how good the resolved statements were, or why that cannot be said yet."""

    rows: tuple[Statement, ...]
    score: str
    rest: str


def ledger(report: Report, language: Language) -> Ledger:
    kpis = {kpi.id: kpi for kpi in report.kpis}
    newest = sorted(report.ledger, key=lambda one: (one.on, one.by), reverse=True)
    rows = tuple(_statement(one, kpis, language) for one in newest[:MOST_STATEMENTS])
    return Ledger(rows=rows, score=score_words(report, language), rest=_rest(len(newest) - len(rows), language))


def _statement(one: Issued, kpis: Mapping[str, KpiResult], language: Language) -> Statement:
    result = kpis.get(one.kpi)
    kpi, metric = (result.kpi, result.metric) if result else _unknown(one.kpi)
    target = TargetResult(kind=one.kind, value=one.value, low=one.low, high=one.high, by=one.by)
    outcome = {True: language.text("Met"), False: language.text("Not met"), None: language.text("Open")}
    return Statement(
        name=kpi.name,
        path=kpi_path(one.kpi) if result else "",
        target=language.text(
            "{target}, to {date}",
            target=target_words(target, kpi, metric, language, short=True, deadline=False),
            date=language.table_date(one.by),
        ),
        on=language.table_date(one.on),
        probability=language.likelihood(one.probability),
        outcome=outcome[one.hit],
    )


def _unknown(id_: str) -> tuple[Kpi, Metric]:
    """Stands for a KPI that the project no longer has."""
    place = Place("")
    return Kpi(id=id_, place=place, name=id_, metric=id_), Metric(id=id_, place=place, name=id_)


def score_words(report: Report, language: Language) -> str:
    """How good the published probabilities were, or why that cannot be said yet."""
    if not report.ledger:
        return language.text(
            "No likelihood is on record. Each build adds those it states; give the report before with “--previous” to "
            "carry them on."
        )
    resolved = sum(one.hit is not None for one in report.ledger)
    if report.brier is None or not resolved:
        return language.text("None of these targets has come due, so there is no score yet.")
    return language.plural(
        "Brier score {score} from {n} target that came due: 0 is perfect, 0.25 is the toss of a coin.",
        "Brier score {score} from {n} targets that came due: 0 is perfect, 0.25 is the toss of a coin.",
        resolved,
        score=language.plain(report.brier),
    )


def _rest(n: int, language: Language) -> str:
    return language.plural("{n} earlier one is left out.", "{n} earlier ones are left out.", n) if n > 0 else ""
