"""From a source's patterns to the files of the project that they name."""

from __future__ import annotations

import glob
import os.path
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath, PureWindowsPath

from kpireport.errors import Place
from kpireport.model import Source
from kpireport.sources.cells import Faults

TEXTS = ("csv", "tsv", "json", "ndjson")
SHEETS = ("xlsx", "xlsm", "ods")
FORMATS = (*TEXTS, *SHEETS, "parquet")
_KNOWN = (
    "a source is a .csv, .tsv, .json, .ndjson, .parquet, .xlsx, .xlsm or .ods file; texts may be gzipped (.csv.gz); "
    "save an old .xls as .xlsx"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it lies, its name relative to site.yaml, and what its name says about its content."""

    path: Path
    name: str
    format: str
    gzipped: bool
    asked: Place


def find_files(source: Source, root: Path, faults: Faults) -> tuple[Found, ...]:
    """The files that the source's patterns match, each once, sorted by name. Nothing outside `root` is accepted."""
    asked = source.places.get("files", source.place)
    names: dict[str, None] = {}
    for pattern in source.files:
        if _leaves(pattern):
            faults.add("K014", f"“{pattern}” leads outside the project", asked, _INSIDE)
            continue
        matches = _matches(pattern, root)
        if not matches:
            faults.add("D001", f"no file matches “{pattern}”", asked, _nearest(pattern, root))
        names.update(dict.fromkeys(matches))
    return tuple(_accept(sorted(names), root, asked, faults))


_INSIDE = "paths are relative to site.yaml and stay inside its folder"


def _leaves(pattern: str) -> bool:
    parts = PurePosixPath(pattern).parts
    rooted = PurePosixPath(pattern).is_absolute() or PureWindowsPath(pattern).anchor or pattern.startswith("~")
    return bool(rooted) or ".." in parts or "\0" in pattern


def _matches(pattern: str, root: Path) -> list[str]:
    """Names relative to `root`; a pattern that is the name of a file stands for that file."""
    if os.path.isfile(root / pattern):  # noqa: PTH113  # unlike Path.is_file, False in a folder that may not be read
        return [PurePosixPath(pattern).as_posix()]
    found = glob.glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207  # unlike Path.glob, passes over hidden files
    return sorted(Path(name).as_posix() for name in found if not (root / name).is_dir())


def _accept(names: Iterable[str], root: Path, asked: Place, faults: Faults) -> Iterator[Found]:
    inside = root.resolve()
    for name in names:
        suffixes = [suffix.lower().lstrip(".") for suffix in PurePosixPath(name).suffixes]
        gzipped = suffixes[-1:] == ["gz"]
        kind = "".join(suffixes[-2:-1] if gzipped else suffixes[-1:]).replace("jsonl", "ndjson")
        path = root / name
        if not path.resolve().is_relative_to(inside):
            faults.add("K014", f"“{name}” is a link that leads outside the project", asked, _INSIDE)
        elif kind not in (TEXTS if gzipped else FORMATS):
            faults.add("D002", f"“{name}” is of an unknown kind", asked, _KNOWN)
        else:
            yield Found(path, name, kind, gzipped, asked)


def _nearest(pattern: str, root: Path) -> str:
    """What does lie there, names like the pattern first; or why nothing ever will."""
    if "://" in pattern:
        return "files are read from the project's folder alone; fetch the file and name its copy"
    if os.path.isdir(root / pattern):  # noqa: PTH112
        return f"it is a folder; write {pattern.rstrip('/')}/*.csv"
    folder = _present(root / pattern, root)
    where = "beside site.yaml" if folder == root else f"in {folder.relative_to(root).as_posix()}/"
    try:
        names = sorted(path.relative_to(root).as_posix() for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        return f"what lies {where} cannot be listed: {(error.strerror or str(error)).lower()}"
    near = get_close_matches(pattern, names, n=3, cutoff=0.5) or names[:3]
    return f"nearest {where}: {', '.join(near)}" if near else f"there is nothing {where}"


def _present(path: Path, root: Path) -> Path:
    """The nearest folder above `path` that exists and, with all links followed, lies in the project."""
    folder, inside = path.parent, root.resolve()
    while folder != root and not (os.path.isdir(folder) and folder.resolve().is_relative_to(inside)):  # noqa: PTH112
        folder = folder.parent
    return folder
