"""From the name of an export to a pattern that its later editions match too."""

from __future__ import annotations

import glob
import re
from pathlib import PurePosixPath

_YEAR, _TWO = r"(?:19|20)[0-9]{2}", "[0-9]{2}"
_DATE = re.compile(
    rf"(?<![0-9])(?:{_YEAR}[-_.]?(?:W{_TWO}|Q[1-4]|{_TWO}(?:[-_.]?{_TWO})?)|{_TWO}[-_.]{_TWO}[-_.]{_YEAR}|{_YEAR})(?![0-9])",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\0(?:[\s_.,–-]*(?:to|bis)?[\s_.,–-]*\0)+", re.IGNORECASE)
_COPY = re.compile(r" ?\([0-9]+\)$")


def file_pattern(name: str) -> str:
    """The path with `*` for every date in the file's name, and for the number of a copy beside one."""
    path = PurePosixPath(name)
    stem, dot, suffix = path.name.partition(".")
    dated, count = _DATE.subn("\0", stem)
    if not count or not dot:
        return name
    marked = _SPAN.sub("\0", _COPY.sub("\0", dated))
    escaped = "*".join(glob.escape(part) for part in _SPAN.sub("\0", marked).split("\0"))
    pattern = str(path.with_name(f"{escaped}.{suffix}"))
    return re.sub(r"\*{2,}", "*", pattern)
