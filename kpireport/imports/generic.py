"""A mapping for a table that no preset fits: which column is the date, which are numbers, which split the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpireport.errors import Place, Problem, SourceError
from kpireport.imports.adapt import ambiguous
from kpireport.imports.look import Look, Rows
from kpireport.imports.values import Signs, date_forms, kind_of, missing_in, signs_of
from kpireport.project.wording import slug
from kpireport.project.yaml_text import Value

_DATE_NAME = re.compile(
    r"date|day|week|month|quarter|year|period|time|created|datum|tag|woche|monat|fecha|jour|mois|data"
)
#: Most different texts of a column that splits the rows.
_SEGMENTS = 50
_UNITS = {"number": "count", "percent": "percent", "duration": "duration"}


@dataclass(frozen=True, slots=True)
class Guess:
    """How a table may be read: keys of the source, and the metrics by id, each with its column."""

    table: Rows
    header: tuple[str, ...]
    settings: Mapping[str, Value]
    metrics: Mapping[str, Mapping[str, Value]]
    columns: Mapping[str, str]


def guessed(look: Look, date_format: str | None) -> Guess:
    """The mapping that the cells suggest. Raises SourceError where there is no date, or one that reads two ways."""
    table = max(look.tables, key=lambda table: len(table.rows))
    at = _header_at(table)
    header = tuple(text.strip() for text in table.rows[at])
    body = [row for row in table.rows[at + 1 :] if len(row) == len(header) and any(map(str.strip, row))]
    columns = {name: [row[place] for row in body] for place, name in enumerate(header) if name}
    date, form = _date(look, columns, date_format)
    others = {name: cells for name, cells in columns.items() if name != date}
    if {"metric", "value"} <= {name.casefold() for name in others}:
        return _long(table, header, date, form, others)
    signs = signs_of(list(others.values()), by_comma=look.delimiter is None)
    kinds = {name: kind_of(name, cells, signs) for name, cells in others.items()}
    numbers = {name: _UNITS[kind] for name, kind in kinds.items() if kind in _UNITS}
    if not numbers:
        raise _refused(look, f"no column holds numbers; its columns are {', '.join(columns)}", None)
    split = [name for name, kind in kinds.items() if kind == "text" and 1 < len(set(others[name])) <= _SEGMENTS]
    names = _ids(numbers)
    settings: dict[str, Value] = {"date": date, **form, **_signs(signs), **_position(look, table, at)}
    marks = sorted(set().union(*(missing_in(others[name]) for name in numbers)))
    if marks:
        settings["missing_values"] = ["", "NaN", *marks]
    settings["columns"] = {names[name]: name for name in numbers}
    if split:
        settings["dimensions"] = split
    metrics = {names[name]: _metric(name, unit) for name, unit in numbers.items()}
    return Guess(table, header, settings, metrics, {names[name]: name for name in numbers})


def _header_at(table: Rows) -> int:
    """The first row that is as wide as most are, and full."""
    widths = [len([text for text in row if text.strip()]) for row in table.rows]
    widest = max(widths, default=0)
    return next((at for at, width in enumerate(widths) if width == widest), 0)


def _date(look: Look, columns: Mapping[str, Sequence[str]], given: str | None) -> tuple[str, dict[str, Value]]:
    """The date's column and the keys that say how it is written."""
    forms = {name: date_forms(cells) for name, cells in columns.items()}
    named = sorted(columns, key=lambda name: not _DATE_NAME.search(name.casefold()))
    found = next((name for name in named if forms[name] and _is_dated(name, columns[name])), None)
    if found is None:
        hint = "name the column and its form in a source by hand; docs/imports.md shows one"
        raise _refused(look, f"no column holds dates; its columns are {', '.join(columns)}", hint)
    if given is not None:
        return found, {"date_format": given}
    fitting = forms[found]
    if len(fitting) > 1:
        example = next(text for text in columns[found] if text.strip())
        raise ambiguous(look.name, found, example, fitting)
    return found, {"date_format": fitting[0]} if fitting[0] else {}


def _is_dated(name: str, cells: Sequence[str]) -> bool:
    """Whether it is a date by its name or by more than a plain number, which may be any count."""
    plain = all(re.fullmatch("[0-9]{4,6}", text.strip()) for text in cells if text.strip())
    return not plain or bool(_DATE_NAME.search(name.casefold()))


def _long(
    table: Rows, header: tuple[str, ...], date: str, form: dict[str, Value], others: Mapping[str, Sequence[str]]
) -> Guess:
    """A table of one row per metric and date."""
    metric = next(name for name in others if name.casefold() == "metric")
    value = next(name for name in others if name.casefold() == "value")
    names = _ids(dict.fromkeys(text.strip() for text in others[metric] if text.strip()))
    signs = signs_of([others[value]], by_comma=True)
    keys: dict[str, Value] = {"date": date, **form, "metric": metric, "value": value, **_signs(signs)}
    metrics = {names[name]: _metric(name, "count") for name in names}
    return Guess(table, header, keys, metrics, {identifier: name for name, identifier in names.items()})


def _ids(names: Mapping[str, object] | Sequence[str]) -> dict[str, str]:
    """An id for each name, all different."""
    ids: dict[str, str] = {}
    for name in names:
        plain = slug(name)[:56].strip("-_") or "column"
        taken = ids.values()
        ids[name] = next(one for one in (plain, *(f"{plain}-{n}" for n in range(2, 10_000))) if one not in taken)
    return ids


def _metric(name: str, unit: str) -> dict[str, Value]:
    if unit == "count":
        return {"name": name, "aggregation": "sum"}
    return {"name": name, "unit": unit, "aggregation": "mean"}


def _signs(signs: Signs) -> dict[str, Value]:
    decimal: dict[str, Value] = {} if signs.decimal == "." else {"decimal": signs.decimal}
    return {**decimal, "thousands": signs.thousands} if signs.thousands else decimal


def _position(look: Look, table: Rows, at: int) -> dict[str, Value]:
    keys: dict[str, Value] = {"skip_lines": "to_header"} if at else {}
    if table.sheet and table is not look.tables[0]:
        keys["sheet"] = table.sheet
    return keys


def _refused(look: Look, message: str, hint: str | None) -> SourceError:
    return SourceError(Problem(code="D019", message=message, place=Place(look.name), hint=hint))
