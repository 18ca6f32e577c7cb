"""Objectives and key results: one page with the current cycle, and one for every cycle there was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpireport.charts import Drawings
from kpireport.charts.score import ScoreBar, score_bar
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import Commitment, KeyResultResult, Metric, OkrResult, Page, Report, Status
from kpireport.pages.frame import Frame
from kpireport.pages.links import cycle_path, goal_path, kpi_path
from kpireport.pages.words import target_words
from kpireport.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultLine:
    """A key result in a line: `path` is that of its KPI, `note` why it has no score or was not reached in full."""

    id: str
    name: str
    path: str
    start: str
    value: str
    target: str
    by: str
    score: str
    bar: ScoreBar | None
    status: Status
    likely: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    id: str
    name: str
    owner: str
    commitment: str
    goal: str
    goal_path: str
    score: str
    sentence: str
    lines: tuple[KeyResultLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """The objectives of a period; without one, those that name none."""

    name: str
    path: str
    sentence: str
    objectives: tuple[Objective, ...]
    is_over: bool


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not report.okrs:
        return
    groups = _groups(report.okrs)
    goals = {goal.id: goal.name for goal in report.goals}
    cycles = [_cycle(period, okrs, goals, language) for period, okrs in groups]
    current = cycles[_current([period for period, _ in groups], report.report_date)]
    title = language.text("Objectives and key results")
    others = [(cycle.name, cycle.path, cycle.sentence) for cycle in cycles if cycle is not current]
    yield frame.page("okrs/index.html", "okrs.html", title, cycle=current, others=others)
    for cycle in cycles:
        yield frame.page(cycle.path, "okr_cycle.html", cycle.name, cycle=cycle)


def serving(report: Report, kpi: str) -> tuple[tuple[str, str], ...]:
    """The objectives that a KPI is a key result of, as (objective, path)."""
    return tuple(
        (one.okr.objective, f"{cycle_path(one.okr.cycle)}#{one.id}")
        for one in report.okrs
        if any(result.key_result.kpi == kpi for result in one.key_results)
    )


def objectives_of(report: Report, goal: str, language: Language) -> tuple[tuple[str, str, str], ...]:
    """The objectives that serve a goal, as (objective, path, score)."""
    return tuple(
        (
            one.okr.objective,
            f"{cycle_path(one.okr.cycle)}#{one.id}",
            "" if one.score is None else language.score(one.score),
        )
        for one in report.okrs
        if one.okr.goal == goal
    )


def _groups(okrs: Sequence[OkrResult]) -> list[tuple[Period | None, list[OkrResult]]]:
    """The objectives by cycle, the latest first; those without one last."""
    found: dict[Period | None, list[OkrResult]] = {}
    for okr in okrs:
        found.setdefault(okr.okr.cycle, []).append(okr)
    dated = sorted((period for period in found if period), key=lambda period: (period.start, period.end), reverse=True)
    return [(period, found[period]) for period in (*dated, *([None] if None in found else []))]


def _current(periods: Sequence[Period | None], today: date | None) -> int:
    """The cycle that holds the report date, else the last one before it, else the first that comes."""
    begun = [number for number, period in enumerate(periods) if period and today and period.start <= today]
    return begun[0] if begun else max((number for number, period in enumerate(periods) if period), default=0)


def _cycle(period: Period | None, okrs: Sequence[OkrResult], goals: Mapping[str, str], language: Language) -> Cycle:
    return Cycle(
        name=language.period(period) if period else language.text("Without a cycle"),
        path=cycle_path(period),
        sentence=_sentence(okrs, language),
        objectives=tuple(_objective(okr, goals, language) for okr in okrs),
        is_over=all(okr.is_over for okr in okrs),
    )


def _sentence(okrs: Sequence[OkrResult], language: Language) -> str:
    """How the cycle stands, from the statuses of all its key results."""
    results = [one for okr in okrs for one in okr.key_results]
    good = sum(one.status in ("met", "on_track") for one in results)
    objectives = language.plural("{n} objective", "{n} objectives", len(okrs))
    return language.plural(
        "{objectives}. Met or on track: {good} of {n} key result.",
        "{objectives}. Met or on track: {good} of {n} key results.",
        len(results),
        objectives=objectives,
        good=str(good),
    )


def _objective(result: OkrResult, goals: Mapping[str, str], language: Language) -> Objective:
    okr = result.okr
    return Objective(
        id=result.id,
        name=okr.objective,
        owner=okr.owner or language.text("No owner"),
        commitment=_commitment(okr.commitment, language),
        goal=goals.get(okr.goal or "", ""),
        goal_path=goal_path(okr.goal) if okr.goal in goals and okr.goal else "",
        score="" if result.score is None else language.score(result.score),
        sentence=_standing(result, language),
        lines=tuple(_line(one, okr.commitment, language) for one in result.key_results),
    )


def _commitment(commitment: Commitment | None, language: Language) -> str:
    words = {
        "committed": language.text("Committed: a score of 1.0 is expected"),
        "aspirational": language.text("Aspirational: a score of 0.7 is a success"),
    }
    return words.get(commitment or "", "")


def _standing(result: OkrResult, language: Language) -> str:
    if not result.key_results:
        return language.text("No key result yet, so it cannot be scored.")
    missing = sum(one.score is None for one in result.key_results)
    if missing:
        return language.plural(
            "No score yet: {n} key result has none.", "No score yet: {n} key results have none.", missing
        )
    if result.is_over:
        return language.text("The mean of its key results at the end of the cycle.")
    return language.text("The mean of its key results so far.")


def _line(one: KeyResultResult, commitment: Commitment | None, language: Language) -> KeyResultLine:
    needed = 0.7 if commitment == "aspirational" else 1.0
    metric = one.metric or _plain(one)

    def figure(number: float | None) -> str:
        return "" if number is None else language.value(number, metric)

    return KeyResultLine(
        id=one.id,
        name=one.key_result.name,
        path=kpi_path(one.key_result.kpi) if one.key_result.kpi else "",
        start=figure(one.start),
        value=figure(one.value),
        target=_target(one, language) or figure(one.target),
        by=language.short_date(one.by) if one.by else "",
        score="" if one.score is None else language.score(one.score),
        bar=None if one.score is None else score_bar(one.score, needed),
        status=one.status,
        likely=_likely(one, commitment, language),
        note=one.key_result.explanation or (language.reason(one.reason) if one.reason else ""),
    )


def _target(one: KeyResultResult, language: Language) -> str:
    if one.standing is None or one.kpi is None or one.metric is None:
        return ""
    return target_words(one.standing, one.kpi, one.metric, language, short=True, deadline=False)


def _plain(one: KeyResultResult) -> Metric:
    """What a number kept by hand is written as: a count."""
    return Metric(id=one.id, place=Place(""), name=one.key_result.name)


def _likely(one: KeyResultResult, commitment: Commitment | None, language: Language) -> str:
    if one.probability is None or one.status in ("met", "missed"):
        return ""
    likely = language.likelihood(one.probability)
    if commitment == "aspirational":
        return language.text("{likely} likely to score 0.7, if past behaviour continues", likely=likely)
    return language.text("{likely} likely, if past behaviour continues", likely=likely)
