"""One look at each file: its bytes are copied, unpacked and decoded into a private folder, and only that is read.

What was copied is UTF-8 without byte order mark, its lines end in a line feed, and its size is bounded. So a file that
changes while a report is built cannot be seen half old and half new, and the engine never meets a user's path.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kpireport.errors import Place, Problem
from kpireport.sources.find import TEXTS, Found

#: Largest file, in bytes on the disk.
FILE_BYTES = 4 * 2**30
#: Largest content of a gzipped file, in bytes, and how many times its packed size it may be (small ones are spared).
UNPACKED_BYTES = 8 * 2**30
UNPACKED_RATIO = 200
UNPACKED_SPARED = 16 * 2**20
#: Most rows of one source.
ROWS = 50_000_000

_CHUNK = 2**20


class Refused(Exception):  # noqa: N818  # named for what happened to the file
    """A file that cannot be read at all; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Staged:
    """The private copy of a file: UTF-8 text, or the bytes of a Parquet file. `quoted`: it holds quotes.

    `skipped` counts the lines of the file above the copied text.
    """

    path: Path
    name: str
    size: int
    quoted: bool
    skipped: int = 0


def stage_file(found: Found, encoding: str | None, target: Path) -> Staged:
    """Copies `found` to `target`. Raises Refused for what cannot be opened, unpacked or decoded."""
    try:
        with _opened(found) as (source, packed_size), target.open("wb") as copy:
            chunks = _chunks(source, found, packed_size)
            if found.format not in TEXTS:
                return _copy_bytes(chunks, found, copy, target)
            return _copy_text(chunks, found, encoding, copy, target)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        reason = "it ends too early" if isinstance(error, EOFError) else str(error)
        raise Refused(_problem("D014", found, f"not a valid gzip file: {reason}", "export it again")) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(_problem("D002", found, f"cannot be read: {reason}", None)) from None


def _problem(code: str, found: Found, message: str, hint: str | None) -> Problem:
    return Problem(code=code, message=message, place=Place(found.name), hint=hint)


