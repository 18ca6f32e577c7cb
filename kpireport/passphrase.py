"""Where the passphrase of an encrypted site comes from: a file, the environment, or whoever sits at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

VARIABLE = "KPIREPORT_PASSPHRASE"


def read_passphrase(environment: Mapping[str, str], file: Path | None) -> str:
    """The passphrase; of a file its first line. Raises click.UsageError when there is none."""
    if file is not None:
        return _of_file(file)
    if given := environment.get(VARIABLE):
        return given
    if sys.stdin.isatty():
        typed: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    raise click.UsageError(f"--encrypt needs a passphrase: set {VARIABLE}, or name a file with --passphrase-file")


def _of_file(file: Path) -> str:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise click.UsageError(f"the passphrase cannot be read from {file}: {reason}") from None
    if not lines or not lines[0]:
        raise click.UsageError(f"the first line of {file} is empty; the passphrase goes there")
    return lines[0]
