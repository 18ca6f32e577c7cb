"""The embedded database, locked: it sees the private copies of the named files and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from kpireport.sources.values import INEXACT_DIGITS, Grammar

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

#: What the engine may use at most; more spills into the private folder.
MEMORY = "2GB"
THREADS = 2
#: Columns with more different texts than this, or fewer rows, are coded in Python, which is faster there.
CODED_IN_SQL = 50_000

#: What a cell of a value column holds.
NUMBER, BLANK, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Factor:
    """A column of texts as codes into its sorted, trimmed, different texts."""

    labels: tuple[str, ...]
    codes: Codes

    def relabelled(self, rename: Callable[[str], str]) -> Factor:
        """The column with each text replaced; texts that become equal are one."""
        renamed = [rename(label) for label in self.labels]
        labels = tuple(sorted(set(renamed)))
        rank = {label: code for code, label in enumerate(labels)}
        table = np.array([rank[label] for label in renamed], dtype=np.int32)
        return Factor(labels, table[self.codes] if len(table) else self.codes)

    def where(self, accept: Callable[[str], bool]) -> NDArray[np.bool_]:
        """For each row whether its text is accepted."""
        accepted = np.array([accept(label) for label in self.labels], dtype=np.bool_)
        return accepted[self.codes] if len(accepted) else np.zeros(len(self.codes), dtype=np.bool_)


class Engine:
    """Holds the used columns of one source at a time in the table `raw`, as texts, in the order of files and rows."""

    def __init__(self, folder: Path) -> None:
        (folder / "spill").mkdir()
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": THREADS,
                "memory_limit": MEMORY,
                "temp_directory": str(folder / "spill"),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "allow_persistent_secrets": False,
                "python_enable_replacements": False,
                "preserve_insertion_order": True,
            },
        )
        self._run(f"SET allowed_directories = [{_literal(str(folder))}]")
        self._run("SET enable_external_access = false")
        self._run("SET lock_configuration = true")
        self.rows = 0

    def _run(self, query: str, parameters: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(query, list(parameters))

    def close(self) -> None:
        self._connection.close()

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query of our own."""
        return self._run(query, parameters).fetchall()

    def clear(self, columns: int) -> None:
        """Makes room for a source of so many columns."""
        self._run(f"CREATE OR REPLACE TABLE raw ({', '.join(f'x{i} VARCHAR' for i in range(columns))})")
        self.rows = 0

    def load(self, relation: str, picks: Sequence[int | None]) -> int:
        """Appends the rows of a relation with columns c0, c1, …; a pick of None gives empty cells. Returns how many.

        Raises duckdb.Error for what the engine cannot read; then nothing was added.
        """
        chosen = ", ".join("''" if pick is None else f"coalesce(c{pick}, '')" for pick in picks)
        counted = self._run(f"INSERT INTO raw SELECT {chosen} FROM {relation}").fetchone()  # noqa: S608
        added = int(counted[0]) if counted else 0
        self.rows += added
        return added

    def texts(self, column: int, condition: str = "true", parameters: Sequence[Any] = ()) -> Iterable[str]:
        query = f"SELECT x{column} AS t FROM raw WHERE {condition}"  # noqa: S608
        return self._run(query, parameters).fetchnumpy()["t"]

    def factor(self, column: int) -> Factor:
        """A column's texts, trimmed, and each row's code."""
        labels, codes = self._coded(column)
        return Factor(tuple(labels), codes).relabelled(str.strip)

    def _coded(self, column: int) -> tuple[list[str], Codes]:
        if self.rows > CODED_IN_SQL:
            ((different,),) = self.ask(f"SELECT count(DISTINCT x{column}) FROM raw")  # noqa: S608
            if different <= CODED_IN_SQL:
                return self._coded_in_sql(column)
        seen: dict[str, int] = {}
        codes = np.fromiter((seen.setdefault(t, len(seen)) for t in self.texts(column)), np.int32, self.rows)
        return list(seen), codes

    def _coded_in_sql(self, column: int) -> tuple[list[str], Codes]:
        self._run(f"CREATE TYPE label AS ENUM (SELECT DISTINCT x{column} FROM raw ORDER BY 1)")  # noqa: S608
        try:
            labels = [row[0] for row in self.ask("SELECT unnest(enum_range(NULL::label))")]
            query = f"SELECT enum_code(x{column}::label)::INTEGER AS code FROM raw"  # noqa: S608
            return labels, self._run(query).fetchnumpy()["code"]
        finally:
            self._run("DROP TYPE label")

    def numbers(self, column: int, grammar: Grammar) -> tuple[Floats, NDArray[np.int8], Iterable[str]]:
        """Each row's number (NaN where none), what its cell holds, and the texts of the cells that hold neither
        a number nor nothing, in order. Whether a long whole number is exact is left to Python: it counts as neither."""
        number, given = _number_sql(f"x{column}", grammar)
        marks = f"[eE{re.escape(grammar.decimal)}]"
        whole = f"length(x{column}) >= {INEXACT_DIGITS} AND abs({number}) >= {2**53}"
        whole += f" AND NOT regexp_matches(x{column}, {_literal(marks)})"
        held = (
            f"CASE WHEN trim(x{column}) = '' THEN {BLANK} WHEN {whole} THEN {OTHER} "
            f"WHEN isfinite({number}) THEN {NUMBER} ELSE {OTHER} END"
        )
        query = f"SELECT coalesce({number}, 'nan') AS number, ({held})::TINYINT AS held FROM raw"  # noqa: S608
        read = self._run(query, given * 3).fetchnumpy()
        others = self.texts(column, f"({held}) = {OTHER}", given * 2) if (read["held"] == OTHER).any() else ()
        return np.asarray(read["number"]) + 0.0, np.asarray(read["held"]), others  # -0 becomes 0


def _number_sql(column: str, grammar: Grammar) -> tuple[str, list[Any]]:
    """The expression of a cell's number, NULL or infinite where it has none, and the values of its parameters."""
    text, given = f"trim({column})", [*grammar.number_like, grammar.pattern]
    plain = text
    if not grammar.is_plain:
        grouped = f"regexp_replace({text}, {_literal(grammar.group)}, '', 'g')" if grammar.thousands else text
        plain = f"replace({grouped}, {_literal(grammar.decimal)}, '.')"
    excluded = f"{text} IN ({', '.join('?' * len(grammar.number_like))})" if grammar.number_like else "false"
    matched = f"regexp_full_match({text}, ?)"
    return f"CASE WHEN {excluded} THEN NULL WHEN {matched} THEN TRY_CAST({plain} AS DOUBLE) END", given


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
