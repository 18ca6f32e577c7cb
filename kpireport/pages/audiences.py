"""The pages for executives, teams, owners and whoever else the site names, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpireport.analysis.sentences import report_sentence
from kpireport.charts import Drawings
from kpireport.format import Language
from kpireport.model import Page, Report
from kpireport.pages.feed import owner_feed
from kpireport.pages.frame import Frame
from kpireport.pages.front import period_words
from kpireport.pages.legend import in_short
from kpireport.pages.links import MONTHLY, audience_path
from kpireport.pages.sections import monthly, parts
from kpireport.pages.views import View, views


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An audience in the list: what its page has, and how it stands."""

    name: str
    path: str
    count: str
    sentence: str


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not report.kpis:
        return
    found = views(report, language)
    yield _list(report, found, language, frame)
    for view in found:
        yield _page(view, language, frame)


def _list(report: Report, found: tuple[View, ...], language: Language, frame: Frame) -> Page:
    monthly = Link(
        name=language.text("The month in two minutes"),
        path=MONTHLY,
        count=language.text("For everyone"),
        sentence=report.sentence,
    )
    groups = (
        (language.text("Pages by audience"), (*_links(found, "audience", language), monthly)),
        (language.text("A page for each team"), _links(found, "team", language)),
        (language.text("A page for each owner"), _links(found, "owner", language)),
    )
    title = language.text("Audiences")
    return frame.page("audiences/index.html", "audiences.html", title, groups=[group for group in groups if group[1]])


def _links(found: tuple[View, ...], kind: str, language: Language) -> tuple[Link, ...]:
    return tuple(
        Link(
            name=view.title,
            path=audience_path(view.id),
            count=language.plural("{n} KPI", "{n} KPIs", len(view.kpis)),
            sentence=report_sentence(language, view.kpis) if view.kpis else "",
        )
        for view in found
        if view.kind == kind
    )


def _page(view: View, language: Language, frame: Frame) -> Page:
    return frame.page(
        audience_path(view.id),
        "audience.html",
        view.title,
        here="executive" if view.id == "executive" else "audiences",
        period=monthly.month_words(view, language) or period_words(view.kpis, language),
        kind=view.kind,
        feeds=frame.feeds_with(view.title, owner_feed(view.id) if view.kind == "owner" else ""),
        verdict=report_sentence(language, view.kpis) if "verdict" in view.audience.contents and view.kpis else "",
        parts=parts(view, language),
        is_empty=not view.kpis,
        legend=in_short(view.report.site.cutoffs, language),
    )
