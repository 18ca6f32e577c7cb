"""Writing an entry of the KPI library into the user's files. All files change, or none does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from kpireport.errors import OutputError, Problem, ProjectError
from kpireport.model import CatalogEntry
from kpireport.project import load_project
from kpireport.project.additions import Addition, CannotAddError, with_entry
from kpireport.project.catalog import read_catalog

_MARK = b"\xef\xbb\xbf"


def add(file: Path, environment: Mapping[str, str], entry: CatalogEntry, goal: str | None) -> Addition:
    """Write `entry` into the project of site.yaml `file`; what is there already stays as it is.

    Raises click.UsageError where it does not fit in, ProjectError for a project with faults, OutputError.
    """
    _refuse_what_is_no_number(entry)
    try:
        addition = with_entry(file, environment, read_catalog(), entry, goal)
    except CannotAddError as error:
        raise click.UsageError(str(error)) from error
    if addition.texts:
        _write(addition.texts, file, environment)
    return addition


def _write(texts: Mapping[Path, str], file: Path, environment: Mapping[str, str]) -> None:
    """All files, or none: where one cannot be written, or the project no longer loads, the old ones come back."""
    before = {path: path.read_bytes() for path in texts}
    try:
        for path, text in texts.items():
            _replace(path, (_MARK if before[path].startswith(_MARK) else b"") + text.encode())
        load_project(file, environment)
    except OSError as error:
        _bring_back(before)
        raise OutputError(Problem(code="O002", message=f"cannot write: {error.strerror or error}")) from error
    except ProjectError as error:
        _bring_back(before)
        raise RuntimeError(f"what was added does not load, and was taken back:\n{error}") from error


def _bring_back(before: Mapping[Path, bytes]) -> None:
    for path, content in before.items():
        _replace(path, content)


def _refuse_what_is_no_number(entry: CatalogEntry) -> None:
    if entry.shape == "group":
        raise click.UsageError(f"{entry.id} is several measures; add those you act on: {', '.join(entry.parts)}")
    if entry.shape == "words":
        raise click.UsageError(f"{entry.id} is no number; add what can be measured: {', '.join(entry.instead)}")


def _replace(path: Path, content: bytes) -> None:
    """The file with new content: whole or not at all, its permissions kept, a link still a link."""
    real = path.resolve()
    if real.read_bytes() == content:
        return
    new = real.with_name(f".{real.name}.new")
    try:
        new.write_bytes(content)
        shutil.copymode(real, new)
        os.replace(new, real)  # noqa: PTH105
    finally:
        new.unlink(missing_ok=True)
