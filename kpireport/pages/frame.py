"""What every page carries: the title, the way around, the footer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import Page, Report
from kpireport.pages.feed import FEED, has_feed
from kpireport.pages.forums import of_kpis
from kpireport.pages.links import ACTIONS, CHANGES, EDITIONS, GLOSSARY, MEETINGS, MONTHLY, QUESTIONS, audience_path
from kpireport.pages.views import on_one_page
from kpireport.term_names import TermNames

Context = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Stop:
    """An entry of the navigation; `part` is the folder it stands for."""

    part: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Builds pages over the context they share, so that it is computed once."""

    shared: Context

    def feeds_with(self, title: str, path: str) -> tuple[tuple[str, str], ...]:
        """The feed of the report, if it has one, and one of the page's own, if `path` names it."""
        whole: tuple[tuple[str, str], ...] = self.shared["feeds"]  # type: ignore[assignment]
        return (*whole, (title, path)) if whole and path else whole

    def page(self, path: str, template: str, title: str, **own: object) -> Page:
        """`title` is the first part of the document's; `here` tells the navigation which entry is current."""
        here = path.split("/")[0] if "/" in path else path.removesuffix(".html")
        return Page(path, template, {**self.shared, "title": title, "here": here, **own})


def frame(report: Report, language: Language) -> Frame:
    return Frame(
        {
            "site_title": report.site.title,
            "is_listed": is_listed(report),
            "is_confidential": report.confidential,
            "stops": _stops(report, language),
            "further": _further(report, language),
            "data_through": language.date(report.data_through) if report.data_through else "",
            "edition": language.period_span(report.edition) if report.edition else "",
            "feeds": ((report.site.title, FEED),) if has_feed(report) else (),
            "term_names": TermNames(report.terms),
        }
    )


def is_listed(report: Report) -> bool:
    """Whether search engines may list the site; never one with confidential parts."""
    return report.site.is_listed and not report.confidential


def _stops(report: Report, language: Language) -> tuple[Stop, ...]:
    """The main pages; those that a report has no use for are left out."""
    stops = (
        (True, Stop("index", language.text("Overview"), "index.html")),
        (True, Stop("goals", language.text("Goals"), "goals/index.html")),
        (bool(report.triggers or report.actions), Stop("actions", language.text("Actions"), ACTIONS)),
        (on_one_page(report), Stop("executive", language.text("One page"), audience_path("executive"))),
        (bool(report.okrs), Stop("okrs", language.text("OKRs"), "okrs/index.html")),
        (True, Stop("quality", language.text("Quality"), "quality/index.html")),
        (True, Stop("glossary", language.text("Glossary"), GLOSSARY)),
    )
    return tuple(stop for is_there, stop in stops if is_there)


def _further(report: Report, language: Language) -> tuple[Stop, ...]:
    """The pages that the footer of every page leads to."""
    stops = (
        (has_cascade(report), Stop("cascade", language.text("Cascade"), "cascade/index.html")),
        (bool(report.kpis), Stop("audiences", language.text("Audiences"), "audiences/index.html")),
        (bool(report.kpis), Stop("monthly", language.text("In two minutes"), MONTHLY)),
        (bool(report.kpis), Stop("questions", language.text("Questions"), QUESTIONS)),
        (any(of_kpis(report)), Stop("meetings", language.text("Meetings"), MEETINGS)),
        (True, Stop("appendix", language.text("Appendix"), "appendix/index.html")),
        (has_changes(report), Stop("changes", language.text("Changes"), CHANGES)),
        (bool(report.editions), Stop("editions", language.text("Editions"), EDITIONS)),
        (bool(report.catalog), Stop("catalog", language.text("KPI library"), "catalog/index.html")),
        (True, Stop("method", language.text("How status is decided"), "method/index.html#status")),
        (has_feed(report), Stop("feed", language.text("Feed of what changes"), FEED)),
        (True, Stop("data", language.text("All numbers, JSON"), "data/report.json")),
    )
    return tuple(stop for is_there, stop in stops if is_there)


def has_cascade(report: Report) -> bool:
    """Whether anything stands above anything else, or says at which level it stands."""
    known = {kpi.id for kpi in report.kpis}
    goals = any(goal.goal.parent or goal.goal.level for goal in report.goals)
    return goals or any(kpi.kpi.level or known.intersection(kpi.kpi.feeds) for kpi in report.kpis)


def has_changes(report: Report) -> bool:
    """Whether the list has a past to show."""
    past = report.changes or report.restated or report.retired or report.added
    return bool(past or any(edition.restated for edition in report.editions))
