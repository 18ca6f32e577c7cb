"""The overview of several reports: a line for each, the one in the worst state first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from kpireport.format import Language
from kpireport.model import Page, Report, Site, Status
from kpireport.pages.frame import frame
from kpireport.pages.legend import ORDER
from kpireport.previous import PreviousReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One of several reports: its folder, and how it stands. `is_built` False: what stands there is an earlier one.

    `counts` says how many KPIs have which status; `tag` and `direction` are those of the language of `sentence`.
    """

    folder: str
    title: str
    sentence: str = ""
    counts: tuple[tuple[Status, int], ...] = ()
    data_through: str = ""
    tag: str = ""
    direction: str = "ltr"
    is_built: bool = True
    is_there: bool = True

    @property
    def path(self) -> str:
        return f"{quote(self.folder)}/index.html"


def client_of(folder: str, report: Report, language: Language) -> Client:
    counted: Counter[Status] = Counter(kpi.status for kpi in report.kpis)
    return Client(
        folder=folder,
        title=report.site.title,
        sentence=report.sentence,
        counts=tuple((status, counted[status]) for status in ORDER if counted[status]),
        data_through=language.date(report.data_through) if report.data_through else "",
        tag=language.tag,
        direction=language.direction,
    )


def client_before(folder: str, earlier: PreviousReport) -> Client:
    """A site that was built before, as its report.json tells."""
    told, site = earlier.document, earlier.document.get("site") or {}
    counted = Counter(kpi.get("status") for kpi in told.get("kpis") or ())
    language = Language(str(site.get("locale") or "en-GB"), None)
    return Client(
        folder=folder,
        title=str(site.get("title") or folder),
        sentence=str(told.get("sentence") or ""),
        counts=tuple((status, counted[status]) for status in ORDER if counted[status]),
        data_through=language.date(earlier.data_through) if earlier.data_through else "",
        tag=language.tag,
        direction=language.direction,
    )


def overview(clients: Iterable[Client], language: Language) -> Page:
    """The page; search engines are asked to leave it out, since it names one client to another."""
    rows = sorted(clients, key=_urgency)
    return frame(_nothing(language), language).page(
        "index.html", "overview.html", "", stops=(), further=(), clients=rows, verdict=_verdict(rows, language)
    )


def _nothing(language: Language) -> Report:
    """A report without anything in it, for what every page carries."""
    return Report(
        site=Site(title=language.text("All reports"), is_listed=False),
        data_through=None,
        report_date=None,
        sentence="",
        north_star=None,
        goals=(),
        metrics=(),
        terms=(),
    )


def _urgency(client: Client) -> tuple[bool, float, float, float, str, str]:
    """What was not built leads, then the larger share of KPIs off track, at risk, and not known."""
    counts = dict(client.counts)
    total = sum(counts.values()) or 1
    off = (counts.get("off_track", 0) + counts.get("missed", 0)) / total
    risk, unknown = counts.get("at_risk", 0) / total, counts.get("unknown", 0) / total
    return (client.is_built, -off, -risk, -unknown, client.title.casefold(), client.folder)


def _verdict(clients: list[Client], language: Language) -> str:
    off = sum(any(status in ("off_track", "missed") for status, _ in client.counts) for client in clients)
    failed = sum(not client.is_built for client in clients)
    said = [
        language.plural("{n} report.", "{n} reports.", len(clients)),
        language.plural("{n} of them has KPIs that are off track.", "{n} of them have KPIs that are off track.", off)
        if off
        else language.text("None of them has a KPI that is off track."),
    ]
    if failed:
        said.append(language.plural("{n} could not be built.", "{n} could not be built.", failed))
    return " ".join(said)
