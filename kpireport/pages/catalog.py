"""The KPI library, where a site is to show it: all families with their measures, and a page for each family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kpireport.catalog import as_metric
from kpireport.catalog.amounts import amount, benchmark_words
from kpireport.catalog.calculation import slots
from kpireport.charts import Drawings
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import CatalogEntry, CatalogFamily, Metric, Page, Report
from kpireport.pages.definition import direction_words, measures_words, tier_words, timing_words, unit_words
from kpireport.pages.frame import Frame
from kpireport.pages.links import family_path, kpi_path

_NOWHERE = Place("")

#: A name and where it leads; relative to the site's root.
Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A family with its entries, for the overview; `used` are ids of entries that KPIs of the report are made from."""

    id: str
    name: str
    about: str
    path: str
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An entry it is mistaken for, and the difference."""

    name: str
    path: str
    difference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An entry of the library in full; what it has nothing of is empty."""

    id: str
    name: str
    aliases: tuple[str, ...]
    definition: str
    formula: str
    in_report: str
    inputs: tuple[Input, ...]
    unit: str
    better: str
    usual: str
    benchmarks: tuple[str, ...]
    guardrail: Link | None
    partner: Link | None
    same_as: Link | None
    replaced_by: Link | None
    parts: tuple[Link, ...]
    instead: tuple[Link, ...]
    others: tuple[Other, ...]
    actions: tuple[str, ...]
    vanity: str
    note: str
    example: str
    kpis: tuple[Link, ...]


def pages(report: Report, drawings: Mapping[str, Drawings], language: Language, frame: Frame) -> Iterator[Page]:  # noqa: ARG001
    if not report.catalog:
        return
    links = {entry.id: (entry.name, _path(entry)) for family in report.catalog for entry in family.entries}
    uses = _uses(report)
    title = language.text("KPI library")
    shelves = tuple(_shelf(family, links) for family in report.catalog)
    yield frame.page("catalog/index.html", "catalog.html", title, shelves=shelves, uses=uses, measures=len(links))
    for family in report.catalog:
        yield frame.page(
            family_path(family.id),
            "catalog_family.html",
            language.text("{family}, KPI library", family=family.name),
            family=family.name,
            about=family.about,
            measures=tuple(_measure(entry, links, uses.get(entry.id, ()), language) for entry in family.entries),
        )


def _path(entry: CatalogEntry) -> str:
    return f"{family_path(entry.family)}#{entry.id}"


def _shelf(family: CatalogFamily, links: Mapping[str, Link]) -> Shelf:
    return Shelf(
        id=family.id,
        name=family.name,
        about=family.about,
        path=family_path(family.id),
        entries=tuple(links[entry.id] for entry in family.entries),
    )


def _uses(report: Report) -> dict[str, tuple[Link, ...]]:
    """The KPIs that show an entry: their metric was taken from it, or goes by its id."""
    found: dict[str, tuple[Link, ...]] = {}
    for kpi in report.kpis:
        entry = kpi.metric.catalog or kpi.metric.id
        found[entry] = (*found.get(entry, ()), (kpi.name, kpi_path(kpi.id)))
    return found


def _measure(entry: CatalogEntry, links: Mapping[str, Link], kpis: Sequence[Link], language: Language) -> Measure:
    metric = as_metric(entry, entry.id, _NOWHERE)

    def link(name: str | None) -> Link | None:
        return links[name] if name else None

    return Measure(
        id=entry.id,
        name=entry.name,
        aliases=entry.aliases,
        definition=entry.definition,
        formula=entry.formula.text if entry.formula else "",
        in_report=entry.in_report.text if entry.in_report else "",
        inputs=tuple(Input(name=slot.name, text=slot.text) for slot in slots(entry)) if entry.formula else (),
        unit=unit_words(metric, language) if entry.is_number else "",
        better=direction_words(metric, language),
        usual=_usual(entry, language) if entry.is_number else "",
        benchmarks=tuple(benchmark_words(one, entry, language) for one in entry.benchmark),
        guardrail=link(entry.guardrail),
        partner=link(entry.pairs_with),
        same_as=link(entry.same_as),
        replaced_by=link(entry.replaced_by),
        parts=tuple(links[part] for part in entry.parts),
        instead=tuple(links[other] for other in entry.instead),
        others=tuple(
            Other(name=links[other][0], path=links[other][1], difference=difference)
            for other, difference in entry.confused_with.items()
        ),
        actions=entry.actions,
        vanity=entry.vanity or "",
        note=entry.note or "",
        example=_example(entry, language),
        kpis=tuple(kpis),
    )


def _usual(entry: CatalogEntry, language: Language) -> str:
    """`strategic, leading, outcome, weekly`: what a KPI made from it usually is."""
    usual = entry.usual
    words = [
        tier_words(usual.tier, language),
        timing_words(usual.timing, language),
        measures_words(usual.measures, language).lower(),
        language.cadence(usual.cadence),
    ]
    return ", ".join(word for word in words if word)


def _example(entry: CatalogEntry, language: Language) -> str:
    """`likes 420, followers 14 000: 4 %`."""
    if entry.example is None:
        return ""
    bare = Metric(id=entry.id, place=_NOWHERE, name=entry.name)
    given = ", ".join(
        language.text("{name} {number}", name=name, number=language.exact(number, bare))
        for name, number in entry.example.inputs.items()
    )
    result = amount(entry, entry.example.result, language)
    return language.text("{inputs}: {result}", inputs=given, result=result)
