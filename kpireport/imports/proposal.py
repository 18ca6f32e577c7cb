"""What is proposed for a file: a source, and a metric for each of its columns that measures something."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from kpireport.imports.adapt import adapted
from kpireport.imports.generic import Guess
from kpireport.imports.look import Look
from kpireport.imports.recognise import Match, known_columns
from kpireport.imports.values import Said
from kpireport.model import Metric, Preset
from kpireport.project.yaml_text import Value

_SIDES = ("numerator", "denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source with its keys, and the metrics to be written, by id.

    `columns` says which column a metric reads, `used` are metrics of the project that will find their numbers there,
    `unused` columns that nothing reads. `preset` is None where the mapping was guessed.
    """

    source: str
    settings: Mapping[str, Value]
    metrics: Mapping[str, Mapping[str, Value]]
    columns: Mapping[str, str]
    used: tuple[str, ...]
    unused: tuple[str, ...]
    preset: Preset | None = None

    def limited(self, ids: Collection[str]) -> Proposal:
        """The proposal with only these of its metrics, and those that they are computed from."""
        sides = {str(self.metrics[id_].get(side)) for id_ in ids if id_ in self.metrics for side in _SIDES}
        wanted = {*ids, *sides}
        return replace(
            self,
            metrics={id_: content for id_, content in self.metrics.items() if id_ in wanted},
            used=tuple(id_ for id_ in self.used if id_ in wanted),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the proposal is to go: the id and the files of the source, and the metrics of the project.

    `held` are those without a source that have numbers in a source already.
    """

    source: str
    files: str
    known: Mapping[str, Metric]
    held: frozenset[str] = frozenset()

    def uses(self, id_: str) -> bool:
        """Whether a metric of the project waits for numbers of this id."""
        metric = self.known.get(id_)
        return metric is not None and metric.source is None and _is_measured(metric) and id_ not in self.held


def by_preset(look: Look, match: Match, home: Home, said: Said) -> Proposal:
    """What the preset says of the columns that the file has."""
    preset, source, name = match.preset, match.preset.source, home.source
    there = {id_: column for id_, column in source.columns.items() if column in match.names}
    if source.count_rows:
        there[source.count_rows] = ""
    ratios = {
        id_
        for id_, content in preset.metrics.items()
        if content.get("numerator") in there and content.get("denominator") in there
    }
    wanted = {id_: content for id_, content in preset.metrics.items() if id_ in there or id_ in ratios}
    used = tuple(filter(home.uses, wanted))
    names = {id_: id_ if id_ in used else _free(id_, name, home.known) for id_ in wanted}
    metrics = {
        names[id_]: _written(content, name, names, there.get(id_) if names[id_] != id_ else None)
        for id_, content in wanted.items()
        if id_ not in used
    }
    written = {**_beside(look, match), **adapted(match, look, said)}
    settings: dict[str, Value] = {"files": home.files, "preset": preset.id, **written}
    split = written.get("dimensions", ())
    if source.count_rows and names[source.count_rows] != source.count_rows:
        settings["count_rows"] = names[source.count_rows]
    return Proposal(
        source=name,
        settings=settings,
        metrics=metrics,
        columns={names[id_]: column for id_, column in there.items() if column},
        used=used,
        unused=tuple(
            text
            for text, column in zip(match.header, match.names, strict=True)
            if text and column not in known_columns(preset) and column not in (split if isinstance(split, list) else ())
        ),
        preset=preset,
    )


def by_guess(look: Look, guess: Guess, home: Home) -> Proposal:
    """What the cells of an unknown table suggest."""
    name = home.source
    names = {id_: _free(id_, name, home.known) for id_ in guess.metrics}
    settings: dict[str, Value] = {"files": home.files, **guess.settings, **_text_keys(look)}
    if isinstance(columns := settings.get("columns"), Mapping):
        settings["columns"] = {names[id_]: column for id_, column in columns.items()}
    if isinstance(count := settings.get("count_rows"), str):
        settings["count_rows"] = names[count]
    is_long = "metric" in settings
    metrics = {
        names[id_]: {"name": content["name"], "source": name, **content} for id_, content in guess.metrics.items()
    }
    read = {str(settings["date"]), *guess.columns.values(), str(settings.get("metric")), str(settings.get("value"))}
    split = settings.get("dimensions")
    read |= {str(column) for column in split} if isinstance(split, list) else set()
    return Proposal(
        source=name,
        settings=settings,
        metrics=metrics,
        columns={names[id_]: column for id_, column in guess.columns.items()},
        used=(),
        unused=() if is_long else tuple(text for text in guess.header if text and text not in read),
    )


def _written(
    content: Mapping[str, str | int], source: str, names: Mapping[str, str], column: str | None
) -> dict[str, Value]:
    """A metric of the preset as it is written: parts of a ratio by the ids they get here."""
    sides = {side: names[str(content[side])] for side in _SIDES if side in content}
    if sides:
        return {**content, **sides}
    written: dict[str, Value] = {"name": content["name"], "source": source}
    if column:
        written["column"] = column
    return {**written, **content}


def _is_measured(metric: Metric) -> bool:
    """Whether a metric's numbers are looked for in the data by its id."""
    return metric.formula is None and not metric.composite and metric.aggregation != "ratio"


def _free(id_: str, source: str, known: Collection[str]) -> str:
    """The id, or one with the source's before it where the project has it."""
    if id_ not in known:
        return id_
    plain = f"{source}-{id_}"[:60]
    return next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, 1000))) if one not in known)


def _beside(look: Look, match: Match) -> dict[str, Value]:
    """What this file has otherwise than the preset says."""
    keys = _text_keys(look)
    source = match.preset.source
    if keys.get("encoding") == source.encoding:
        keys.pop("encoding", None)
    if keys.get("delimiter") == source.delimiter:
        keys.pop("delimiter", None)
    elif source.delimiter and look.delimiter is None and match.table.sheet is None:
        keys["delimiter"] = ","
    if match.table.sheet and match.table is not look.tables[0] and match.table.sheet != source.sheet:
        keys["sheet"] = match.table.sheet
    return keys


def _text_keys(look: Look) -> dict[str, Value]:
    keys: dict[str, Value] = {}
    if look.delimiter:
        keys["delimiter"] = look.delimiter
    if look.encoding:
        keys["encoding"] = look.encoding
    return keys
