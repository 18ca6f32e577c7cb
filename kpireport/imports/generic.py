"""A mapping for a table that no preset fits: which column is the date, which are numbers, which split the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kpireport.errors import Place, Problem, SourceError
from kpireport.imports.adapt import ambiguous, refuse_doubtful
from kpireport.imports.look import Look, Rows
from kpireport.imports.values import Kind, Said, Signs, date_forms, kind_of, missing_in, signs_of
from kpireport.project.wording import slug
from kpireport.project.yaml_text import Value

_DATE_NAME = re.compile(
    r"date|day|week|month|quarter|year|period|time|created|datum|tag|woche|monat|fecha|jour|mois|data"
)
#: Names of readings that make no sense added up.
_READING = re.compile(r"rate\b|ratio|share\b|average|avg|mean\b|median|index|score|\bper\b|position|rank|%")
#: Most different texts of a column that splits the rows.
_SEGMENTS = 50
_UNITS: Mapping[Kind, str] = {"number": "count", "percent": "percent", "duration": "duration", "currency": "currency"}


@dataclass(frozen=True, slots=True)
class Guess:
    """How a table may be read: keys of the source, the metrics by id, and the column of each that has one."""

    header: tuple[str, ...]
    settings: Mapping[str, Value]
    metrics: Mapping[str, Mapping[str, Value]]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells below a header by the columns that have a name; `keys` say where the header and the dates are."""

    look: Look
    header: tuple[str, ...]
    columns: Mapping[str, Sequence[str]]
    date: str
    keys: Mapping[str, Value]

    @property
    def others(self) -> dict[str, Sequence[str]]:
        return {name: cells for name, cells in self.columns.items() if name != self.date}

    def signs(self, names: Iterable[str], decimal: str | None) -> Signs:
        """The signs of the numbers in some columns. Raises SourceError where they can be read in two ways."""
        cells = [self.columns[name] for name in names]
        signs = signs_of(cells, decimal)
        if self.look.is_delimited and decimal is None:
            refuse_doubtful(self.look.name, cells, signs)
        return signs


def guessed(look: Look, said: Said) -> Guess:
    """The mapping that the cells suggest. Raises SourceError where there is no date, or a cell that reads two ways."""
    rows = max(look.tables, key=lambda table: len(table.rows))
    at = _header_at(rows)
    header = tuple(text.strip() for text in rows.rows[at])
    body = [row for row in rows.rows[at + 1 :] if len(row) == len(header) and any(map(str.strip, row))]
    columns = {name: [row[place] for row in body] for place, name in enumerate(header) if name}
    date, form = _date(look, columns, said.date_format)
    table = _Table(look, header, columns, date, {"date": date, **form, **_position(look, rows, at)})
    is_long = {"metric", "value"} <= {name.casefold() for name in table.others}
    return _long(table, said) if is_long else _wide(table, said)


def _header_at(table: Rows) -> int:
    """The first of the rows with the most cells that hold something."""
    widths = [sum(bool(text.strip()) for text in row) for row in table.rows]
    return widths.index(max(widths))


def _date(look: Look, columns: Mapping[str, Sequence[str]], given: str | None) -> tuple[str, dict[str, Value]]:
    """The date's column and the keys that say how it is written."""
    forms = {name: date_forms(cells) for name, cells in columns.items()}
    named = sorted(columns, key=lambda name: not _DATE_NAME.search(name.casefold()))
    found = next((name for name in named if forms[name] and _is_dated(name, columns[name])), None)
    if found is None:
        hint = "name the column and its form in a source by hand, as docs/imports.md shows"
        raise _refused(look, f"no column holds dates; its columns are {', '.join(columns)}", hint)
    if given is not None:
        return found, {"date_format": given}
    fitting = forms[found]
    if len(fitting) > 1:
        raise ambiguous(look.name, found, next(text for text in columns[found] if text.strip()), fitting)
    return found, {"date_format": fitting[0]} if fitting[0] else {}


def _is_dated(name: str, cells: Sequence[str]) -> bool:
    """Whether it is a date by its name or by more than a plain number, which may be any count."""
    plain = all(re.fullmatch("[0-9]{4,6}", text.strip()) for text in cells if text.strip())
    return not plain or bool(_DATE_NAME.search(name.casefold()))


