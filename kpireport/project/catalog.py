"""content/catalog/*.yaml → the KPI library. It is known to be sound: tests read all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pydantic import TypeAdapter

from kpireport.catalog import Catalog
from kpireport.formula import Formula, FormulaError, parse
from kpireport.model import (
    Aggregation,
    BenchmarkKind,
    CatalogBenchmark,
    CatalogEntry,
    CatalogExample,
    CatalogFamily,
    CatalogInput,
    Usual,
)
from kpireport.project.catalog_schema import (
    BenchmarkSchema,
    CatalogEntrySchema,
    FamilySchema,
    InputSchema,
    UsualSchema,
)
from kpireport.project.nodes import ScalarNode
from kpireport.project.shipped_content import read_shipped

_FAMILY: TypeAdapter[FamilySchema] = TypeAdapter(FamilySchema)
_ONE_SIDED: Sequence[BenchmarkKind] = ("at_least", "at_most", "above", "below")
_UPPER = frozenset({"at_most", "below"})


@lru_cache(maxsize=1)
def read_catalog() -> Catalog:
    """The library that ships with the package."""
    read = list(read_shipped("catalog", _FAMILY))
    known = {entry.id: entry for family in read for entry in family.entries}
    read.sort(key=lambda family: (family.name.casefold(), family.family))
    return Catalog(tuple(_family(family, known) for family in read))


def _family(family: FamilySchema, known: Mapping[str, CatalogEntrySchema]) -> CatalogFamily:
    entries = tuple(_entry(entry, family.family, known) for entry in family.entries)
    return CatalogFamily(id=family.family, name=family.name, about=family.about, entries=entries)


def _entry(entry: CatalogEntrySchema, family: str, known: Mapping[str, CatalogEntrySchema]) -> CatalogEntry:
    inputs = tuple(_input(one, known) for one in entry.inputs or ())
    unit = entry.unit or "count"
    return CatalogEntry(
        id=entry.id,
        family=family,
        name=entry.name,
        definition=entry.definition,
        usual=_usual(entry.usual),
        aliases=tuple(entry.aliases or ()),
        also_in=_texts(entry.also_in),
        shape=entry.shape or "number",
        unit=unit,
        per=entry.per,
        direction=entry.direction,
        aggregation=_aggregation(entry),
        formula=_formula(entry.formula, inputs),
        in_report=_formula(entry.in_report, inputs),
        inputs=inputs,
        bounds=(entry.bounds[0], entry.bounds[1]) if entry.bounds else (None, None),
        parts=_texts(entry.parts),
        benchmark=tuple(_benchmark(one, unit) for one in entry.benchmark or ()),
        vanity=entry.vanity,
        guardrail=_text(entry.guardrail),
        pairs_with=_text(entry.pairs_with),
        confused_with=entry.confused_with or {},
        same_as=_text(entry.same_as),
        replaced_by=_text(entry.replaced_by),
        instead=_texts(entry.instead),
        actions=tuple(entry.actions or ()),
        note=entry.note,
        example=_example(entry.example),
    )


def _aggregation(entry: CatalogEntrySchema) -> Aggregation | None:
    """A formula has none, unless it is a quotient of sums, which adds up as a ratio."""
    return entry.aggregation or (None if entry.formula else "sum")


def _formula(node: ScalarNode | None, inputs: Iterable[CatalogInput]) -> Formula | None:
    try:
        return parse(node.text, {one.id for one in inputs}) if node else None
    except FormulaError as error:
        raise RuntimeError(f"the KPI library is faulty: {node.place if node else ''}: {error}") from error


def _input(form: ScalarNode | InputSchema, known: Mapping[str, CatalogEntrySchema]) -> CatalogInput:
    """An input's own words, or those of the entry that it names."""
    if isinstance(form, InputSchema):
        return CatalogInput(
            id=form.id,
            name=form.name,
            unit=form.unit or "count",
            aggregation=form.aggregation or "sum",
            aliases=tuple(form.aliases or ()),
            definition=form.definition,
        )
    entry = known[form.text]
    return CatalogInput(
        id=entry.id,
        name=entry.name,
        unit=entry.unit or "count",
        aggregation=_aggregation(entry),
        aliases=tuple(entry.aliases or ()),
        definition=entry.definition,
        is_entry=True,
    )


def _usual(usual: UsualSchema) -> Usual:
    return Usual(
        category=usual.category,
        tier=usual.tier or "operational",
        cadence=usual.cadence or "month",
        timing=usual.timing,
        measures=usual.measures or "outcome",
        funnel=usual.funnel,
        scope=usual.scope or "low",
        stages=tuple(usual.stages or ()),
        channel=usual.channel,
    )


def _benchmark(one: BenchmarkSchema, unit: str) -> CatalogBenchmark:
    kind, low, high = _range(one)
    return CatalogBenchmark(
        kind=kind,
        low=low,
        high=high,
        text=one.text,
        unit=one.unit or unit,
        per=one.per,
        condition=one.condition,
        grade=one.grade,
        year=one.year,
    )


def _range(one: BenchmarkSchema) -> tuple[BenchmarkKind, float | None, float | None]:
    if one.between:
        return "between", one.between[0], one.between[1]
    for kind in _ONE_SIDED:
        value: float | None = getattr(one, kind)
        if value is not None:
            return (kind, None, value) if kind in _UPPER else (kind, value, None)
    return "text", None, None


def _example(given: Mapping[str, float] | None) -> CatalogExample | None:
    if not given:
        return None
    return CatalogExample(
        inputs={name: value for name, value in given.items() if name != "result"}, result=given["result"]
    )


def _text(node: ScalarNode | None) -> str | None:
    return node.text.strip() if node else None


def _texts(nodes: Sequence[ScalarNode] | None) -> tuple[str, ...]:
    return tuple(node.text.strip() for node in nodes or ())
