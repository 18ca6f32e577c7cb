"""The commands that read a whole project: `build`, `check`, `serve` and `ask`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpireport.commands.parameters import PATH, as_of, data_through, debug, previous, site, site_file
from kpireport.errors import KpireportError, Problem

if TYPE_CHECKING:
    from kpireport.model import Judgement
    from kpireport.pipeline import Options, Progress

public = click.option("--public", is_flag=True, help="Leave out everything that is confidential.")
audience = click.option(
    "--audience", metavar="NAME", help="For that audience alone: an audience's id, a team or an owner."
)
jobs = click.option("--jobs", type=click.IntRange(1), default=1, metavar="N", help="Processes that draw charts.")


@click.command()
@click.argument("sites", type=PATH, nargs=-1, metavar="[SITE.yaml]...")
@click.option("--out", type=PATH, metavar="DIR", help="Where the site goes.  [public]")
@click.option("--out-root", type=PATH, metavar="DIR", help="Where many sites go, each into a folder, with an overview.")
@as_of
@data_through
@previous
@click.option("--strict", is_flag=True, help="Build nothing when there are findings of level error.")
@public
@audience
@click.option(
    "--encrypt", is_flag=True, help="Encrypt the site with a passphrase, from KPIREPORT_PASSPHRASE or asked for."
)
@click.option("--passphrase-file", type=PATH, metavar="FILE", help="Encrypt it with the first line of FILE.")
@jobs
@click.option("--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@debug
def build(
    sites: tuple[Path, ...],
    out: Path | None,
    out_root: Path | None,
    as_of: date | None,
    data_through: date | None,
    previous: str | None,
    strict: bool,
    public: bool,
    audience: str | None,
    encrypt: bool,
    passphrase_file: Path | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Build the site of SITE.yaml, or the sites of several.

    The output folder is replaced whole, or not touched at all when anything is wrong. A .git folder and a CNAME file in
    it are kept. Of several sites each is, and one that fails leaves the others alone.

    \b
    kpireport build
    kpireport build reports/marketing.yaml --out public/marketing
    kpireport build --as-of 2026-09-30 --strict
    kpireport build --public
    kpireport build --audience executive --out public/executive
    kpireport build --encrypt --out locked
    kpireport build --previous public
    kpireport build --previous https://acme.example/kpis/
    kpireport build clients/*/site.yaml --out-root public --jobs 4
    """
    from kpireport import agency, pipeline
    from kpireport.passphrase import read_passphrase
    from kpireport.printed import messages

    _refuse_two_kinds_of_readers(public, audience)
    if out_root is None and len(sites) > 1:
        raise click.UsageError("several sites need a folder each: --out-root DIR")
    if out_root is not None and out is not None:
        raise click.UsageError("--out is for one site, --out-root for many; give one of them")
    passphrase = read_passphrase(os.environ, passphrase_file) if encrypt or passphrase_file else None
    files = [site_file(site) for site in sites or (Path("site.yaml"),)]
    with _progress(quiet) as progress:
        options = _options(
            as_of=as_of,
            data_through=data_through,
            previous=previous,
            strict=strict,
            public=public,
            audience=audience,
            passphrase=passphrase,
            jobs=jobs,
            progress=progress,
        )
        if out_root is None:
            out = out or Path("public")
            said = messages.built(pipeline.build(files[0], out, options), out)
            error = None
        else:
            done = agency.build_all(files, out_root, options)
            said, error = messages.built_all(done, out_root), done.error
    if not quiet:
        click.echo(said, err=True)
    if error:
        raise error