@contextmanager
def _opened(found: Found) -> Iterator[tuple[BinaryIO, int]]:
    """The opened regular file, unpacked, and its size on the disk; refuses one that changed meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(found.path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise Refused(_problem("D002", found, "is not a regular file", None))
        if before.st_size > FILE_BYTES:
            raise Refused(_limit(found, f"is {before.st_size:,} bytes", "FILE_BYTES", FILE_BYTES))
        if found.gzipped:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked, before.st_size  # type: ignore[misc]  # a GzipFile reads like a BinaryIO
        else:
            yield file, before.st_size
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Refused(_problem("D002", found, "changed while it was read", "build again once it is written"))


def _limit(found: Found, message: str, name: str, limit: int) -> Problem:
    return _problem("D013", found, f"{message}; the limit {name} is {limit:,}", "split the file, or export less of it")


def _chunks(source: BinaryIO, found: Found, packed_size: int) -> Iterator[bytes]:
    """The content in pieces; stops a gzip bomb long before it fills memory or disk."""
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if size > UNPACKED_BYTES:
            raise Refused(
                _limit(found, f"unpacks to more than {UNPACKED_BYTES:,} bytes", "UNPACKED_BYTES", UNPACKED_BYTES)
            )
        if found.gzipped and size > max(UNPACKED_SPARED, UNPACKED_RATIO * packed_size):
            ratio = f"unpacks to more than {UNPACKED_RATIO} times its size"
            raise Refused(_limit(found, ratio, "UNPACKED_RATIO", UNPACKED_RATIO))
        yield chunk


def _copy_bytes(chunks: Iterator[bytes], found: Found, copy: BinaryIO, target: Path) -> Staged:
    size = 0
    for chunk in chunks:
        size += copy.write(chunk)
    if not size:
        raise Refused(_problem("D014", found, f"the file is 0 bytes, not a .{found.format} file", "export it again"))
    return Staged(target, found.name, size, quoted=False)


def _copy_text(chunks: Iterator[bytes], found: Found, encoding: str | None, copy: BinaryIO, target: Path) -> Staged:
    text = _Text(found, encoding or "utf-8")
    size, lines, quoted = 0, 0, False
    for piece in text.pieces(chunks):
        size += copy.write(piece.encode())
        quoted = quoted or '"' in piece
        lines += piece.count("\n")
        if lines > ROWS:
            raise Refused(_limit(found, f"has more than {ROWS:,} lines", "ROWS", ROWS))
    return Staged(target, found.name, size, quoted)


class _Text:
    """Decodes chunk by chunk with line ends made equal, and knows the place of the first byte that does not fit."""

    def __init__(self, found: Found, encoding: str) -> None:
        self.found = found
        self.encoding = encoding
        if not _is_text_encoding(encoding):
            hint = "for example utf-8, utf-16, cp1252 or latin-1"
            message = f"unknown encoding “{encoding}”"
            raise Refused(Problem(code="D002", message=message, place=found.asked, hint=hint))
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.newlines = io.IncrementalNewlineDecoder(None, translate=True)
        self.fed = 0
        self.lines = 0
        self.tail = ""

    def pieces(self, chunks: Iterator[bytes]) -> Iterator[str]:
        for chunk in chunks:
            yield self._checked(self._decoded(chunk, final=False))
            self.fed += len(chunk)
        yield self._checked(self._decoded(b"", final=True), final=True)

    def _decoded(self, chunk: bytes, *, final: bool) -> str:
        if self.fed == 0 and chunk[:2] == b"\x1f\x8b":
            raise Refused(_problem("D014", self.found, "is gzipped, but its name does not end in .gz", "add .gz to it"))
        if self.fed == 0 and chunk[:2] in (b"\xff\xfe", b"\xfe\xff") and _is_utf8(self.encoding):
            raise Refused(_problem("D002", self.found, "is UTF-16, not UTF-8", "set `encoding: utf-16` on the source"))
        pending = self.decoder.getstate()[0]
        try:
            text = self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise self._undecodable(pending + chunk, error.start, self.fed - len(pending)) from None
        except UnicodeError as error:  # UTF-16 without its mark
            hint = "name the order of its bytes: `encoding: utf-16-le` or `utf-16-be`"
            raise Refused(_problem("D002", self.found, str(error), hint)) from None
        return text.removeprefix("\ufeff") if self.fed == 0 else text

    def _checked(self, text: str, *, final: bool = False) -> str:
        text = str(self.newlines.decode(text, final))
        if "\0" in text:
            self._advance(text[: text.index("\0")])
            hint = "set `encoding` on the source (`utf-16`, if a spreadsheet wrote it)"
            raise self._refused("holds a NUL character", hint, "")
        self._advance(text)
        return text

    def _advance(self, text: str) -> None:
        head, newline, tail = text.rpartition("\n")
        self.lines += head.count("\n") + len(newline)
        self.tail = tail if newline else self.tail + tail

    def _undecodable(self, data: bytes, start: int, offset: int) -> Refused:
        before = codecs.decode(data[:start], self.encoding, "replace")
        if self.fed == 0:
            before = before.removeprefix("\ufeff")
        self._advance(str(self.newlines.decode(before, True)))
        rest = codecs.decode(data[start : start + 80], self.encoding, "replace").splitlines()[:1]
        name = "UTF-8" if _is_utf8(self.encoding) else self.encoding
        message = f"byte 0x{data[start]:02X} at offset {offset + start} is not {name}"
        hint = "set `encoding` on the source (`cp1252`, if a Western spreadsheet wrote it), or save the file as UTF-8"
        return self._refused(message, hint, "".join(rest))

    def _refused(self, message: str, hint: str, rest: str) -> Refused:
        place = Place(self.found.name, self.lines + 1, len(self.tail) + 1)
        return Refused(Problem(code="D002", message=message, place=place, hint=hint, line=self.tail + rest))


def _is_text_encoding(name: str) -> bool:
    """Whether Python knows an encoding of text by this name (it also has some from bytes to bytes, such as base64)."""
    try:
        return "".encode(name) is not None
    except LookupError:
        return False


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
