"""The commands `record` and `pull`: numbers into the snapshots."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from kpireport.commands.parameters import PATH, day, debug, site, site_file

on = click.option("--on", callback=day, metavar="DATE", help="The day the value is of.")
restate = click.option("--restate", is_flag=True, help="Replace values that are there already and differ.")


@click.command()
@click.argument("metric")
@click.argument("value", type=float)
@click.argument("site", type=PATH, default=Path("site.yaml"), metavar="[SITE.yaml]")
@on
@click.option("--segment", "segments", multiple=True, metavar="KEY=VALUE", help="A segment of the metric.")
@restate
@debug
def record(metric: str, value: float, site: Path, on: date | None, segments: tuple[str, ...], restate: bool) -> None:
    """Add the VALUE of a METRIC to its snapshot.

    The day has to be said, since nothing here asks the clock. A value that is there already changes nothing; another
    one on the same day is refused, unless --restate is given.

    \b
    kpireport record followers 1204 --on 2026-10-25
    kpireport record followers 310 --on 2026-10-25 --segment channel=linkedin
    """
    from kpireport.collect.record import record as add
    from kpireport.printed import messages
    from kpireport.project import load_project

    if on is None:
        raise click.UsageError("say which day the value is of: --on YYYY-MM-DD")
    pairs = dict(_segment(text) for text in segments)
    project = load_project(site_file(site), os.environ)
    click.echo(messages.recorded(add(project, metric, value, on, pairs, restate=restate)), err=True)


def _segment(text: str) -> tuple[str, str]:
    name, sign, segment = text.partition("=")
    if not sign or not name.strip():
        raise click.BadParameter(f"{text!r} is not KEY=VALUE, such as channel=search", param_hint="--segment")
    return name.strip(), segment.strip()


@click.command()
@site
@on
@restate
@click.option("--only", multiple=True, metavar="ID", help="Pull this entry alone; may be repeated.")
@debug
def pull(site: Path, on: date | None, restate: bool, only: tuple[str, ...]) -> None:
    """Fetch remote numbers into the snapshots.

    They come from the places that the files under `pull` name; what is new is added.

    No other command runs programs or, unless --previous is an address, reads from the network. Rows that are there
    are never changed, unless --restate is given. A place that fails leaves its snapshot as it was.

    \b
    kpireport pull
    kpireport pull --only followers --on 2026-10-25
    """
    from kpireport import pipeline
    from kpireport.printed import messages

    pulled = pipeline.pull(site_file(site), os.environ, on, only, restate=restate)
    click.echo(messages.pulled(pulled), err=True)
    if pulled.failures:
        raise pulled.failures[0].__class__(*(problem for error in pulled.failures for problem in error.problems))
