"""How the report looks: a shipped theme, or the user's folder laid over the default one.

A theme is a folder with any of `templates/`, `static/` and `chart.json`. What the user's folder holds wins file by
file; `chart.json` is merged key by key; everything else comes from the default theme.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from kpireport.errors import Place, Problem, ProjectError
from kpireport.model import File
from kpireport.shipped import shipped

DEFAULT = "default"
_PARTS = ("templates", "static", "chart.json")


@dataclass(frozen=True, slots=True)
class Theme:
    """`folders` are searched in order; `custom` is the user's folder, if any; `charts` is the merged chart.json."""

    name: str
    folders: tuple[Path, ...]
    custom: Path | None
    charts: Mapping[str, object]

    @property
    def template_folders(self) -> tuple[Path, ...]:
        return tuple(folder / "templates" for folder in self.folders if (folder / "templates").is_dir())

    def static_files(self) -> Iterator[File]:
        """Styles, fonts and images, as they lie under `assets/` of the site, in the order of their paths."""
        for name, path in sorted(self._static().items()):
            yield File(f"assets/{name}", _read(path))

    def lock_files(self) -> Iterator[File]:
        """Script and style of the page that opens an encrypted site."""
        for name in ("lock.css", "lock.js"):
            path = next(folder / "locked" / name for folder in self.folders if (folder / "locked" / name).is_file())
            yield File(f"assets/{name}", _read(path))

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """Names under `assets/`: the shipped sheets first, so that a sheet the user adds has the last word."""
        names = [name for name in self._static() if name.endswith(".css") and "/" not in name]
        return tuple(sorted(names, key=lambda name: (not _is_shipped(name), name != "style.css", name)))

    @property
    def sheets(self) -> tuple[str, ...]:
        """The text of each of them."""
        found = self._static()
        return tuple(_read(found[name]).decode("utf-8", "replace") for name in self.stylesheets)

    def _static(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            found |= {
                str(PurePosixPath(path.relative_to(folder / "static"))): path for path in _files(folder / "static")
            }
        return found


def load_theme(name_or_folder: str, root: Path) -> Theme:
    """The shipped theme of that name, or else the folder of that path below `root`, over the default theme.

    Raises ProjectError (K014) for a folder that does not exist, is not a theme, or leads outside the project, and
    K007 for a chart.json that is not JSON.
    """
    default = shipped("themes") / DEFAULT
    if name_or_folder in _shipped_names():
        folder = shipped("themes") / name_or_folder
        folders = (folder,) if folder == default else (folder, default)
        return Theme(name_or_folder, folders, None, _charts(folders, root))
    folder = _custom_folder(name_or_folder, root)
    return Theme(name_or_folder, (folder, default), folder, _charts((folder, default), root))


def _shipped_names() -> list[str]:
    folder = shipped("themes")
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _is_shipped(name: str) -> bool:
    return (shipped("themes") / DEFAULT / "static" / name).is_file()


def _custom_folder(name: str, root: Path) -> Path:
    folder = root / name
    if not folder.is_dir():
        raise _fault(f"there is no theme “{name}”", _suggestion(name))
    if not folder.resolve().is_relative_to(root.resolve()):
        raise _fault(
            f"the theme “{name}” lies outside the project", f"{folder.resolve()} is not below {root.resolve()}"
        )
    if not any((folder / part).exists() for part in _PARTS):
        raise _fault(f"the folder “{name}” holds nothing of a theme", f"it needs one of {', '.join(_PARTS)}")
    _refuse_links_outside(folder, name)
    return folder


def _suggestion(name: str) -> str:
    names = _shipped_names()
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean “{close[0]}”?"
    return f"name a shipped theme ({', '.join(names)}) or a folder relative to site.yaml"


def _refuse_links_outside(folder: Path, name: str) -> None:
    home = folder.resolve()
    strays = [
        path for path in sorted(folder.rglob("*")) if path.is_symlink() and not path.resolve().is_relative_to(home)
    ]
    if strays:
        problems = [_link_problem(path, folder, name) for path in strays]
        raise ProjectError(*problems)


def _link_problem(path: Path, folder: Path, name: str) -> Problem:
    return Problem(
        code="K014",
        message=f"{PurePosixPath(name) / path.relative_to(folder)} is a link that leads outside the theme",
        hint=f"it points to {path.resolve()}; copy the file into the theme instead",
    )


def _fault(message: str, hint: str) -> ProjectError:
    return ProjectError(Problem(code="K014", message=message, hint=hint))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProjectError(Problem(code="K008", message=f"{path} cannot be read: {error.strerror}")) from error


def _charts(folders: tuple[Path, ...], root: Path) -> Mapping[str, object]:
    merged: dict[str, object] = {}
    for folder in reversed(folders):
        path = folder / "chart.json"
        if path.is_file():
            merged = _merge(merged, _object(path, root))
    return merged


def _object(path: Path, root: Path) -> dict[str, object]:
    file = str(PurePosixPath(path.relative_to(root))) if path.is_relative_to(root) else path.name
    try:
        found = json.loads(_read(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problem = Problem(code="K008", message="this file is not UTF-8", place=Place(file), hint="save it as UTF-8")
        raise ProjectError(problem) from error
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        line = error.doc.splitlines()[error.lineno - 1] if error.doc.strip() else None
        problem = Problem(code="K007", message=f"this is not JSON: {error.msg}", place=place, line=line)
        raise ProjectError(problem) from error
    except RecursionError as error:
        problem = Problem(code="K017", message="this JSON is nested too deep", place=Place(file))
        raise ProjectError(problem) from error
    if not isinstance(found, dict):
        raise ProjectError(Problem(code="K003", message="chart.json must hold a mapping, { … }", place=Place(file)))
    return found


def _merge(lower: Mapping[str, object], upper: Mapping[str, object]) -> dict[str, object]:
    """`upper` laid over `lower`; mappings in both are merged, everything else is replaced."""
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
