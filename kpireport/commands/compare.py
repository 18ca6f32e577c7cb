"""The command `diff`: what changed between two reports."""

from __future__ import annotations

import click

from kpireport.commands.parameters import debug


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="How it is printed.  [text]",
)
@debug
def diff(old: str, new: str, form: str) -> None:
    """Say what changed between the reports OLD and NEW, what needs a decision first.

    Each is a built site, its report.json, or the address of either. Told are statuses and values, targets and
    definitions and whether a history declares their change, restated values, KPIs that came and went, and findings.

    \b
    kpireport diff public/editions/2026-08 public/editions/2026-09
    kpireport diff https://acme.example/kpis/ public
    kpireport diff old/report.json public --format markdown >> "$GITHUB_STEP_SUMMARY"
    """
    from kpireport import pipeline
    from kpireport.printed.diff_json import diff_as_json
    from kpireport.printed.diff_text import diff_as_markdown, diff_as_text

    found, language = pipeline.diff(old, new)
    if form == "json":
        click.echo(diff_as_json(found))
    else:
        click.echo((diff_as_markdown if form == "markdown" else diff_as_text)(found, language))
