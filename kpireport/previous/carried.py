"""The editions of an earlier report, carried over byte for byte from its folder or its address.

Each edition lists its own files with their sizes and digests, because hosts do not serve a manifest whose name begins
with a dot. What is not as it is listed is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kpireport.errors import Problem, SourceError
from kpireport.fetch import FetchError, ask
from kpireport.model import File
from kpireport.periods import Period
from kpireport.previous.values import (
    Entry,
    UnsoundError,
    as_entry,
    checked,
    read_day,
    read_grain,
    read_text,
)
from kpireport.site_paths import SitePaths

EDITIONS = "editions"
#: In an edition: its period, and its other files.
EDITION_FILE = "edition.json"
SCHEMA = "kpireport-edition/1"

#: The most that is carried over: editions, files of one, bytes of a file and of an edition.
MOST_EDITIONS, MOST_FILES = 1_000, 20_000
LARGEST_FILE, LARGEST_EDITION = 100 << 20, 1 << 30
_TIMEOUT = 30.0
_CONNECTIONS = 8

_RESTORE = "restore it from a copy of the site; without --previous, editions are built anew from the data of today"

_LABEL = re.compile(r"[0-9]{4}-(?:[0-9]{2}|W[0-9]{2})|(?:FY)?[0-9]{4}(?:-Q[1-4])?")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Row:
    path: str
    size: int
    digest: str


def read_editions(document: Entry) -> tuple[Period, ...]:
    """The periods of the editions that a report.json names. Raises UnsoundError."""
    periods = tuple(_period(entry) for entry in document.entries(EDITIONS))
    if len(periods) > MOST_EDITIONS or len({one.label for one in periods}) < len(periods):
        raise UnsoundError(f"`{EDITIONS}` has too many entries, or one twice")
    return periods


def _period(entry: Entry) -> Period:
    start, end = entry.read("start", read_day), entry.read("end", read_day)
    if start > end:
        raise UnsoundError(f"`{entry.at}` ends before it begins")
    return Period(start, end, entry.read("grain", read_grain), entry.read("label", _read_label))


def _read_label(value: Any) -> str:
    return str(checked(value, sound=_LABEL.fullmatch(value) is not None))


def carried_edition(home: Path | str | None, label: str) -> Iterator[File]:
    """The files of an edition of the site at `home`, a folder or an address, their paths from the edition's folder.

    Raises SourceError where one is missing, is not what the edition lists, is too large, lies elsewhere than it says,
    or where `home` is None: a report.json by itself holds no editions.
    """
    if home is None:
        raise _refused(label, "a report.json alone does not hold it", "name the folder or the address of the site")
    listed = _read(home, label, EDITION_FILE, LARGEST_FILE)
    rows = _rows(label, listed)
    yield File(EDITION_FILE, listed)
    with ThreadPoolExecutor(_CONNECTIONS if isinstance(home, str) else 1) as pool:
        yield from pool.map(lambda row: _checked(home, label, row), rows)


def _checked(home: Path | str, label: str, row: _Row) -> File:
    content = _read(home, label, row.path, row.size)
    if len(content) != row.size or hashlib.sha256(content).hexdigest() != row.digest:
        raise _refused(label, f"{row.path} is not what was published")
    return File(row.path, content)


def _rows(label: str, content: bytes) -> tuple[_Row, ...]:
    try:
        document = as_entry(EDITION_FILE, json.loads(content))
        sound = document.maybe("schema") == SCHEMA and document.maybe("label") == label
        rows = tuple(map(_row, document.entries("files"))) if sound else ()
        paths = SitePaths(reserved=(EDITION_FILE,))
        for row in rows:
            paths.add(row.path)
    except (ValueError, RecursionError) as error:
        why = f": {error}" if isinstance(error, UnsoundError) else ""
        raise _refused(label, f"its {EDITION_FILE} is damaged{why}") from None
    if not rows:
        raise _refused(label, f"its {EDITION_FILE} is not one of ours")
    if len(rows) > MOST_FILES or sum(row.size for row in rows) > LARGEST_EDITION:
        raise _refused(label, f"it is larger than {MOST_FILES} files or {LARGEST_EDITION >> 20} MiB")
    return rows


def _row(entry: Entry) -> _Row:
    return _Row(entry.read("path", read_text), entry.read("size", _read_size), entry.read("sha256", _read_digest))


def _read_size(value: Any) -> int:
    return int(checked(value, sound=isinstance(value, int) and not isinstance(value, bool) and value >= 0))


def _read_digest(value: Any) -> str:
    return str(checked(value, sound=_DIGEST.fullmatch(value) is not None))


def sealed(period: Period, files: Iterator[File]) -> Iterator[File]:
    """The files of an edition that was built, and at the end the list of them by which it is carried over later."""
    rows: list[_Row] = []
    for file in files:
        rows.append(_Row(file.path, len(file.content), hashlib.sha256(file.content).hexdigest()))
        yield file
    listed = [
        {"path": row.path, "size": row.size, "sha256": row.digest} for row in sorted(rows, key=lambda row: row.path)
    ]
    head = {"schema": SCHEMA, "label": period.label, "grain": period.grain}
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    content = {**head, **days, "files": listed}
    yield File(EDITION_FILE, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


# ------------------------------------------------------------------------------------------------------- where it lies


def _read(home: Path | str, label: str, path: str, limit: int) -> bytes:
    if limit > LARGEST_FILE:
        raise _refused(label, f"{path} is larger than {LARGEST_FILE >> 20} MiB")
    if isinstance(home, str):
        return _fetched(home, label, path, limit)
    return _from_disk(home, label, path, limit)


def _from_disk(home: Path, label: str, path: str, limit: int) -> bytes:
    """A file of the folder that no link leads to."""
    place = home / EDITIONS / label / path
    try:
        if place.resolve() != home.resolve() / EDITIONS / label / path:
            raise _refused(label, f"{path} is a link, or lies behind one")
        if not place.is_file():
            raise _refused(label, f"{path} is not there")
        with place.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise _refused(label, f"{path} cannot be read: {error.strerror or error}") from error


def _fetched(home: str, label: str, path: str, limit: int) -> bytes:
    address = f"{home}{EDITIONS}/{label}/{quote(path)}"
    try:
        answer = ask(address, timeout=_TIMEOUT, limit=limit)
    except FetchError as error:
        raise _refused(label, f"{address} cannot be read: {error}") from error
    if _origin(answer.address) != _origin(home):
        raise _refused(label, f"{address} leads to another host")
    return answer.content


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


def _refused(label: str, why: str, hint: str = _RESTORE) -> SourceError:
    message = f"the edition {label} of the earlier report cannot be carried over: {why}"
    return SourceError(Problem(code="D020", message=message, hint=hint))
