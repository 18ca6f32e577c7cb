"""The command `publish`: the built site onto a branch that a host shows."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kpireport.commands.parameters import PATH, debug, site, site_file


@click.command()
@site
@click.option("--out", type=PATH, default=Path("public"), metavar="DIR", help="Where the built site is.  [public]")
@click.option("--remote", default="origin", metavar="NAME", help="The git remote to push to.  [origin]")
@click.option("--branch", default="gh-pages", metavar="NAME", help="The branch that the host shows.  [gh-pages]")
@click.option("--dry-run", is_flag=True, help="Say what would be published, and publish nothing.")
@click.option("--yes", "is_agreed", is_flag=True, help="Whoever can read the published pages may read this report.")
@debug
def publish(site: Path, out: Path, remote: str, branch: str, dry_run: bool, is_agreed: bool) -> None:
    """Push the built site to a branch that a host shows.

    GitHub Pages shows `gh-pages`. The site is published as it lies in the output folder; when none was built yet, it is
    built first. The branch gets one commit on top of the last, or none when nothing changed. A branch that holds
    anything else is left alone, and a CNAME in it is kept. The pages of a private repository are usually open to
    everyone, so that needs --yes, and so does a site with confidential parts.

    \b
    kpireport publish --dry-run
    kpireport publish
    kpireport publish --branch pages --remote mirror
    """
    from kpireport import pipeline
    from kpireport.printed import messages

    done = pipeline.publish(
        site_file(site), out, os.environ, remote=remote, branch=branch, is_agreed=is_agreed, dry_run=dry_run
    )
    click.echo(messages.published(done, dry_run=dry_run), err=True)
