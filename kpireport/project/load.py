"""site.yaml and the files it names → typed entries, still apart from one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from kpireport.project.csv_table import TABLES, read_table
from kpireport.project.documents import Document, Faults, read_document
from kpireport.project.entries import Entry, Items
from kpireport.project.front_matter import FrontMatter, read_front_matter
from kpireport.project.goal_schema import GoalEntry, GoalFile, KpiEntry
from kpireport.project.metric_schema import MetricEntry, MetricsFile
from kpireport.project.nodes import MappingNode, Node, ScalarNode, SequenceNode
from kpireport.project.paths import Folder
from kpireport.project.site_schema import (
    AnswersEntry,
    EventEntry,
    NoteEntry,
    OkrEntry,
    ReviewEntry,
    SiteEntry,
    TermEntry,
)
from kpireport.project.validate import validate
from kpireport.project.yaml_nodes import parse_yaml

T = TypeVar("T")
E = TypeVar("E", bound=Entry)

SITE: TypeAdapter[SiteEntry] = TypeAdapter(SiteEntry)
_GOALS: TypeAdapter[Any] = TypeAdapter(GoalFile)
_METRICS: TypeAdapter[Any] = TypeAdapter(MetricsFile)
_EVENTS: TypeAdapter[list[EventEntry]] = TypeAdapter(Items[EventEntry])
_OKRS: TypeAdapter[list[OkrEntry]] = TypeAdapter(Items[OkrEntry])
_REVIEWS: TypeAdapter[list[ReviewEntry]] = TypeAdapter(Items[ReviewEntry])
_SURVEY: TypeAdapter[list[AnswersEntry]] = TypeAdapter(Items[AnswersEntry])
NOTE: TypeAdapter[NoteEntry] = TypeAdapter(NoteEntry)
TERM: TypeAdapter[TermEntry] = TypeAdapter(TermEntry)


@dataclass(frozen=True, slots=True)
class NamedMetric:
    """A metric and its id as written: the key it stands under, or an `id`. `entry` is None when it is faulty."""

    id: ScalarNode
    entry: MetricEntry | None
    is_key: bool = False


@dataclass(slots=True)
class Parts:
    """All entries of a project. `unread` holds the text of files that failed: what they define is not known."""

    site: SiteEntry
    goals: list[GoalEntry] = field(default_factory=list)
    loose: list[KpiEntry] = field(default_factory=list)
    metrics: list[NamedMetric] = field(default_factory=list)
    events: list[EventEntry] = field(default_factory=list)
    okrs: list[OkrEntry] = field(default_factory=list)
    reviews: list[ReviewEntry] = field(default_factory=list)
    survey: list[AnswersEntry] = field(default_factory=list)
    notes: list[FrontMatter[NoteEntry]] = field(default_factory=list)
    terms: list[FrontMatter[TermEntry]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def kpis(self) -> Iterator[KpiEntry]:
        """Every KPI, under a goal or not."""
        for goal in self.goals:
            yield from goal.kpis or ()
        yield from self.loose


def load_parts(file: Path, environment: Mapping[str, str], faults: Faults) -> Parts | None:
    """Everything that site.yaml names; None when site.yaml itself cannot be read."""
    document = read_document(file, file.name, faults)
    node = parse_yaml(document, environment, faults) if document else None
    site = validate(SITE, node, faults) if node else None
    return _Loader(Folder(file.parent), environment, faults, Parts(site)).load() if site else None


@dataclass(slots=True)
class _Loader:
    folder: Folder
    environment: Mapping[str, str]
    faults: Faults
    parts: Parts
    taken: set[tuple[str, str]] = field(default_factory=set)

    def load(self) -> Parts:
        parts, site = self.parts, self.parts.site
        for item in site.goals or ():
            self._take_goals(item)
        self._take_metrics(site.metrics, site.node.values.get("metrics"))
        parts.events = self._entries(site.events, _EVENTS, "events")
        parts.okrs = self._entries(site.okrs, _OKRS, "okrs")
        parts.reviews = self._entries(site.reviews, _REVIEWS, "reviews")
        parts.survey = self._entries(site.survey, _SURVEY, "survey")
        parts.notes = self._markdown(site.notes, NOTE)
        parts.terms = self._markdown(site.glossary, TERM)
        return parts

    def _take_goals(self, item: object) -> None:
        if isinstance(item, GoalEntry):
            self.parts.goals.append(item)
        elif isinstance(item, KpiEntry):
            self.parts.loose.append(item)
        elif isinstance(item, list):
            for one in item:
                self._take_goals(one)
        elif isinstance(item, ScalarNode):
            for node in self._nodes(item, "goals", needed=True):
                goals = validate(_GOALS, node, self.faults)
                if goals is None:
                    self.parts.unread.append(node.document.text)
                self._take_goals(goals)

    def _take_metrics(self, item: object, node: Node | None) -> None:
        """Metrics in any of their forms; `node` is what `item` was read from."""
        if isinstance(item, ScalarNode):
            for inner in self._nodes(item, "metrics", needed=True):
                self._take_metrics(validate(_METRICS, inner, self.faults), inner)
        elif isinstance(item, list) and isinstance(node, SequenceNode):
            self._take_metric_list(item, node)
        elif isinstance(item, MetricEntry):
            if given := item.given_id():
                self.parts.metrics.append(NamedMetric(given, item))
        elif isinstance(node, MappingNode):
            table = item if isinstance(item, dict) else {}
            self.parts.metrics += [NamedMetric(key, table.get(name), is_key=True) for name, key in node.keys.items()]

    def _take_metric_list(self, items: Sequence[object], node: SequenceNode) -> None:
        nodes: Sequence[Node] = [item.node for item in items if isinstance(item, MetricEntry)]
        if len(nodes) < len(items):
            nodes = node.items
        for item, inner in zip(items, nodes, strict=False):
            self._take_metrics(item, inner)

    def _entries(self, items: Iterable[object] | None, adapter: TypeAdapter[list[E]], kind: str) -> list[E]:
        """The entries themselves, and those in the files named among them."""
        found: list[Any] = []
        for item in items or ():
            if isinstance(item, ScalarNode):
                for node in self._nodes(item, kind, needed=False):
                    found += cast("list[Any] | None", validate(adapter, node, self.faults)) or ()
            else:
                found.append(item)
        return found

    def _nodes(self, pattern: ScalarNode, kind: str, *, needed: bool) -> Iterator[Node]:
        """The tree of each file that a pattern names; a file is taken once for each kind."""
        for file, path in self.folder.files(pattern, self.faults, needed=needed):
            if (kind, file) in self.taken:
                continue
            self.taken.add((kind, file))
            document = read_document(path, file, self.faults)
            node = self._tree(document, kind) if document else None
            if node:
                yield node
            elif document:
                self.parts.unread.append(document.text)

    def _tree(self, document: Document, kind: str) -> Node | None:
        if kind in TABLES and document.file.casefold().endswith(".csv"):
            return read_table(document, TABLES[kind], self.faults)
        return parse_yaml(document, self.environment, self.faults)

    def _markdown(self, patterns: Iterable[ScalarNode] | None, adapter: TypeAdapter[E]) -> list[FrontMatter[E]]:
        found = []
        for pattern in patterns or ():
            for file, path in self.folder.files(pattern, self.faults, needed=False):
                if document := read_document(path, file, self.faults):
                    found.append(read_front_matter(document, adapter, self.environment, self.faults))
        return [one for one in found if one]
