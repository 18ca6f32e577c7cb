"""The command `init`: a new project from a pack, or from the answers to a few questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kpireport.commands.parameters import PATH, debug


@click.command()
@click.argument("folder", type=PATH, required=False, metavar="DIR")
@click.option("--pack", metavar="NAME", help="What to start from.  [starter]")
@click.option("--list", "--packs", "list_", is_flag=True, help="List the packs, with a line each.")
@click.option("--ask/--no-ask", default=None, help="Ask for goal and KPIs.  [on a terminal, without --pack]")
@debug
def init(folder: Path | None, pack: str | None, list_: bool, ask: bool | None) -> None:
    """Write a complete, working project into DIR.

    On a terminal you are asked what you want to reach, and offered KPIs that fit. With --pack, or without a terminal,
    you get a pack with sample numbers, to be replaced by yours.

    No file is ever overwritten: when one of them is there already, nothing is written.

    \b
    kpireport init my-report
    kpireport init my-report --pack social-media
    kpireport init --list
    """
    from kpireport import starting
    from kpireport.printed import messages

    if list_:
        click.echo(messages.packs_listed((one.name, one.line) for one in starting.packs().values()))
        return
    if folder is None:
        raise click.UsageError("name the folder to write into, or --list the packs")
    chosen = starting.pack_named(pack) if pack else None
    if ask is None:
        ask = chosen is None and sys.stdin.isatty() and sys.stdout.isatty()
    files = _asked(folder, pack) if ask else (chosen or starting.pack_named("starter")).files()
    click.echo(messages.started(folder, starting.start(folder, files), asked=ask), err=True)


def _asked(folder: Path, pack: str | None) -> dict[str, bytes]:
    from kpireport import starting
    from kpireport.asking import ask
    from kpireport.project.catalog import read_catalog
    from kpireport.project.first_project import first_project

    starting.refuse_present(folder)
    return first_project(read_catalog(), ask(starting.packs(), pack))
