"""A source and its metrics written into a project. Nothing is written to disk here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpireport.project.changes import Change, changed, metric_changes, start_of
from kpireport.project.documents import Faults
from kpireport.project.editing import Piece
from kpireport.project.load import load_parts
from kpireport.project.yaml_text import Value, block, inline

_SNAPSHOTS = "snapshots/*.csv"


def with_source(
    file: Path,
    environment: Mapping[str, str],
    source: tuple[str, Mapping[str, Value]],
    metrics: Mapping[str, Mapping[str, Value]],
) -> dict[Path, str]:
    """The new text of each file that changes, by its path; the project has no faults.

    A project that names no source reads its snapshots, and then has to say so.
    """
    parts = load_parts(file, environment, Faults())
    assert parts  # noqa: S101 - it was loaded without faults
    site = parts.site.node
    pieces = [_piece(*source)]
    if not parts.site.sources and any(file.parent.glob(_SNAPSHOTS)):
        pieces.insert(0, _piece("snapshots", {"files": _SNAPSHOTS}))
    changes = [
        Change(site.document, start_of(site), pieces, "sources"),
        *metric_changes(parts, [_piece(name, content) for name, content in metrics.items()]),
    ]
    return {file.parent / name: text for name, text in changed(changes).items()}


def _piece(key: str, content: Mapping[str, Value]) -> Piece:
    return Piece(block(content), inline(content), key)
