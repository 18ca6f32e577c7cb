"""The report on a page that is read in two minutes: verdict, what changed, what is to be decided, a line for each KPI.

Two minutes at 175 words each are 350 words. Every block has its share of them; what would go beyond is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import USUAL_AUDIENCES, KpiResult, Page, Report, Status, Tier
from kpireport.pages.frame import Frame
from kpireport.pages.front import period_words
from kpireport.pages.links import MONTHLY, kpi_path
from kpireport.pages.sections.practice import decisions
from kpireport.pages.sections.section import Point
from kpireport.pages.sections.standing import north_star
from kpireport.pages.verdict import reading
from kpireport.pages.views import View, seen_by
from kpireport.pages.words import qualifier

#: Words of the whole page, headings and all.
BUDGET = 350
#: What the blocks have of it; the rest is for the headings.
CHANGES, DECISIONS, LINES, STAR = 50, 70, 145, 30
#: The longest text of others that is quoted whole.
LONGEST = 18
_ORDER: tuple[Tier, ...] = ("north-star", "strategic", "operational", "diagnostic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A KPI in a line: its name, figure and status."""

    name: str
    path: str
    value: str
    status: Status


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    view = _everyone(report)
    if not view.kpis:
        return
    star = north_star(view, language)
    figure = star.star if star else None
    decided = decisions(view, language)
    lines = _lines(view.kpis, language)
    yield frame.page(
        MONTHLY,
        "monthly.html",
        language.text("The month in two minutes"),
        here="monthly",
        period=period_words(view.kpis, language),
        verdict=report.sentence,
        star=replace(figure, sentence=cut(figure.sentence, STAR)) if figure else None,
        changes=_within(_changes(report, view.kpis, language), CHANGES),
        decisions=_within(decided.points if decided else (), DECISIONS),
        lines=lines,
        rest=len(view.kpis) - len(lines),
    )


def _everyone(report: Report) -> View:
    audience = replace(USUAL_AUDIENCES["owner"], id="monthly")
    return View(
        id="monthly", kind="audience", title="", audience=audience, report=report, kpis=seen_by(report, audience)
    )


def _changes(report: Report, kpis: Sequence[KpiResult], language: Language) -> tuple[Point, ...]:
    """The KPIs whose last value is more than normal variation, then the changes of the list itself."""
    shown = {kpi.id for kpi in kpis}
    moved = [(kpi, reading(kpi, language)) for kpi in kpis if kpi.signal.is_signal]
    points = [Point(name=kpi.name, path=kpi_path(kpi.id), texts=(verdict.words,)) for kpi, verdict in moved if verdict]
    for change in report.changes:
        if change.kpi in shown:
            values = {"what": change.what, "old": change.old or "–", "new": change.new or "–"}
            words = language.text("{what}: {old}, now {new}.", **values)
            points.append(Point(name=change.name, path=kpi_path(change.kpi), texts=(words,)))
    return tuple(points)


def _lines(kpis: Sequence[KpiResult], language: Language) -> tuple[Line, ...]:
    """A line for each KPI while the words last, the north star first and operational ones last."""
    left, lines = LINES, []
    for kpi in sorted(kpis, key=lambda kpi: _ORDER.index(kpi.kpi.tier)):
        line = _line(kpi, language)
        left -= _count(line.name, line.value, language.status(line.status))
        if left < 0:
            break
        lines.append(line)
    return tuple(lines)


def _line(kpi: KpiResult, language: Language) -> Line:
    value = "–" if kpi.value is None else language.value(kpi.value, kpi.metric)
    per = qualifier(kpi.metric, kpi.period, language) if kpi.metric.aggregation == "sum" else ""
    return Line(name=kpi.name, path=kpi_path(kpi.id), value=f"{value} {per}".rstrip(), status=kpi.status)


def _within(points: Sequence[Point], words: int) -> tuple[tuple[Point, ...], int]:
    """The points that so many words hold, their texts cut, and how many points are left over."""
    kept: list[Point] = []
    for one in points:
        short = replace(one, texts=tuple(cut(text, LONGEST) for text in one.texts))
        words -= _count(short.name, *short.texts, short.note)
        if words < 0:
            break
        kept.append(short)
    return tuple(kept), len(points) - len(kept)


def cut(text: str, most: int) -> str:
    """The first words of a text that is too long."""
    found = text.split()
    return text if len(found) <= most else " ".join(found[:most]).rstrip(".,;:") + " …"


def _count(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)
