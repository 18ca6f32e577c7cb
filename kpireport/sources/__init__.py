"""Files of measurements, read through an embedded DuckDB that sees nothing but copies of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from kpireport.errors import SourceError, sort_problems
from kpireport.model import Metric, Observations, Project, Snapshots, Source
from kpireport.periods import Calendar
from kpireport.sources.cells import Faults
from kpireport.sources.engine import Engine
from kpireport.sources.excerpt import with_lines
from kpireport.sources.find import SHEETS, Found, find_files
from kpireport.sources.frame import load
from kpireport.sources.jsontext import read_json
from kpireport.sources.naming import Likeness, named
from kpireport.sources.observe import read_observations, vouched, with_through
from kpireport.sources.parquet import read_parquet
from kpireport.sources.request import asked_names, fitted, percents, request_for, shaped
from kpireport.sources.sheets import read_sheet
from kpireport.sources.stage import Refused, Staged, stage_file
from kpireport.sources.table import CsvTable, Table
from kpireport.sources.window import windowed

__all__ = ["read_snapshots"]


def read_snapshots(project: Project, *, as_of: date | None = None, data_through: date | None = None) -> Snapshots:
    """All observations of the project's sources, each file looked at once.

    No row dated after `as_of` or `data_through` (by default the site's) is read. Raises SourceError with every fault of
    every source.
    """
    faults = Faults()
    vouch = data_through or project.site.data_through
    last = min((day for day in (as_of, vouch) if day), default=None)
    calendar = Calendar(project.site.fiscal_year_start_month)
    observations: dict[tuple[str, str], Observations] = {}
    with TemporaryDirectory(prefix="kpireport-") as folder:
        reader = _Reader(project, Path(folder).resolve(), faults)
        try:
            for source in sorted(project.sources.values(), key=lambda source: source.preset is not None):
                observed = reader.read(source, calendar, last, _held(project, observations))
                through = vouched(observed.values(), vouch, as_of)
                for name, rows in with_through(observed, through).items():
                    observations[source.id, name] = rows
        finally:
            reader.engine.close()
    _refuse_unclear(project, observations, faults)
    faults.close()
    if faults.problems:
        raise SourceError(*sort_problems(with_lines(faults.problems, project.root)))
    _tell_absent(project, observations, faults)
    return Snapshots(observations=observations, findings=tuple(faults.findings))


class _Reader:
    """Reads source after source through one engine; a file named by several sources is copied once."""

    def __init__(self, project: Project, folder: Path, faults: Faults) -> None:
        self.project, self.folder, self.faults = project, folder, faults
        self.engine = Engine(folder)
        self.staged: dict[tuple[Path, str | None], Staged | Refused] = {}

    def read(
        self, source: Source, calendar: Calendar, last: date | None, held: Collection[str]
    ) -> dict[str, Observations]:
        """What the source holds; `held` are the metrics without a source whose rows are found already."""
        tables = list(self._tables(source))
        columns = {cell.text.strip() for table in tables for cell in table.header}
        suited = fitted(shaped(source, self.project.metrics, columns), self.project.metrics, columns, held)
        asked = request_for(suited, self.project)
        try:
            frame = load(asked, tables, self.engine, self.faults)
            return read_observations(asked, frame, calendar, last, self.faults)
        except Refused as refused:
            self.faults.problems.append(refused.problem)
            return {}

    def _tables(self, source: Source) -> Iterator[Table]:
        for found in find_files(source, self.project.root, self.faults):
            try:
                yield self._table(found, source)
            except Refused as refused:
                self.faults.problems.append(refused.problem)

    def _table(self, found: Found, source: Source) -> Table:
        staged = self._staged(found, source.encoding)
        if found.format in SHEETS:
            return read_sheet(staged, source, percents(source, self.project.metrics))
        if found.format == "parquet":
            parquet = read_parquet(staged, self.engine.ask)
            return replace(parquet, header=named(parquet.header, source.synonyms))
        if found.format in ("json", "ndjson"):
            rows = read_json(staged, by_line=found.format == "ndjson")
            return replace(rows, header=named(rows.header, source.synonyms))
        delimiter = _delimiter(found, source)
        text = CsvTable.of(windowed(staged, source, delimiter), delimiter)
        left_out = {column: Likeness.of(texts) for column, texts in source.where_not.items()}
        return replace(text, header=named(text.header, source.synonyms), left_out=left_out)

    def _staged(self, found: Found, encoding: str | None) -> Staged:
        key = (found.path, encoding)
        if key not in self.staged:
            target = self.folder / f"{len(self.staged)}.{found.format}"
            try:
                self.staged[key] = stage_file(found, encoding, target)
            except Refused as refused:
                self.staged[key] = refused
        staged = self.staged[key]
        if isinstance(staged, Refused):
            raise staged
        return staged


def _delimiter(found: Found, source: Source) -> str:
    given = source.delimiter
    if given:
        return given.replace("\\t", "\t")
    return "\t" if found.format == "tsv" else ","


def _held(project: Project, observations: Mapping[tuple[str, str], Observations]) -> frozenset[str]:
    """The metrics that name no source and have rows in one that was read."""
    names = {name for _, name in observations}
    return frozenset(
        metric.id
        for metric in project.metrics.values()
        if metric.source is None and names & {metric.id, metric.column or metric.id}
    )


def _refuse_unclear(project: Project, observations: Mapping[tuple[str, str], Observations], faults: Faults) -> None:
    """A metric that names no source must be in one alone, and be split only by what is split there."""
    for metric in project.metrics.values():
        if metric.source is not None:
            continue
        held = {
            source.id: observations[source.id, name]
            for source in project.sources.values()
            for name in asked_names(metric, source, project.metrics)
            if (source.id, name) in observations
        }
        if len(held) > 1:
            message = f"the metric “{metric.id}” has rows in the sources {' and '.join(f'“{name}”' for name in held)}"
            faults.add("K010", message, metric.place, f"name one of them at the metric, such as source: {min(held)}")
        for name in metric.dimensions or ():
            if held and not any(name in observed.dimensions for observed in held.values()):
                message = f"the metric “{metric.id}” has no dimension “{name}” in the source “{min(held)}”"
                known = sorted({name for observed in held.values() for name in observed.dimensions})
                hint = f"its dimensions are {', '.join(known)}" if known else "name the column under its `dimensions`"
                faults.add("D003", message, metric.place, hint)


def _tell_absent(project: Project, observations: Mapping[tuple[str, str], Observations], faults: Faults) -> None:
    """Finding D102 for each metric that should have rows of its own and has none."""
    for metric in project.metrics.values():
        sources = [source for source in project.sources.values() if metric.source in (source.id, None)]
        lacking = [_lacking(metric, source, project, observations) for source in sources]
        if lacking and all(lacking):
            where = f"the source “{metric.source}”" if metric.source else "any source"
            names = " or ".join(f"“{name}”" for name in dict.fromkeys(name for some in lacking for name in some))
            message = f"the metric “{metric.id}” has no rows named {names} in {where}"
            columns = [source.columns[metric.id] for source in sources if metric.id in (source.columns or {})]
            if columns:
                message = f"the metric “{metric.id}” has no value in the column “{columns[0]}” of {where}"
            faults.find("D102", "warning", message, "check the name, or wait for the first data", metric.place)


def _lacking(
    metric: Metric, source: Source, project: Project, observations: Mapping[tuple[str, str], Observations]
) -> list[str]:
    names = asked_names(metric, source, project.metrics)
    return [name for name in names if (source.id, name) not in observations]
