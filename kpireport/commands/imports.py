"""The command `import`: an export of another program as a source of the project."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from kpireport.commands.parameters import PATH, debug, site, site_file


@click.command("import")
@click.argument("file", type=PATH, required=False)
@site
@click.option("--list", "list_", is_flag=True, help="Show the exports that are known.")
@click.option("--preset", metavar="ID", help="Which known export it is, where the columns do not tell.")
@click.option("--source", metavar="NAME", help="The id of the new source.  [the preset's]")
@click.option("--metric", "metrics", multiple=True, metavar="ID", help="Add this metric alone; may be repeated.")
@click.option("--date-format", metavar="FORM", help="How dates are written, such as %d/%m/%Y.")
@click.option("--decimal", type=click.Choice([".", ","]), help="The decimal sign, where the numbers do not tell.")
@click.option("--guess", is_flag=True, help="Add the mapping that is guessed for an unknown export.")
@click.option("--dry-run", is_flag=True, help="Print the change, and make none.")
@debug
def import_(
    file: Path | None,
    site: Path,
    list_: bool,
    preset: str | None,
    source: str | None,
    metrics: tuple[str, ...],
    date_format: str | None,
    decimal: str | None,
    guess: bool,
    dry_run: bool,
) -> None:
    """Recognise an exported FILE by its columns, and add it to the project as a source with its metrics.

    The file stays where it is, and has to lie in the project's folder. Comments, layout and order of your files stay as
    they are. A file that a source reads already changes nothing.

    \b
    kpireport import exports/ga4-2026-01.csv
    kpireport import exports/Dates.csv --dry-run
    kpireport import --list
    """
    from kpireport.imports import Covered, Said, plan_import
    from kpireport.printed import import_text
    from kpireport.project import load_project
    from kpireport.project.presets import read_presets
    from kpireport.project.source_additions import with_source
    from kpireport.rewriting import rewrite

    if list_:
        click.echo(import_text.listed(read_presets().values()))
        return
    if file is None:
        raise click.UsageError("name the file to import, or --list the exports that are known")
    path = site_file(site)
    said = Said(date_format, decimal)
    project = load_project(path, os.environ)
    plan = plan_import(project, file, preset=preset, source=source, metrics=metrics, said=said)
    if isinstance(plan, Covered):
        click.echo(import_text.covered(file, plan), err=True)
        return
    click.echo(import_text.proposed(plan), err=True)
    proposal = plan.proposal
    texts = with_source(path, os.environ, (proposal.source, proposal.settings), proposal.metrics)
    if dry_run:
        click.echo(import_text.difference(texts), nl=False)
        return
    if not _is_wanted(is_guess=plan.is_guess and not guess):
        return
    rewrite(texts, path, os.environ)
    click.echo(import_text.added(plan, texts), err=True)


def _is_wanted(*, is_guess: bool) -> bool:
    """On a terminal a person is asked; elsewhere a guess has to be asked for."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        return click.confirm("Add it?", default=not is_guess, err=True)
    if is_guess:
        raise click.UsageError("no preset fits; --guess adds the mapping above, --preset names a known export")
    return True
