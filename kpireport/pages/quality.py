"""How good the list and its data are: findings, SMART cards, freshness of sources, and what was accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpireport.charts import Drawings
from kpireport.explained import explained
from kpireport.format import Language
from kpireport.model import Finding, Level, Page, Report, Shape, SourceState
from kpireport.pages.changes import MOST_RESTATED, restated_kpis
from kpireport.pages.frame import Frame
from kpireport.pages.habits import habits_block
from kpireport.pages.links import goal_path, kpi_path
from kpireport.pages.smart import Letter, letters
from kpireport.pages.steps import steps
from kpireport.pages.worth import worth_block

QUALITY = "quality/index.html"
#: Findings of a level that the page shows; the rest is counted.
MOST = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding: about what, what and why, how to mend it and where."""

    code: str
    name: str
    path: str
    message: str
    title: str
    fix: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The findings of one level; `rest` are left out."""

    name: str
    note: str
    lines: tuple[FindingLine, ...]
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    name: str
    path: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    id: str
    through: str
    grain: str
    rows: str
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    code: str
    name: str
    path: str
    message: str
    reason: str


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    names = _names(report)
    judgement = report.judgement
    yield frame.page(
        QUALITY,
        "quality.html",
        language.text("Quality of the list"),
        verdict=_verdict(judgement.findings, language),
        proportion=_proportion(report, language),
        shapes=tuple(_shape(shape, language) for shape in judgement.shapes),
        groups=tuple(_groups(judgement.findings, names, language)),
        cards=tuple(
            Card(name=kpi.name, path=kpi_path(kpi.id), letters=letters(judgement.smart[kpi.id], language))
            for kpi in report.kpis
            if kpi.id in judgement.smart
        ),
        restated=restated_kpis(report.restated, report, language),
        most_restated=MOST_RESTATED,
        compared=language.date(report.compared_with) if report.compared_with else "",
        habits=habits_block(report, language),
        worth=worth_block(report, language),
        steps=steps(report, language),
        sources=tuple(_source(source, language) for source in report.sources),
        accepted=tuple(
            AcceptedLine(
                code=one.finding.code,
                name=names.get(_about(one.finding), ("", ""))[0],
                path=names.get(_about(one.finding), ("", ""))[1],
                message=_sentence(one.finding.message),
                reason=one.reason,
            )
            for one in judgement.accepted
        ),
    )


# ------------------------------------------------------------------------------------------------------- the verdict


def _verdict(findings: Sequence[Finding], language: Language) -> str:
    """How many findings of each level there are."""
    found = Counter(finding.level for finding in findings)
    parts = [
        language.plural("{n} error", "{n} errors", found["error"]) if found["error"] else "",
        language.plural("{n} warning", "{n} warnings", found["warning"]) if found["warning"] else "",
        language.plural("{n} hint", "{n} hints", found["info"]) if found["info"] else "",
    ]
    said = [part for part in parts if part]
    if not said:
        return language.text("Nothing was found that a careful reader would object to.")
    return language.text("Found on the list and its data: {findings}.", findings=", ".join(said))


def _proportion(report: Report, language: Language) -> str:
    """Of all numbers that are kept, how many are called KPIs."""
    kpis = len(report.kpis)
    every = language.plural("{n} number is kept", "{n} numbers are kept", kpis + len(report.metrics))
    return language.plural("{every}, {n} of them is a KPI.", "{every}, {n} of them are KPIs.", kpis, every=every)


def _shape(shape: Shape, language: Language) -> str:
    words: dict[Shape, str] = {
        "metric_dashboard": language.text(
            "The list is a metric dashboard: so many numbers that none of them leads to a decision."
        ),
        "noticeboard": language.text(
            "The list is a noticeboard: numbers without their target, their comparison or their cause."
        ),
        "history_book": language.text("The list is a history book: every KPI tells what came, none what is coming."),
        "to_do_list": language.text(
            "The list is a to-do list without a scoreboard: it tells what is done, and not whether it helps."
        ),
    }
    return words[shape]


# ------------------------------------------------------------------------------------------------------ the findings


def _names(report: Report) -> Mapping[str, tuple[str, str]]:
    """What a finding may be about, by kind and id: its name and its page."""
    goals = {f"goal/{goal.id}": (goal.name, goal_path(goal.id)) for goal in report.goals}
    metrics = {f"metric/{one.id}": (one.name, f"appendix/index.html#metric-{one.id}") for one in report.metrics}
    aside = {f"kpi/{one.id}": (one.name, f"appendix/index.html#metric-{one.id}") for one in report.metrics}
    return {**aside, **{f"kpi/{kpi.id}": (kpi.name, kpi_path(kpi.id)) for kpi in report.kpis}, **goals, **metrics}


def _about(finding: Finding) -> str:
    if finding.kpi:
        return f"kpi/{finding.kpi}"
    return f"goal/{finding.goal}" if finding.goal else f"metric/{finding.metric}"


def _groups(findings: Sequence[Finding], names: Mapping[str, tuple[str, str]], language: Language) -> Iterator[Group]:
    titles: tuple[tuple[Level, str, str], ...] = (
        ("error", language.text("Errors"), language.text("A strict build fails.")),
        ("warning", language.text("Warnings"), language.text("A strict check fails.")),
        ("info", language.text("Hints"), ""),
    )
    for level, title, note in titles:
        mine = [finding for finding in findings if finding.level == level]
        if mine:
            lines = tuple(_line(finding, names) for finding in mine[:MOST])
            yield Group(name=title, note=note, lines=lines, rest=len(mine) - len(lines))


def _line(finding: Finding, names: Mapping[str, tuple[str, str]]) -> FindingLine:
    name, path = names.get(_about(finding), ("", ""))
    text = explained(finding.code)
    return FindingLine(
        code=finding.code,
        name=name,
        path=path,
        message=_sentence(finding.message),
        title=_sentence(text.title) if text else "",
        fix=_sentence(finding.help),
        place=str(finding.place) if finding.place else "",
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}" if text else ""


def _source(source: SourceState, language: Language) -> SourceLine:
    return SourceLine(
        id=source.id,
        through=language.table_date(source.through) if source.through else "",
        grain=language.cadence(source.grain) if source.grain else "",
        rows=language.count(source.rows),
        is_stale=source.stale,
    )
