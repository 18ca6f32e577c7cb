"""content/presets/*.yaml → the known exports. They are known to be sound: tests read all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from pydantic import TypeAdapter

from kpireport.model import Documentation, Preset
from kpireport.project.nodes import ScalarNode
from kpireport.project.preset_schema import PresetMetricSchema, PresetSchema
from kpireport.project.shipped_content import read_shipped
from kpireport.project.source_settings import settled

_PRESET: TypeAdapter[PresetSchema] = TypeAdapter(PresetSchema)
_KEYS = (
    "name",
    "unit",
    "per",
    "direction",
    "aggregation",
    "numerator",
    "denominator",
    "missing",
    "decimals",
    "definition",
)


@lru_cache(maxsize=1)
def read_presets() -> Mapping[str, Preset]:
    """The exports that the package knows, by id."""
    return {entry.id: _preset(entry) for entry in read_shipped("presets", _PRESET)}


def _preset(entry: PresetSchema) -> Preset:
    columns = {name: metric.column for name, metric in entry.metrics.items() if metric.column}
    also = {metric.column: tuple(metric.also or ()) for metric in entry.metrics.values() if metric.column}
    source = settled(entry.source, entry.id)
    skip_lines = None if entry.source.skip_lines is None else source.skip_lines
    synonyms = {column: others for column, others in also.items() if others}
    return Preset(
        id=entry.id,
        name=entry.name,
        export=entry.export,
        documentation=tuple(Documentation(title=one.title, url=one.url, year=one.year) for one in entry.documentation),
        source=replace(
            source,
            metric=None,
            value=None,
            columns=columns,
            synonyms={**synonyms, **source.synonyms},
            skip_lines=skip_lines,
            preset=entry.id,
            places={},
        ),
        metrics={name: _content(metric) for name, metric in entry.metrics.items()},
        needed=tuple(entry.needed),
        note=entry.note,
        variant_of=entry.variant_of,
    )


def _content(metric: PresetMetricSchema) -> dict[str, str | int]:
    """The keys of the metric as they are written into a project."""
    values = {key: getattr(metric, key) for key in _KEYS}
    values["aggregation"] = metric.aggregation or ("ratio" if metric.numerator else "sum")
    return {
        key: value.text if isinstance(value, ScalarNode) else value
        for key, value in values.items()
        if value is not None
    }
