"""Writing an entry of the KPI library into the user's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from kpireport.model import CatalogEntry
from kpireport.project.additions import Addition, CannotAddError, with_entry
from kpireport.project.catalog import read_catalog
from kpireport.rewriting import rewrite


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
        rewrite(addition.texts, file, environment)
    return addition


def _refuse_what_is_no_number(entry: CatalogEntry) -> None:
    if entry.shape == "group":
        raise click.UsageError(f"{entry.id} is several measures; add those you act on: {', '.join(entry.parts)}")
    if entry.shape == "words":
        raise click.UsageError(f"{entry.id} is no number; add what can be measured: {', '.join(entry.instead)}")
