"""The command `email`: the report as a mail, drafted or sent."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpireport.commands.parameters import PATH, as_of, data_through, debug, previous, site, site_file
from kpireport.errors import DeliveryError, Place, Problem

if TYPE_CHECKING:
    from kpireport.deliver.mailing import Mailing
    from kpireport.mailbox import Mailbox


def _mailboxes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[Mailbox, ...]:
    from kpireport.mailbox import read_mailbox

    try:
        return tuple(read_mailbox(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


@click.command()
@site
@click.option("--to", multiple=True, callback=_mailboxes, metavar="ADDR", help="A reader; may be repeated.  [mail.to]")
@click.option("--audience", metavar="NAME", help="The mail of this audience alone; everyone is the whole report.")
@click.option("--eml", type=PATH, metavar="FILE", help="Where the draft goes.  [mail-DATE.eml]")
@click.option("--send", is_flag=True, help="Send it instead of writing a draft. Needs --yes.")
@click.option("--yes", "is_agreed", is_flag=True, help="Really send it.")
@click.option("--force", is_flag=True, help="Also when the data is stale, figures are missing or findings are errors.")
@click.option("--utm", "campaign", metavar="CAMPAIGN", help="Tag the links, so that visits from the mail are counted.")
@click.option("--unencrypted", is_flag=True, help="Allow a server without encryption that is not on this machine.")
@as_of
@data_through
@previous
@debug
def email(
    site: Path,
    to: tuple[Mailbox, ...],
    audience: str | None,
    eml: Path | None,
    send: bool,
    is_agreed: bool,
    force: bool,
    campaign: str | None,
    unencrypted: bool,
    as_of: date | None,
    data_through: date | None,
    previous: str | None,
) -> None:
    """Compose the report as a mail: verdict, what needs attention, what changed, charts and every figure.

    Writes a draft that mail programs open, for each audience under `mail` in site.yaml or for those named by --to.
    With --send --yes it is sent, a message to each reader; mail-ledger.json beside SITE.yaml remembers who had which
    edition. The password comes from KPIREPORT_SMTP_PASSWORD.

    \b
    kpireport email --to anna@example.org
    kpireport email --audience executive --eml board.eml --previous public
    kpireport email --send --yes --as-of 2026-10-26
    """
    from kpireport import pipeline
    from kpireport.deliver.mailing import Wish
    from kpireport.printed import mail_text

    file = site_file(site)
    options = pipeline.Options(environment=os.environ, as_of=as_of, data_through=data_through, previous=previous)
    mailing = pipeline.compose_mail(file, options, Wish(audience=audience, to=to), campaign)
    if eml and len(mailing.mails) > 1:
        raise click.UsageError(f"there are {len(mailing.mails)} mails; name one with --audience, or leave --eml out")
    if not mailing.has_links:
        click.echo("the mail has no links, since the site file has no `url`", err=True)
    if not send:
        _refuse_held_back(mailing, force=force)
        _draft(mailing, eml)
    elif not any(mail.to for mail in mailing.mails):
        raise click.UsageError("nobody is to have it; name readers with --to, or under `mail` in the site file")
    elif not is_agreed:
        raise click.UsageError(f"{mail_text.planned(mailing)}\nadd --yes to do so")
    else:
        _send(mailing, file, force=force, unencrypted=unencrypted)


def _draft(mailing: Mailing, eml: Path | None) -> None:
    from kpireport.deliver.mailing import draft_name, write_draft
    from kpireport.printed import mail_text

    for mail in mailing.mails:
        path = eml or Path(draft_name(mail, mailing))
        write_draft(mail, mailing, path)
        click.echo(mail_text.drafted(mail, str(path)), err=True)


def _refuse_held_back(mailing: Mailing, *, force: bool, told: str = "") -> None:
    if mailing.reasons and not force:
        hint = "mend it, or send it as it is with --force"
        problems = [Problem(code="O012", message=f"not mailed: {reason}", hint=hint) for reason in mailing.reasons]
        if told:
            click.echo(told, err=True)
        raise DeliveryError(*problems)


def _send(mailing: Mailing, file: Path, *, force: bool, unencrypted: bool) -> None:
    """Sends to all who have not had it, or tells the owner that it is held back."""
    from kpireport.deliver.mail_ledger import hold_ledger
    from kpireport.deliver.mail_server import mail_server
    from kpireport.deliver.mailing import send_mails, send_notice
    from kpireport.deliver.smtp import post
    from kpireport.printed import mail_text

    server = mail_server(mailing.settings, Place(file.name), os.environ, may_be_plain=unencrypted)
    with hold_ledger(file.parent) as ledger, post(server) as connection:
        if mailing.reasons and not force:
            notice = send_notice(mailing, file.name, connection, ledger)
            _refuse_held_back(mailing, force=False, told=mail_text.sent(notice) if notice else "")
        tell: Callable[..., None] = lambda one: click.echo(mail_text.sent(one), err=True)  # noqa: E731
        done = send_mails(mailing, file.name, connection, ledger, tell)
    click.echo(mail_text.summed(done), err=True)
    mail_text.refuse_failed(done)