@click.command()
@site
@click.option("--strict", is_flag=True, help="Let findings of level warning fail the check too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How findings are printed.",
)
@as_of
@data_through
@previous
@public
@audience
@debug
def check(
    site: Path,
    strict: bool,
    form: str,
    as_of: date | None,
    data_through: date | None,
    previous: str | None,
    public: bool,
    audience: str | None,
) -> int:
    """List every problem of a project without building it.

    Exits with 1 when a finding is of level error, with --strict of level warning too. With --public or --audience it
    tells what such a build would refuse.

    \b
    kpireport check
    kpireport check --format json > findings.json
    kpireport check --previous public
    kpireport check --public
    """
    from kpireport import pipeline
    from kpireport.printed import annotations, messages

    _refuse_two_kinds_of_readers(public, audience)
    options = _options(as_of=as_of, data_through=data_through, previous=previous, public=public, audience=audience)
    file = site_file(site)
    try:
        judgement = pipeline.findings(file, options)
    except KpireportError as error:
        _print_findings(form, annotations.of_problems(error.problems), file.parent, error.problems)
        raise
    if form == "text":
        click.echo(messages.judgement_as_text(judgement), err=True)
    _print_findings(form, judgement, file.parent)
    failing = {"error", "warning"} if strict else {"error"}
    return int(any(finding.level in failing for finding in judgement.findings))


@click.command()
@site
@click.option("--port", type=click.IntRange(0, 65535), default=8000, metavar="N", help="0 takes a free one.  [8000]")
@debug
def serve(site: Path, port: int) -> None:
    """Build, show the site here, and build again on change.

    The site is served on this machine alone. Errors show in the page. The site lives in a temporary folder; the output
    folder is not touched.

    \b
    kpireport serve
    kpireport serve site.yaml --port 9000
    """
    from kpireport import serve as server

    server.serve(site_file(site), _options(), port, say=lambda text: click.echo(text, err=True))


@click.command()
@click.argument("words", nargs=-1, metavar="[SITE.yaml] QUESTION")
@click.option("--owner", metavar="NAME", help="Who asks: “what needs me” tells what needs this owner.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is answered.")
@as_of
@data_through
@debug
def ask(words: tuple[str, ...], owner: str | None, form: str, as_of: date | None, data_through: date | None) -> None:
    """Answer a QUESTION in plain words from the report.

    Where the report does not know, it says so.

    How are we doing on a KPI, why did it change, when will it be reached, who owns it, what is it, what can be done
    about it, what needs me: names may be misspelt or said in other words.

    \b
    kpireport ask "how are we doing on new households"
    kpireport ask site.yaml "why did revenue drop"
    kpireport ask "what needs me" --owner "Head of Growth"
    """
    from kpireport import pipeline
    from kpireport.printed import messages

    site, question = _asked(words)
    answer = pipeline.ask(site_file(site), question, owner, _options(as_of=as_of, data_through=data_through))
    click.echo(answer.text if form == "text" else messages.answered(answer))


def _asked(words: tuple[str, ...]) -> tuple[Path, str]:
    """The project's file, where the first word is one, and the question, be it quoted or not."""
    first = words[0] if words else ""
    if first.endswith((".yaml", ".yml")) and (len(words) > 1 or " " not in first):
        return Path(first), " ".join(words[1:])
    return Path("site.yaml"), " ".join(words)


def _refuse_two_kinds_of_readers(public: bool, audience: str | None) -> None:
    if public and audience is not None:
        raise click.UsageError("--public and --audience: a site is for everyone or for an audience; name one of them")


def _options(**chosen: Any) -> Options:
    from kpireport.pipeline import Options

    return Options(environment=os.environ, **chosen)


def _print_findings(form: str, judgement: Judgement, folder: Path, problems: Sequence[Problem] = ()) -> None:
    """The findings for another tool, on stdout; nothing in the form for people."""
    from kpireport.printed import annotations

    if form == "json":
        click.echo(annotations.as_json(judgement, problems))
    elif form == "github":
        click.echo(annotations.as_github(judgement, folder))
    elif form == "sarif":
        click.echo(annotations.as_sarif(judgement, folder))


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """Name the stage at work, on a terminal only; the line is gone when the work is done."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda stage: click.echo(f"\r\x1b[K{stage} …", nl=False, err=True)
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
