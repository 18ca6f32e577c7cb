"""Project files with new texts: all of them change, or none does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kpireport.errors import OutputError, Problem, ProjectError
from kpireport.project import load_project

_MARK = b"\xef\xbb\xbf"


def rewrite(texts: Mapping[Path, str], file: Path, environment: Mapping[str, str]) -> None:
    """Write `texts`, by path, into the project of site.yaml `file`.

    Where one cannot be written (OutputError), or the project no longer loads, the old ones come back.
    """
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
