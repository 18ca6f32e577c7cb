"""The command `alerts`: what fired or changed since the earlier report, told once."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from kpireport.commands.parameters import PATH, as_of, data_through, debug, previous, site, site_file
from kpireport.errors import OutputError, Place, Problem

if TYPE_CHECKING:
    from kpireport.deliver.alerts import Alerts
    from kpireport.deliver.webhook_shapes import Shape
    from kpireport.format import Language
    from kpireport.model import Mail

_FORMATS = ("text", "markdown", "json", "slack", "teams", "mattermost", "discord")


@click.command()
@site
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="How it is printed, and what a webhook gets.  [text]"
)
@click.option("--webhook", metavar="URL", help="Post it there.  [KPIREPORT_WEBHOOK]")
@click.option("--mail", "by_mail", is_flag=True, help="Mail it to those under `mail: {alerts: …}` in the site file.")
@click.option("--summary", type=PATH, metavar="FILE", help="Append it as Markdown.  [GITHUB_STEP_SUMMARY]")
@click.option("--audience", metavar="NAME", help="What this audience may see, confidential parts with it.")
@as_of
@data_through
@previous
@debug
def alerts(
    site: Path,
    form: str | None,
    webhook: str | None,
    by_mail: bool,
    summary: Path | None,
    audience: str | None,
    as_of: date | None,
    data_through: date | None,
    previous: str | None,
) -> None:
    """Tell what is news since the earlier report: triggers that fired, statuses that changed.

    It is compared with --previous alone, so the same state is told once; when nothing changed there is no output and no
    request. Without --previous all that has fired is told. alerts.yaml beside SITE.yaml silences KPIs for a time and
    acknowledges triggers.

    \b
    kpireport alerts --previous https://acme.example/kpis/
    kpireport alerts --previous public --format markdown
    kpireport alerts --previous public --webhook "$SLACK_WEBHOOK"
    """
    from kpireport import pipeline

    file = site_file(site)
    options = pipeline.Options(
        environment=os.environ, as_of=as_of, data_through=data_through, previous=previous, audience=audience
    )
    address = webhook or os.environ.get("KPIREPORT_WEBHOOK") or None
    if address:
        _check_webhook(address)
    found, report, language = pipeline.alerts(file, options)
    if not found:
        return
    click.echo(_printed(found, form or "text", language))
    summary = summary or _path(os.environ.get("GITHUB_STEP_SUMMARY"))
    if summary:
        _append(summary, found, language)
    if address:
        _post(address, found, form, language)
    if by_mail:
        _mail(found, file, report.site.mail, language)


def _check_webhook(address: str) -> None:
    from kpireport.deliver.webhook import host_of

    host_of(address)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _printed(found: Alerts, form: str, language: Language) -> str:
    from kpireport.deliver.alert_text import as_markdown, as_text, dumped
    from kpireport.deliver.webhook_shapes import body

    if form == "text":
        return as_text(found, language)
    if form == "markdown":
        return as_markdown(found, language)
    shape: Shape = form  # type: ignore[assignment]  # one of the choices
    return dumped(body(shape, found, language))


def _append(summary: Path, found: Alerts, language: Language) -> None:
    from kpireport.deliver.alert_text import as_markdown

    try:
        with summary.open("a", encoding="utf-8") as file:
            file.write(as_markdown(found, language) + "\n")
    except OSError as error:
        message = f"cannot write {summary}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message, hint="name another file with --summary")) from error


def _post(address: str, found: Alerts, form: str | None, language: Language) -> None:
    from kpireport.deliver.webhook import Patience, call, host_of
    from kpireport.deliver.webhook_shapes import Shape, body, shape_of

    shape = next((shape for shape in get_args(Shape) if shape == form), shape_of(address))
    call(address, body(shape, found, language), Patience())
    click.echo(f"posted to {host_of(address)}", err=True)


def _mail(found: Alerts, file: Path, settings: Mail, language: Language) -> None:
    from kpireport.deliver.alert_mail import alert_mail, alert_readers, edition_of
    from kpireport.deliver.mail_ledger import Entry, hold_ledger
    from kpireport.deliver.mail_server import mail_server
    from kpireport.deliver.mailing import send_once
    from kpireport.deliver.smtp import post
    from kpireport.printed import mail_text

    server = mail_server(settings, Place(file.name), os.environ, may_be_plain=False)
    content = alert_mail(found, language)
    done = []
    with hold_ledger(file.parent) as ledger, post(server) as connection:
        for box in alert_readers(settings):
            entry = Entry(site=file.name, edition=edition_of(found), to=box.key, kind="alerts", audience="alerts")
            sent = send_once(content, box, entry, language.tag, connection, ledger)
            click.echo(mail_text.sent(sent), err=True)
            done.append(sent)
    mail_text.refuse_failed(done)
