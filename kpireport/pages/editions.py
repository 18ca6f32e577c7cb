"""The index of editions, newest first, a page that leads to the latest, and the editions of a KPI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Edition, KpiResult, Page, Report, Status
from kpireport.pages.changes import restated_kpis
from kpireport.pages.frame import Frame
from kpireport.pages.legend import ORDER
from kpireport.pages.links import EDITIONS, LATEST_EDITION, edition_path, kpi_path

#: Editions of a KPI that its page shows before the rest is folded away, and restated values of one in the index.
MOST_EDITIONS = 12
MOST_RESTATED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """An edition in the index; `restated` is what its readers were told otherwise than today."""

    label: str
    name: str
    path: str
    sentence: str
    tally: tuple[tuple[Status, int], ...]
    restated: tuple[RestatedValue, ...]
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestatedValue:
    """A value that an edition gave otherwise; `words` are its period and both values."""

    name: str
    path: str
    words: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiEdition:
    """A KPI in an edition; `today` is the value of the same period where it was restated."""

    name: str
    path: str
    value: str
    status: Status | None
    today: str


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not report.editions:
        return
    newest = tuple(reversed(report.editions))
    yield frame.page(
        EDITIONS,
        "editions.html",
        language.text("Editions"),
        editions=tuple(_line(edition, report, language) for edition in newest),
        most_restated=MOST_RESTATED,
        latest=LATEST_EDITION,
        verdict=_verdict(report, language),
    )
    yield frame.page(
        LATEST_EDITION,
        "latest.html",
        language.text("The latest edition"),
        latest=edition_path(newest[0].period),
        name=language.period_span(newest[0].period),
    )


def _verdict(report: Report, language: Language) -> str:
    told = language.plural(
        "{n} report as it was published, at an address that stays.",
        "{n} reports as they were published, each at an address that stays.",
        len(report.editions),
    )
    restated = sum(bool(edition.restated) for edition in report.editions)
    if not restated:
        return language.text("{told} No value in them has been restated since.", told=told)
    said = language.plural(
        "{n} of them holds values that were restated since; these stand beside it.",
        "{n} of them hold values that were restated since; these stand beside them.",
        restated,
    )
    return f"{told} {said}"


def _line(edition: Edition, report: Report, language: Language) -> EditionLine:
    counts = Counter(kpi.status for kpi in edition.memory.kpis.values() if kpi.status and kpi.is_headline)
    return EditionLine(
        label=edition.period.label,
        name=language.period_span(edition.period),
        path=edition_path(edition.period),
        sentence=edition.sentence,
        tally=tuple((status, counts[status]) for status in ORDER if counts[status]),
        restated=tuple(_restated(edition, report, language)),
        count=language.plural("{n} value restated since", "{n} values restated since", len(edition.restated)),
    )


def _restated(edition: Edition, report: Report, language: Language) -> Iterator[RestatedValue]:
    for kpi in restated_kpis(edition.restated, report, language):
        for line in kpi.lines:
            words = language.text("{period}: {old} became {new}", period=line.period, old=line.old, new=line.new)
            yield RestatedValue(name=kpi.name, path=kpi.path, words=words, change=line.change)


def kpi_editions(report: Report, result: KpiResult, language: Language) -> tuple[KpiEdition, ...]:
    """The editions that a KPI was in, the newest first."""
    found = (_kpi_edition(edition, result, language) for edition in reversed(report.editions))
    return tuple(one for one in found if one)


def _kpi_edition(edition: Edition, result: KpiResult, language: Language) -> KpiEdition | None:
    told = edition.memory.kpis.get(result.id)
    if told is None:
        return None
    shown = max((days for days, value in told.closed.items() if value is not None), default=None)
    restated = next((one for one in edition.restated if one.kpi == result.id and (one.start, one.end) == shown), None)
    return KpiEdition(
        name=language.period_span(edition.period),
        path=edition_path(edition.period, kpi_path(result.id)),
        value=language.value(told.value, result.metric),
        status=told.status,
        today="" if restated is None or restated.new is None else language.value(restated.new, result.metric),
    )
