"""A built site as it lies in its folder, held against its manifest before anything of it leaves the machine."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpireport.errors import DeliveryError, OutputError, Problem
from kpireport.write import KEPT, MANIFEST, SCHEMA


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file of a site: its path from the site's folder, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """A site that was built and not touched since, its files by path, the manifest and a CNAME among them.

    `confidential`: parts of it are for some readers only.
    """

    folder: Path
    files: tuple[BuiltFile, ...]
    data_through: str | None
    confidential: bool = False

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


def read_built(folder: Path) -> BuiltSite:
    """The site in `folder`.

    Raises OutputError when it holds no site of ours or cannot be read, and DeliveryError when its files are not those
    that were built.
    """
    try:
        manifest = _manifest(folder)
        listed = _listed(manifest, folder)
        found = {path: (folder / path).lstat().st_size for path in _paths(folder)}
        _refuse_altered(folder, listed, found)
        through = _data_through(folder) if "data/report.json" in listed else None
    except OSError as error:
        message = f"cannot read {error.filename or folder}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message)) from error
    files = tuple(BuiltFile(path, size) for path, size in sorted(found.items()))
    confidential = manifest.get("confidential") is True
    return BuiltSite(folder=folder, files=files, data_through=through, confidential=confidential)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        if manifest["schema"] != SCHEMA:
            raise _no_site(folder)
    except (FileNotFoundError, NotADirectoryError):
        raise _no_site(folder) from None
    except (ValueError, KeyError, TypeError):
        raise _altered(folder, [f"{MANIFEST} is damaged"]) from None
    return manifest


def _listed(manifest: dict[str, Any], folder: Path) -> dict[str, dict[str, Any]]:
    """The manifest's rows by path."""
    try:
        return {row["path"]: row for row in manifest["files"]}
    except (KeyError, TypeError):
        raise _altered(folder, [f"{MANIFEST} is damaged"]) from None


def _paths(folder: Path) -> list[str]:
    """Every file and link below the folder, without what git keeps there."""
    paths = []
    for here, folders, names in os.walk(folder):
        if Path(here) == folder:
            folders[:] = [name for name in folders if name != ".git"]
            names = [name for name in names if name != ".git"]
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        paths += [(Path(here) / name).relative_to(folder).as_posix() for name in (*names, *links)]
    return paths


def _refuse_altered(folder: Path, listed: dict[str, dict[str, Any]], found: dict[str, int]) -> None:
    own = {MANIFEST, *KEPT}
    links = [f"{path} is a link" for path in found if (folder / path).is_symlink()]
    missing = [f"{path} is missing" for path in listed.keys() - found.keys()]
    strange = [f"{path} was not built" for path in found.keys() - listed.keys() - own]
    changed = [
        f"{path} was changed" for path in listed.keys() & found.keys() if not links and _differs(folder, listed[path])
    ]
    if faults := sorted([*links, *missing, *strange, *changed]):
        raise _altered(folder, faults)


def _differs(folder: Path, row: dict[str, Any]) -> bool:
    with (folder / row["path"]).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() != row.get("sha256")


def _data_through(folder: Path) -> str | None:
    through: str | None = json.loads((folder / "data/report.json").read_bytes())["data_through"]
    return through


def _no_site(folder: Path) -> OutputError:
    hint = "build it first: kpireport build; or name its folder with --out"
    return OutputError(Problem(code="O004", message=f"there is no built site in {folder}", hint=hint))


def _altered(folder: Path, faults: list[str]) -> DeliveryError:
    shown = "; ".join(faults[:3]) + (f"; and {len(faults) - 3} more" if len(faults) > 3 else "")
    hint = "nothing was published; build again, and change the project instead of its output"
    return DeliveryError(Problem(code="O005", message=f"{folder} is not as it was built: {shown}", hint=hint))
