"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

PATH = click.Path(path_type=Path, readable=False)  # what cannot be read is told by whoever reads it
site = click.argument("site", type=PATH, default=Path("site.yaml"), metavar="[SITE.yaml]")
form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is printed.  [text]"
)


def _remember(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.meta[str(param.name)] = value


debug = click.option(
    "--debug", is_flag=True, expose_value=False, callback=_remember, help="Show the traceback of an error too."
)


def site_file(path: Path) -> Path:
    """A folder stands for the site.yaml in it."""
    return path / "site.yaml" if os.path.isdir(path) else path  # noqa: PTH112  # unlike Path.is_dir, never raises


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A callback that reads an option as a date."""
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date like 2026-10-25", ctx, param) from None


as_of = click.option(
    "--as-of",
    callback=day,
    metavar="DATE",
    help="Report as it would have stood on DATE: nothing dated later is read.",
)
data_through = click.option(
    "--data-through",
    callback=day,
    metavar="DATE",
    help="Take the data as complete up to DATE, and read nothing later.",
)
previous = click.option(
    "--previous",
    metavar="FILE|DIR|URL",
    help="The report published before: its report.json, folder or address. Its ledger of probabilities is carried on.",
)
