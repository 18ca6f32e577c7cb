"""A new project from a shipped pack. Writes into the user's folder, and only files that are not there yet."""

from __future__ import annotations

import os.path
from pathlib import Path

import click

from kpireport.errors import OutputError, Problem
from kpireport.project import json_schema
from kpireport.shipped import shipped

SCHEMA_FILE = "kpireport.schema.json"


def start(folder: Path, pack: str) -> list[str]:
    """Write the pack and the schema into `folder`, and return the paths written, sorted.

    Raises click.BadParameter for an unknown pack, and OutputError when a file is there already or cannot be written.
    """
    files = _pack(pack) | {SCHEMA_FILE: (json_schema().rstrip("\n") + "\n").encode()}
    present = [path for path in sorted(files) if os.path.lexists(folder / path)]
    if present:
        hint = "nothing was written; name another folder, or move these files away"
        raise OutputError(
            *(Problem(code="O001", message=f"{folder / path} is there already", hint=hint) for path in present)
        )
    for path in sorted(files):
        _write_new(folder / path, files[path])
    return sorted(files)


def _pack(name: str) -> dict[str, bytes]:
    packs = shipped("content") / "packs"
    names = sorted(path.name for path in packs.iterdir() if path.is_dir())
    if name not in names:
        raise click.BadParameter(f"there is no pack {name!r}; the packs are " + ", ".join(names))
    folder = packs / name
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".DS_Store")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write_new(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message)) from error
