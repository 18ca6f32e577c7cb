"""How the list is used: whether reviews lead to actions, how fast decisions fall, who understands, what may go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpireport.format import Language
from kpireport.model import Kpi, KpiResult, Report, Understanding
from kpireport.pages.forums import of_kpis
from kpireport.pages.ledger import score_words
from kpireport.pages.links import MEETINGS, kpi_path
from kpireport.pages.meetings import list_notes

#: KPIs named in a line; the rest is counted.
MOST_NAMED = 8

Named = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A figure on the list's use: `value` is empty where nothing tells, and `words` say why.

    `names` are the KPIs it is about, as (name, path), and `rest` how many more there are.
    """

    name: str
    value: str
    words: str
    names: tuple[Named, ...] = ()
    rest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    name: str
    path: str
    asked: str
    understood: str
    share: str
    is_low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A KPI that may be retired, and why that is asked."""

    name: str
    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitsBlock:
    """`notes` tell when the list itself is reviewed, each with whether that is overdue."""

    notes: tuple[tuple[str, bool], ...]
    state: str
    meetings: str
    habits: tuple[Habit, ...]
    understood: tuple[Understood, ...]
    candidates: tuple[Candidate, ...]


def habits_block(report: Report, language: Language) -> HabitsBlock:
    kpis = {kpi.id: kpi for kpi in report.kpis}
    told = [one for one in report.habits.understood if one.kpi in kpis]
    return HabitsBlock(
        notes=list_notes(report, language),
        state=list_state(report, language),
        meetings=MEETINGS if any(of_kpis(report)) else "",
        habits=tuple(_habits(report, language)),
        understood=tuple(_understood(one, kpis[one.kpi], language) for one in told),
        candidates=tuple(_candidates(report, language)),
    )


def list_state(report: Report, language: Language) -> str:
    """How old the list is: its last review and its last change."""
    reviewed = next((due.last for due in report.reviews if due.kpi is None and due.every == "quarter"), None)
    changed = _last_change(report)
    told = (language.date(reviewed) if reviewed else "", language.date(changed) if changed else "")
    match told:
        case "", "":
            return ""
        case day, "":
            return language.text("The list of KPIs was last reviewed on {date}.", date=day)
        case "", day:
            return language.text("The list of KPIs was last changed on {date}.", date=day)
        case one, other:
            return language.text(
                "The list of KPIs was last reviewed on {reviewed} and last changed on {changed}.",
                reviewed=one,
                changed=other,
            )


def _last_change(report: Report) -> date | None:
    """The last day up to the report date on which a KPI, a retired one too, is known to have changed."""
    today = report.report_date or date.max
    return max((change.on for change in report.changes if change.on and change.on <= today), default=None)


# ------------------------------------------------------------------------------------------------------- the figures


def _habits(report: Report, language: Language) -> Iterator[Habit]:
    yield _acted(report, language)
    yield _decision_time(report, language)
    yield _accuracy(report, language)
    yield _undecided(report, language)
    if report.habits.unreviewed:
        names, rest = _named(report, report.habits.unreviewed)
        words = language.text("Without a review in 100 days:")
        yield Habit(
            name=language.text("Left alone"),
            value=language.plural("{n} KPI", "{n} KPIs", len(report.habits.unreviewed)),
            words=words,
            names=names,
            rest=rest,
        )
    yield _understanding(report, language)
    yield _alignment(report, language)


def _acted(report: Report, language: Language) -> Habit:
    habits = report.habits
    name = language.text("Reviews that lead to an action")
    if habits.action_to_insight is None or habits.since is None:
        return Habit(name=name, value="", words=language.text("No review of a KPI is on record for the last year."))
    words = language.plural(
        "{acted} of {n} review of a KPI since {date}; {decided} came to a decision.",
        "{acted} of {n} reviews of a KPI since {date}; {decided} came to a decision.",
        habits.reviews,
        acted=language.count(habits.acted),
        decided=language.count(habits.decided),
        date=language.date(habits.since),
    )
    return Habit(name=name, value=language.share(habits.action_to_insight), words=words)


def _decision_time(report: Report, language: Language) -> Habit:
    name, days = language.text("From question to decision"), report.habits.decision_days
    if days is None:
        words = language.text("No decision tells when its question came up. Add “raised” to the log.")
        return Habit(name=name, value="", words=words)
    words = language.plural(
        "The time that {n} decision took: from the day the question was raised, or its trigger began to hold.",
        "The median of {n} decisions: from the day the question was raised, or its trigger began to hold.",
        report.habits.timed,
    )
    return Habit(name=name, value=_days(days, language), words=words)


def _days(days: float, language: Language) -> str:
    """Half a day can only come from a median of two."""
    if days == int(days):
        return language.plural("{n} day", "{n} days", int(days))
    return language.text("{n} days", n=language.plain(days))


def _accuracy(report: Report, language: Language) -> Habit:
    name = language.text("Forecast accuracy")
    if report.brier is None:
        words = language.text("No likelihood that was published has come due, so there is no score yet.")
        return Habit(name=name, value="", words=words)
    return Habit(name=name, value=language.plain(report.brier), words=score_words(report, language))


def _undecided(report: Report, language: Language) -> Habit:
    habits, name = report.habits, language.text("Reviewed in vain")
    names, rest = _named(report, habits.undecided)
    if not names:
        words = language.plural(
            "No KPI went through its last {n} review without a decision.",
            "No KPI went through its last {n} reviews without a decision.",
            habits.within,
        )
        return Habit(name=name, value=language.text("None") if habits.reviews else "", words=words)
    words = language.plural(
        "Without a decision in the last {n} review:", "Without a decision in the last {n} reviews:", habits.within
    )
    value = language.plural("{n} KPI", "{n} KPIs", len(habits.undecided))
    return Habit(name=name, value=value, words=words, names=names, rest=rest)


def _understanding(report: Report, language: Language) -> Habit:
    habits, name = report.habits, language.text("Understanding")
    asked = sum(one.asked for one in habits.understood)
    if habits.understanding is None:
        words = language.text("Nobody was asked in the last year. Add a “survey” of those who use the KPIs.")
        return Habit(name=name, value="", words=words)
    words = language.plural(
        "{understood} of {n} answer of the last year told what the KPI means.",
        "{understood} of {n} answers of the last year told what the KPI means.",
        asked,
        understood=language.count(sum(one.understood for one in habits.understood)),
    )
    return Habit(name=name, value=language.share(habits.understanding), words=words)


def _alignment(report: Report, language: Language) -> Habit:
    name, aligned = language.text("Alignment"), report.habits.aligned
    if aligned is None:
        return Habit(name=name, value="", words=language.text("No KPI is active."))
    words = language.text(
        "The share of active KPIs that stand under a goal, with an owner and a target that was agreed."
    )
    found = [_link(report, kpi) for kpi in report.habits.unaligned]
    if found:
        words = language.text("{words} Not so:", words=words)
    return Habit(
        name=name,
        value=language.share(aligned),
        words=words,
        names=tuple(found[:MOST_NAMED]),
        rest=max(0, len(found) - MOST_NAMED),
    )


def _link(report: Report, kpi: Kpi) -> Named:
    return kpi.name, kpi_path(kpi.id) if any(result.id == kpi.id for result in report.kpis) else ""


def _named(report: Report, ids: tuple[str, ...]) -> tuple[tuple[Named, ...], int]:
    wanted = set(ids)
    found = [(kpi.name, kpi_path(kpi.id)) for kpi in report.kpis if kpi.id in wanted]
    return tuple(found[:MOST_NAMED]), max(0, len(found) - MOST_NAMED)


def _understood(one: Understanding, kpi: KpiResult, language: Language) -> Understood:
    return Understood(
        name=kpi.name,
        path=kpi_path(kpi.id),
        asked=language.count(one.asked),
        understood=language.count(one.understood),
        share=language.share(one.share),
        is_low=one.share < 0.5,
    )


# ------------------------------------------------------------------------------------------------- what may be retired


def _candidates(report: Report, language: Language) -> Iterator[Candidate]:
    """KPIs that nobody decides by, looks at, understands, or that cost more than they bring."""
    habits, worth = report.habits, report.worth
    low = {one.kpi for one in habits.understood if one.share < 0.5}
    idle = {one.metric.id for one in worth.metrics if one.is_idle}
    for kpi in report.kpis:
        reasons = [
            language.text("no decision in its last reviews") if kpi.id in habits.undecided else "",
            language.text("not reviewed in 100 days") if kpi.id in habits.unreviewed else "",
            language.text("understood by less than half of those asked") if kpi.id in low else "",
            language.text("costly, and nothing decided on it") if kpi.kpi.metric in idle else "",
        ]
        told = [reason for reason in reasons if reason]
        if told:
            yield Candidate(name=kpi.name, path=kpi_path(kpi.id), why=", ".join(told))
