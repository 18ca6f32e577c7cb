"""How a file writes dates and numbers, where that differs from what its preset expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpireport.errors import Place, Problem, SourceError
from kpireport.imports.look import Look
from kpireport.imports.recognise import Match, known_columns
from kpireport.imports.values import Said, Signs, date_forms, doubtful, kind_of, reads_as, signs_of
from kpireport.project.yaml_text import Value
from kpireport.sources.naming import Likeness
from kpireport.sources.values import Grammar

#: How the dates that need no form are written where a preset has one.
_PLAIN = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def adapted(match: Match, look: Look, said: Said) -> dict[str, Value]:
    """Keys beside the preset.

    Raises SourceError for dates and numbers of the file that can be read in several ways.
    """
    dates: dict[str, Value] = {"date_format": said.date_format} if said.date_format else _date_keys(match, look.name)
    return {**dates, **_sign_keys(match, look, said.decimal), **_dimension_keys(match)}


def ambiguous(file: str, column: str, example: str, forms: Sequence[str | None]) -> SourceError:
    """The fault of dates that can be read in several ways."""
    ways = " or ".join(f'--date-format "{form}"' for form in forms)
    message = f"“{example}” in the column “{column}” can be read in {len(forms)} ways"
    return SourceError(Problem(code="D019", message=message, place=Place(file), hint=f"say {ways}"))


def refuse_doubtful(file: str, columns: Sequence[Sequence[str]], signs: Signs, *, thousands: str | None = None) -> None:
    """Raises SourceError where nothing tells whether a sign groups thousands; of `thousands` that is known."""
    if text := doubtful(columns, signs, thousands):
        message = f"“{text}” can be read as {text.replace('.', '').replace(',', '')} or as {text.replace(',', '.')}"
        hint = 'say what the decimal sign is: --decimal "." or --decimal ","'
        raise SourceError(Problem(code="D019", message=message, place=Place(file), hint=hint))


def _cells(match: Match, column: str) -> list[str]:
    """The cells of a column in the rows that the preset reads."""
    at, source = match.names.index(column), match.preset.source
    left_out = [
        (match.names.index(name), Likeness.of(texts)) for name, texts in source.where_not.items() if name in match.names
    ]
    rows = (row for row in match.table.rows[match.at + 1 :] if len(row) == len(match.names))
    return [row[at].strip() for row in rows if not any(like.fits(row[place]) for place, like in left_out)]


def _date_keys(match: Match, name: str) -> dict[str, Value]:
    source = match.preset.source
    cells = [text for text in _cells(match, source.date) if text]
    if not cells or reads_as(cells, source.date_format):
        return {}
    forms = date_forms(cells)
    if len(forms) > 1:
        raise ambiguous(name, source.date, cells[0], forms)
    fitting = [form for form in (*_PLAIN, *forms) if form and reads_as(cells, form)]
    return {"date_format": fitting[0]} if fitting else {}


def _dimension_keys(match: Match) -> dict[str, Value]:
    """The dimensions with every column of texts that the preset does not know, where rows would else be the same."""
    source = match.preset.source
    known = [name for name in source.dimensions or () if name in match.names]
    if source.on_duplicate != "error" or not _is_repeated(match, [source.date, *known]):
        return {}
    strange = [name for name in match.names if name and name not in known_columns(match.preset)]
    usual = Signs(source.decimal, source.thousands)
    texts = [name for name in strange if kind_of(name, _cells(match, name), usual) == "text"]
    return {"dimensions": [*known, *texts]} if not _is_repeated(match, [source.date, *known, *texts]) else {}


def _is_repeated(match: Match, columns: Sequence[str]) -> bool:
    keys = list(zip(*(_cells(match, name) for name in columns), strict=True))
    return len(set(keys)) < len(keys)


def _sign_keys(match: Match, look: Look, decimal: str | None) -> dict[str, Value]:
    source = match.preset.source
    grammar = Grammar.of(source)
    columns = [
        [text for text in _cells(match, column) if not grammar.is_missing(text)]
        for column in source.columns.values()
        if column in match.names
    ]
    usual = Signs(source.decimal, source.thousands)
    found = usual if decimal in (None, usual.decimal) and _all_numbers(columns, usual) else signs_of(columns, decimal)
    if decimal is None and look.is_delimited:
        refuse_doubtful(look.name, columns, found, thousands=usual.thousands)
    return dict(_written(found, usual)) if _all_numbers(columns, found) else {}


def _all_numbers(columns: Sequence[Sequence[str]], signs: Signs) -> bool:
    return all(kind_of("", cells, signs) != "text" for cells in columns)


def _written(found: Signs, usual: Signs) -> Iterator[tuple[str, Value]]:
    if found.decimal != usual.decimal:
        yield "decimal", found.decimal
    if found.thousands and found.thousands != usual.thousands:
        yield "thousands", found.thousands
