"""Pieces of YAML added to the files of a project, each where things of its kind are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpireport.project.documents import Document
from kpireport.project.editing import Piece, append, append_under, list_with_item, mapping_with_key
from kpireport.project.load import Parts
from kpireport.project.nodes import MappingNode, ScalarNode


@dataclass(frozen=True, slots=True)
class Change:
    """Pieces for the list or mapping that starts at `start`, or for what stands under its `key`."""

    document: Document
    start: tuple[int, int]
    pieces: Sequence[Piece]
    key: str | None = None

    def applied(self, document: Document) -> str:
        if self.key is None:
            return append(document, self.start, self.pieces)
        return append_under(document, self.start, self.key, self.pieces)


def changed(changes: Sequence[Change]) -> dict[str, str]:
    """The new text of each file; in one file the change further down goes first, as it moves nothing above it."""
    texts: dict[str, str] = {}
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        name = change.document.file
        texts[name] = change.applied(Document(name, texts.get(name, change.document.text)))
    return texts


def metric_changes(parts: Parts, pieces: Sequence[Piece]) -> list[Change]:
    """At the end of the last file or list of metrics; in site.yaml, where there is none."""
    if not pieces:
        return []
    if not parts.metrics:
        site = parts.site.node
        return [Change(site.document, start_of(site), pieces, "metrics")]
    last = parts.metrics[-1]
    document = last.id.document
    if last.is_key or last.entry is None:
        return [Change(document, mapping_with_key(document, start_of(last.id)), pieces)]
    items = [_as_item(piece) for piece in pieces]
    return [Change(document, list_with_item(document, start_of(last.entry.node)), items)]


def _as_item(piece: Piece) -> Piece:
    """A metric as an item of a list, where its id is a key like the others."""
    return Piece((f"id: {piece.key}", *piece.lines), f"{{id: {piece.key}, {piece.flow[1:]}")


def start_of(node: MappingNode | ScalarNode) -> tuple[int, int]:
    return node.line, node.column