def _position(look: Look, table: Rows, at: int) -> dict[str, Value]:
    keys: dict[str, Value] = {"skip_lines": "to_header"} if at else {}
    if table.sheet and table is not look.tables[0]:
        keys["sheet"] = table.sheet
    return keys


# ---------------------------------------------------------------------------------------- one column for each metric


def _wide(table: _Table, said: Said) -> Guess:
    signs = table.signs(table.others, said.decimal)
    kinds = {name: kind_of(name, cells, signs) for name, cells in table.others.items()}
    split = [name for name, kind in kinds.items() if kind == "text" and _is_segment(table.columns[name])]
    repeated = _is_repeated(table, split)
    numbers = {name: _metric(name, kind) for name, kind in kinds.items() if kind in _UNITS}
    if repeated:
        numbers = {name: metric for name, metric in numbers.items() if metric["aggregation"] == "sum"}
    elif not numbers:
        message = f"no column holds numbers; its columns are {', '.join(table.columns)}"
        raise _refused(table.look, message, None)
    ids = _ids([*numbers, *(["Rows"] if repeated else [])])
    settings = {**table.keys, **_sign_keys(signs), **_missing(table, numbers)}
    settings["columns"] = {ids[name]: name for name in numbers}
    if split:
        settings["dimensions"] = split
    metrics = {ids[name]: metric for name, metric in numbers.items()}
    if repeated:
        settings |= {"count_rows": ids["Rows"], "on_duplicate": "sum"}
        metrics[ids["Rows"]] = {"name": "Rows", "aggregation": "sum"}
    return Guess(table.header, settings, metrics, {ids[name]: name for name in numbers})


def _is_segment(cells: Sequence[str]) -> bool:
    """Whether the texts divide the rows into some groups; texts that never come again are names of the rows."""
    return 1 < len(set(cells)) <= min(_SEGMENTS, len(cells) - 1)


def _is_repeated(table: _Table, split: Sequence[str]) -> bool:
    """Whether several rows have the same date and segments, as where each is an order or a ticket."""
    keys = list(zip(*(table.columns[name] for name in (table.date, *split)), strict=True))
    return len(set(keys)) < len(keys)


def _metric(name: str, kind: Kind) -> dict[str, Value]:
    unit: dict[str, Value] = {} if kind == "number" else {"unit": _UNITS[kind]}
    is_reading = kind in ("percent", "duration") or _READING.search(name.casefold())
    return {"name": name, **unit, "aggregation": "mean" if is_reading else "sum"}


def _missing(table: _Table, names: Iterable[str]) -> dict[str, Value]:
    marks = sorted({mark for name in names for mark in missing_in(table.columns[name])})
    return {"missing_values": ["", "NaN", *marks]} if marks else {}


# ----------------------------------------------------------------------------------------- one row for each metric


def _long(table: _Table, said: Said) -> Guess:
    metric = next(name for name in table.others if name.casefold() == "metric")
    value = next(name for name in table.others if name.casefold() == "value")
    ids = _ids(list(dict.fromkeys(text.strip() for text in table.columns[metric] if text.strip())))
    signs = table.signs([value], said.decimal)
    keys: dict[str, Value] = {**table.keys, "metric": metric, "value": value, **_sign_keys(signs)}
    metrics = {ids[name]: {**_metric(name, "number"), "column": name} for name in ids}
    return Guess(table.header, keys, metrics, {identifier: name for name, identifier in ids.items()})


def _ids(names: Sequence[str]) -> dict[str, str]:
    """An id for each name, all different."""
    ids: dict[str, str] = {}
    for name in names:
        plain = slug(name)[:56].strip("-_") or "column"
        taken = ids.values()
        ids[name] = next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, 10_000))) if one not in taken)
    return ids


def _sign_keys(signs: Signs) -> dict[str, Value]:
    decimal: dict[str, Value] = {} if signs.decimal == "." else {"decimal": signs.decimal}
    return {**decimal, "thousands": signs.thousands} if signs.thousands else decimal


def _refused(look: Look, message: str, hint: str | None) -> SourceError:
    return SourceError(Problem(code="D019", message=message, place=Place(look.name), hint=hint))
