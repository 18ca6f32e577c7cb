"""Rows that say the same thing twice, and rows that contradict each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kpireport.sources.cells import FAULTS_PER_FILE, Cell, Faults
from kpireport.sources.engine import Codes, Floats, Ints
from kpireport.sources.frame import Frame
from kpireport.sources.table import Table


def joint_key(parts: Sequence[tuple[Codes, int]]) -> Ints:
    """One integer per row, equal exactly for rows equal in every part; a part is codes and how many there are."""
    key, sizes = np.zeros(len(parts[0][0]), dtype=np.int64), 1
    for codes, size in parts:
        if sizes * size >= 2**62:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            sizes = int(key.max(initial=0)) + 1
        key, sizes = key * size + codes, sizes * size
    return key


def groups(key: Ints) -> Iterator[Ints]:
    """The positions of each set of two or more equal keys, ascending."""
    if (np.diff(key) > 0).all():
        return
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    edges = np.flatnonzero(np.diff(ordered)) + 1
    bounds = np.concatenate(([0], edges, [len(key)]))
    for at in np.flatnonzero(np.diff(bounds) > 1):
        yield order[bounds[at] : bounds[at + 1]]


def drop_identical(frame: Frame, rows: Ints, key: Ints, faults: Faults) -> tuple[Ints, bool]:
    """`rows` without those whose line repeats an earlier one of the same key in every column; tells how many.

    Also whether a key may still occur twice.
    """
    suspects = [rows[group] for group in groups(key)]
    if not suspects:
        return rows, False
    wanted = np.concatenate(suspects)
    prints = {row: _print(table, cells) for row, table, cells in frame.records(wanted.tolist())}
    repeated: dict[str, list[int]] = defaultdict(list)
    for group in suspects:
        seen: set[bytes] = set()
        for row in sorted(group.tolist()):
            if prints[row] in seen:
                repeated[frame.file(row)].append(row)
            seen.add(prints[row])
    for file, some in repeated.items():
        _tell_identical(frame, file, sorted(some), faults)
    dropped = [row for some in repeated.values() for row in some]
    return rows[~np.isin(rows, np.array(dropped, dtype=np.int64))], True


def _print(table: Table, cells: tuple[Cell, ...]) -> bytes:
    pairs = "\0".join(f"{head.text.strip()}\1{cell.text}" for head, cell in zip(table.header, cells, strict=True))
    return blake2b(pairs.encode(), digest_size=16).digest()


def _tell_identical(frame: Frame, file: str, rows: Sequence[int], faults: Faults) -> None:
    ((_, _, cells),) = frame.records(rows[:1])
    count = "one line repeats" if len(rows) == 1 else f"{len(rows)} lines repeat"
    message = f"{count} an earlier line of the source in every column, and counted once"
    faults.find("D101", "warning", f"{file}: {message}", "remove the repeated lines from the file", cells[0].place)


def clear_conflicts(
    key: Ints, values: Floats, rows: Ints, policy: str
) -> tuple[NDArray[np.bool_], list[tuple[int, int]]]:
    """Which positions to keep under `policy`, with sums put into `values`; for "error" the pairs of rows in conflict.

    The last row is the one furthest down, in the last file. Sums are exact (Shewchuk 1997), in whatever order.
    """
    keep = np.ones(len(key), dtype=np.bool_)
    pairs = []
    for group in groups(key):
        keep[group] = False
        keep[group[-1]] = True
        if policy == "sum":
            values[group[-1]] = math.fsum(values[group].tolist())
        elif policy == "error":
            pairs += [(int(rows[group[0]]), int(rows[other])) for other in group[1:]]
    return keep, pairs


def tell_conflicts(frame: Frame, pairs: Collection[tuple[int, int]], column: str, faults: Faults) -> None:
    """One fault for each row that contradicts an earlier one, naming both lines."""
    chosen: list[tuple[int, int]] = []
    told: dict[str, int] = defaultdict(int)
    for first, second in sorted(set(pairs), key=lambda pair: (pair[1], pair[0])):
        file = frame.file(second)
        told[file] += 1
        if told[file] <= FAULTS_PER_FILE:
            chosen.append((first, second))
    cells = dict(frame.cells({row for pair in chosen for row in pair}, column))
    for first, second in chosen:
        earlier, later = cells[first], cells[second]
        where = "" if earlier.place.file == later.place.file else f" of {earlier.place.file}"
        message = f"line {later.place.line} repeats the metric, date and segments of line {earlier.place.line}{where}"
        faults.cell("D007", message, later, _POLICIES, (earlier.place,))
    for file, count in told.items():
        faults.more(file, max(0, count - FAULTS_PER_FILE))


_POLICIES = "keep one, name the column that tells them apart in `dimensions`, or set `on_duplicate: last` or `sum`"
