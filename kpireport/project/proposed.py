"""Keys that are about to be written into a project, read as they will be read there."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from kpireport.model import Source
from kpireport.project.documents import Document, Faults
from kpireport.project.metric_schema import SourceEntry
from kpireport.project.source_settings import settled
from kpireport.project.validate import validate
from kpireport.project.yaml_nodes import parse_yaml
from kpireport.project.yaml_text import Value, block

_SOURCE: TypeAdapter[SourceEntry] = TypeAdapter(SourceEntry)


def proposed_source(identifier: str, settings: Mapping[str, Value], preset: Source | None) -> Source:
    """The source with these keys. Raises RuntimeError where they do not read back, which is our fault."""
    faults = Faults()
    node = parse_yaml(Document("site.yaml", "\n".join(block(settings))), {}, faults)
    entry = validate(_SOURCE, node, faults) if node else None
    if entry is None or faults.problems:
        raise RuntimeError("what is proposed does not read back:\n" + "\n".join(map(str, faults.problems)))
    return settled(entry, identifier, preset)
