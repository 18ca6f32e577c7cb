"""Which paths a site may hold: those that every file system and every web host takes, and takes apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath


class SitePaths:
    """The paths of one site: all inside the folder, no two the same where case or composed letters do not count."""

    def __init__(self, reserved: Iterable[str]) -> None:
        self._reserved = {_folded(name) for name in reserved}
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def add(self, path: str) -> list[str]:
        """The folders that this path needs and none before it did, outermost first.

        Raises ValueError for a path outside the folder, one of our own names, or one that is taken.
        """
        parts = path.split("/")
        if "\\" in path or not path.isprintable() or not {"", ".", ".."}.isdisjoint(parts):
            raise ValueError(f"not a path inside the site: {path!r}")
        if _folded(parts[0]) in self._reserved:
            raise ValueError(f"a name that the site may not use: {path!r}")
        parents = [str(parent) for parent in reversed(PurePosixPath(path).parents[:-1])]
        new = [parent for parent in parents if self._claim(parent, self._folders, self._files)]
        if not self._claim(path, self._files, self._folders):
            raise ValueError(f"the site has this path twice: {path!r}")
        return new

    @staticmethod
    def _claim(path: str, same: dict[str, str], other: dict[str, str]) -> bool:
        """Whether the path was free; one that only looks different is refused."""
        key = _folded(path)
        present = other.get(key) or same.get(key)
        if key in other or present not in {None, path}:
            raise ValueError(f"two paths of the site collide: {present!r} and {path!r}")
        same[key] = path
        return present is None


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
