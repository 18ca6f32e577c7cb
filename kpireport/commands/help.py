"""The commands that help to write and to mend a project: `explain`, `schema` and `doctor`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kpireport.commands.parameters import PATH, debug, site, site_file


@click.command()
def schema() -> None:
    """Print the JSON Schema of the project files.

    Editors check and complete the files by it.

    \b
    kpireport schema > kpireport.schema.json
    """
    from kpireport.project import json_schema

    click.echo(json_schema().rstrip("\n"))


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what CODE means, why it matters and how to fix it.

    \b
    kpireport explain L1
    """
    from kpireport.printed import messages

    click.echo(messages.explanation(code))


@click.command()
@site
@click.option("--out", type=PATH, default=Path("public"), metavar="DIR", help="Where the site goes.  [public]")
@debug
def doctor(site: Path, out: Path) -> int:
    """Say what works on this machine.

    Versions, a trial build, the output folder, and the project in numbers. No name, path or secret is printed, so that
    the text can go into a question to others.

    \b
    kpireport doctor
    """
    from kpireport.doctor import examine

    found = list(examine(site_file(site), out, os.environ))
    for one in found:
        click.echo(f"{'ok' if one.is_sound else 'NO':4}{one.name}: {one.text}")
    return int(not all(one.is_sound for one in found))
