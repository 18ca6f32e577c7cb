"""The rows of a database query, as CSV: SQLite by itself, every other engine through ibis (the extra `warehouse`)."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import quote

from kpireport.collect.failure import failed
from kpireport.model import Pull

_SQLITE = "sqlite:///"
#: The most rows that are taken from a query.
ROWS = 1_000_000

_Rows = Sequence[Sequence[Any]]


def query_rows(pull: Pull, connection: str, query: str, root: Path, *, timeout: float, most: int) -> str:
    """The columns and rows as CSV.

    Raises SourceError when the database refuses, does not answer in `timeout` seconds (SQLite), or answers with more
    than `most` bytes. What a driver says is not repeated: it may hold the address with its password.
    """
    if connection.startswith(_SQLITE):
        columns, rows = _sqlite(pull, root / connection.removeprefix(_SQLITE), query, timeout)
    else:
        columns, rows = _ibis(pull, connection, query)
    if len(rows) > ROWS:
        raise failed(pull, f"the query gives more than {ROWS:,} rows", "let it group, or limit it to a period")
    text = _csv(columns, rows)
    if len(text) > most:
        raise failed(pull, f"the query gives more than {most / 1e6:g} MB", "let it group, or limit it to a period")
    return text


def _sqlite(pull: Pull, file: Path, query: str, timeout: float) -> tuple[Sequence[str], _Rows]:
    try:
        database = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, check_same_thread=False)
    except sqlite3.Error:
        raise failed(pull, f"there is no database {file.name}", "check the path after sqlite:///") from None
    timer = Timer(timeout, database.interrupt)
    timer.start()
    try:
        cursor = database.execute(query)
        rows = cursor.fetchmany(ROWS + 1)
        return [name for name, *_ in cursor.description or ()], rows
    except sqlite3.Error as error:
        said = f"it is not done after {timeout:g} seconds" if "interrupted" in str(error) else str(error)
        raise failed(pull, f"the query fails: {said}", "try it in the database itself") from None
    finally:
        timer.cancel()
        database.close()


def _ibis(pull: Pull, connection: str, query: str) -> tuple[Sequence[str], _Rows]:
    try:
        import ibis
    except ImportError:
        hint = "pip install 'kpireport-site[warehouse]', and the driver that ibis names for it"
        raise failed(pull, "this database needs the extra `warehouse`", hint) from None
    try:
        table = ibis.connect(connection).sql(query).limit(ROWS + 1).to_pyarrow()
    except Exception as error:  # whatever the driver of any database raises
        hint = "check the address, the credentials and the query in the database itself"
        raise failed(pull, f"the database refuses ({type(error).__name__})", hint) from None
    return table.column_names, [tuple(row.values()) for row in table.to_pylist()]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue()
