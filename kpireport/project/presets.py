"""content/presets/*.yaml → the known exports. They are known to be sound: tests read all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from pydantic import TypeAdapter

from kpireport.model import Documentation, Preset
from kpireport.project.documents import Faults, read_document
from kpireport.project.nodes import ScalarNode
from kpireport.project.preset_schema import PresetMetricSchema, PresetSchema
from kpireport.project.source_settings import settled
from kpireport.project.validate import validate
from kpireport.project.yaml_nodes import parse_yaml
from kpireport.shipped import shipped

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
    names = sorted(path.stem for path in (shipped("content") / "presets").glob("*.yaml"))
    return {name: _read(f"{name}.yaml") for name in names}


def _read(name: str) -> Preset:
    """One file. Raises RuntimeError where it is faulty, which is our fault."""
    faults = Faults()
    document = read_document(shipped("content") / "presets" / name, f"presets/{name}", faults)
    node = parse_yaml(document, {}, faults) if document else None
    preset = validate(_PRESET, node, faults) if node else None
    if preset is None or faults.problems:
        raise RuntimeError(f"a preset is faulty: {name}\n" + "\n".join(map(str, faults.problems)))
    return _preset(preset)


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
