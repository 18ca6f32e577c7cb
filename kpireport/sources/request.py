"""Which columns a source is asked for: by itself, and by the metrics that name it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from kpireport.errors import Place
from kpireport.model import Metric, Project, Source
from kpireport.sources.money import signs_of_currency
from kpireport.sources.values import Form


@dataclass(frozen=True, slots=True)
class Request:
    """The columns to read. `values` maps a metric's name in the source to its column (a long table has one, for all).

    `dimensions` None asks for every further column. `places` says who asks for a column. `forms` are what a column
    may hold besides plain numbers, as its metrics have it; `currency` are the signs of the site's currency.
    """

    source: Source
    values: Mapping[str, str]
    dimensions: tuple[str, ...] | None
    places: Mapping[str, Place]
    forms: Mapping[str, Form] = field(default_factory=dict)
    currency: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a file cannot be read."""
        source = self.source
        named = (source.date, *([source.metric] if source.metric else []), *self.values.values())
        filters = (*source.where, *source.where_not, *source.headline)
        return tuple(dict.fromkeys((*named, *filters, *(self.dimensions or ()))))

    def further(self, names: Iterable[str]) -> tuple[str, ...]:
        """The dimensions of a file with these columns, in order."""
        if self.dimensions is None:
            filters = (*self.source.where, *self.source.where_not)
            taken = {self.source.date, self.source.metric, *self.values.values(), *filters, ""}
            chosen = tuple(name for name in names if name not in taken)
        else:
            chosen = self.dimensions
        return tuple(dict.fromkeys((*chosen, *self.source.headline)))


def shaped(source: Source, metrics: Mapping[str, Metric], columns: Collection[str]) -> Source:
    """A source that does not say whether it is long or wide, by its columns: wide when metrics are columns of it."""
    said = {"metric", "value", "columns"} & source.places.keys()
    if said or not source.is_long or {source.metric, source.value} & set(columns):
        return source
    wide = replace(source, metric=None, value=None)
    asked = [name for metric in metrics.values() if metric.source in (source.id, None)
             for name in asked_names(metric, wide, metrics) if name in columns]  # fmt: skip
    return replace(wide, columns={name: name for name in asked}) if asked else source


def request_for(source: Source, project: Project) -> Request:
    """What `source` must be read for."""
    metrics = [metric for metric in project.metrics.values() if metric.source == source.id]
    dimensions = source.dimensions if source.is_long or source.dimensions is not None else ()
    places = dict(_places(source))
    if dimensions is not None:
        for metric in metrics:
            dimensions = tuple(dict.fromkeys((*dimensions, *(metric.dimensions or ()))))
            places.update({name: metric.place for name in metric.dimensions or () if name not in places})
    if source.is_long:
        return Request(source, {"": source.value or "value"}, dimensions, places)
    values = dict(source.columns)
    for metric in metrics:
        for name in asked_names(metric, source, project.metrics):
            if name not in values and name != source.count_rows:
                values[name] = name
                places.setdefault(name, metric.place)
    forms = dict(_forms(values, source, project.metrics))
    return Request(source, values, dimensions, places, forms, signs_of_currency(project.site.currency))


def asked_names(metric: Metric, source: Source, metrics: Mapping[str, Metric]) -> Iterator[str]:
    """The names under which a metric's own rows stand in a source; sides of a ratio that are metrics have their own."""
    if metric.formula is not None or metric.composite:
        return
    if metric.aggregation == "ratio":
        parts = (metric.numerator, metric.denominator)
        yield from (part for part in parts if part and part not in metrics)
    else:
        yield metric.id if metric.id in source.columns else metric.column or metric.id


def fitted(source: Source, metrics: Mapping[str, Metric], columns: Collection[str], held: Collection[str]) -> Source:
    """A source by a preset, with the columns and dimensions of it that metrics ask for and the files have.

    A metric that names no source is looked for by its id, unless it is `held` by another source.
    """
    if source.preset is None:
        return source
    asked = {
        name
        for metric in metrics.values()
        for name in asked_names(metric, source, metrics)
        if metric.source == source.id or _is_found(metric, name, source, columns, held)
    }
    return replace(
        source,
        columns={name: column for name, column in source.columns.items() if name in asked},
        count_rows=source.count_rows if source.count_rows in asked else None,
        dimensions=_present("dimensions", source, columns, source.dimensions or ()),
        where_not={name: source.where_not[name] for name in _present("where_not", source, columns, source.where_not)},
    )


def _is_found(metric: Metric, name: str, source: Source, columns: Collection[str], held: Collection[str]) -> bool:
    there = name == source.count_rows or source.columns.get(name) in columns
    return metric.source is None and metric.id not in held and there


def _present(key: str, source: Source, columns: Collection[str], names: Iterable[str]) -> tuple[str, ...]:
    """What a preset names under `key`, where the files have it; all of what the project's file itself names."""
    return tuple(name for name in names if key in source.places or name in columns or name == source.date)


def _forms(values: Mapping[str, str], source: Source, metrics: Mapping[str, Metric]) -> Iterator[tuple[str, Form]]:
    for metric in metrics.values():
        if metric.unit in get_args(Form) and metric.source in (source.id, None):
            form: Form = metric.unit  # type: ignore[assignment]  # one of these words
            yield from ((values[name], form) for name in asked_names(metric, source, metrics) if name in values)


def percents(source: Source, metrics: Mapping[str, Metric]) -> frozenset[str]:
    """The names in the source of the metrics that are in per cent, and the columns that hold them."""
    mine = [metric for metric in metrics.values() if metric.unit == "percent" and metric.source in (source.id, None)]
    names = {name for metric in mine for name in asked_names(metric, source, metrics)}
    return frozenset(names | {source.columns[name] for name in names if name in source.columns})


def _places(source: Source) -> Iterator[tuple[str, Place]]:
    keys: dict[str, Iterable[str]] = {
        "headline": source.headline,
        "where": source.where,
        "where_not": source.where_not,
        "dimensions": source.dimensions or (),
        "value": [source.value] if source.value else [],
        "metric": [source.metric] if source.metric else [],
        "date": [source.date],
    }
    for key, names in keys.items():
        whole = source.places.get(key, source.place)
        yield from ((name, source.places.get(f"{key}.{name}", whole)) for name in names)
    whole = source.places.get("columns", source.place)
    yield from ((column, source.places.get(f"columns.{name}", whole)) for name, column in source.columns.items())
