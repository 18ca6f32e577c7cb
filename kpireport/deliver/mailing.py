"""Who is sent what: the mails of a report for its audiences, as drafts or over a server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kpireport.atomic import replace_file
from kpireport.charts import Picture, pictures
from kpireport.deliver.compose import Composed, compose
from kpireport.deliver.holding import reasons_to_hold
from kpireport.deliver.letter import EVERYONE, Letter, Link, audiences, letter, pictured
from kpireport.deliver.mail_ledger import Entry, MailLedger
from kpireport.deliver.message import EDITION, build_message
from kpireport.deliver.smtp import Post, Result
from kpireport.errors import DeliveryError, OutputError, Place, Problem, ProjectError, UsageError
from kpireport.format import Language
from kpireport.mailbox import Mailbox
from kpireport.model import KpiResult, Mail, Memory, Report
from kpireport.pages.links import site_address
from kpireport.pages.views import View
from kpireport.periods import Calendar
from kpireport.project.wording import did_you_mean
from kpireport.theme import Theme
from kpireport.utm import TagError, normal, tag

#: The report as far as the readers of a view may see it.
Seen = Callable[[View], Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command asks for: one audience instead of every list, other readers instead of its list."""

    audience: str | None = None
    to: tuple[Mailbox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail for an audience, and who is to have it."""

    audience: str
    content: Composed
    to: tuple[Mailbox, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The mails of one report. `reasons` say why it should be held back; `edition` is the day it stands for."""

    mails: tuple[Outgoing, ...]
    reasons: tuple[str, ...]
    notice: Composed
    edition: str
    language: str
    settings: Mail
    has_links: bool


def make_mailing(
    report: Report, earlier: Memory | None, wish: Wish, theme: Theme, language: Language, tagged: Link, seen: Seen
) -> Mailing:
    """The mails that are wanted; `tagged` adds to an address what tells where its readers come from.

    `seen` gives the report as far as the readers of a view may see it.

    Raises: ProjectError for a list of an audience that there is not, UsageError for an audience that there is not.
    """
    site = report.site
    link = linker(site.url, tagged)
    plan = [(_as_seen(view, seen), to) for view, to in _plan(report, wish, language)]
    # What is drawn of a KPI may be for some readers only, an event for instance.
    groups = [[view] for view, _ in plan] if report.confidential else [[view for view, _ in plan]] * len(plan)
    drawn = [_pictures(group, theme, language) for group in groups]
    reasons = reasons_to_hold(report, language)
    day = report.report_date or report.data_through
    return Mailing(
        mails=tuple(
            _outgoing(view, to, letter(view, earlier, pictures, language, link), theme, language)
            for (view, to), pictures in zip(plan, drawn, strict=True)
        ),
        reasons=reasons,
        notice=_notice(report, reasons, language),
        edition=day.isoformat() if day else "undated",
        language=language.tag,
        settings=site.mail,
        has_links=site.url is not None,
    )


def _outgoing(view: View, to: tuple[Mailbox, ...], told: Letter, theme: Theme, language: Language) -> Outgoing:
    return Outgoing(audience=view.id, content=compose(told, theme, language), to=to)


def _as_seen(view: View, seen: Seen) -> View:
    """The view without what its readers may not see."""
    report = seen(view)
    ids = {kpi.id for kpi in view.kpis}
    return view if report is view.report else replace(view, report=report, kpis=_of(report, ids))


def _of(report: Report, ids: Collection[str]) -> tuple[KpiResult, ...]:
    return tuple(kpi for kpi in report.kpis if kpi.id in ids)


def tagger(campaign: str | None) -> Link:
    """What tags an address with a campaign, or leaves it as it is. Raises UsageError for a campaign that is none."""
    tags = {"source": "report", "medium": "email", "campaign": normal(campaign or "")}

    def tagged(address: str) -> str:
        try:
            return tag(address, tags).url if campaign else address
        except TagError as error:
            hint = "write a short name, such as weekly-report"
            raise UsageError(Problem(code="K004", message=f"links cannot be tagged: {error}", hint=hint)) from None

    return tagged


def linker(url: str | None, tagged: Link = str) -> Link:
    """What gives the address of a page; nothing where the site has none."""

    def link(path: str) -> str:
        return tagged(site_address(url) + path.removesuffix("index.html")) if url else ""

    return link


def _pictures(found: Sequence[View], theme: Theme, language: Language) -> Mapping[str, Picture]:
    """The charts of all mails, each drawn once."""
    kpis = {kpi.id: kpi for view in found for kpi in pictured(view, language)}
    calendar = Calendar(found[0].report.site.fiscal_year_start_month) if found else Calendar(1)
    return pictures(kpis.values(), language, theme.charts, theme.sheets, calendar)


# --------------------------------------------------------------------------------------------------- who gets what


def _plan(report: Report, wish: Wish, language: Language) -> list[tuple[View, tuple[Mailbox, ...]]]:
    known = {view.id: view for view in audiences(report, language)}
    lists = report.site.mail.to
    _refuse_unknown(report, known, wish)
    if wish.to or wish.audience or not lists:
        name = wish.audience or EVERYONE
        return [(known[name], _once(wish.to or lists.get(name, ()), set()))]
    taken: set[str] = set()
    return [(known[name], _once(boxes, taken)) for name, boxes in lists.items()]


def _refuse_unknown(report: Report, known: Mapping[str, View], wish: Wish) -> None:
    mail = report.site.mail
    strange = [name for name in mail.to if name not in known]
    if strange:
        raise ProjectError(*(_no_audience(name, known, mail.places.get(f"to.{name}")) for name in strange))
    if wish.audience and wish.audience not in known:
        raise UsageError(_no_audience(wish.audience, known, None))


def _no_audience(name: str, known: Mapping[str, View], place: Place | None) -> Problem:
    hint = did_you_mean(name, [*known]) or f"there are {', '.join([*known][:12])}"
    return Problem(code="K005", message=f"there is no audience `{name[:64]}`", place=place, hint=hint)


def _once(boxes: Sequence[Mailbox], taken: set[str]) -> tuple[Mailbox, ...]:
    """Each person once, in the first list that has them."""
    kept = []
    for box in boxes:
        if box.key not in taken:
            taken.add(box.key)
            kept.append(box)
    return tuple(kept)


# ------------------------------------------------------------------------------------------------ the word to the owner


def _notice(report: Report, reasons: Sequence[str], language: Language) -> Composed:
    title = report.site.title
    lines = [language.text("“{title}” was not mailed to its readers.", title=title), "", *reasons, ""]
    lines += [language.text("Mend this and send it again, or send it as it is with --force.")]
    subject = language.text("Held back: {title}", title=title)
    return Composed(subject=subject, text="\n".join(lines) + "\n", through=report.data_through)


# --------------------------------------------------------------------------------------------------------- drafts


def write_draft(mail: Outgoing, mailing: Mailing, path: Path) -> None:
    """The mail as a file that mail programs open as a draft.

    Raises OutputError when it cannot be written, and for a file that is there and no draft of ours.
    """
    content = build_message(
        mail.content,
        sender=mailing.settings.sender,
        to=mail.to,
        edition=mailing.edition,
        language=mailing.language,
        is_draft=True,
    )
    try:
        if path.exists() and EDITION.encode() not in path.read_bytes()[:20_000]:
            message = f"{path} is there already, and no draft of kpireport"
            raise OutputError(Problem(code="O001", message=message, hint="name another file with --eml"))
        replace_file(path, content)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise OutputError(Problem(code="O002", message=message, hint="nothing was changed")) from error


def draft_name(mail: Outgoing, mailing: Mailing) -> str:
    """`mail-2026-10-25.eml`, with the audience where it is not everyone."""
    audience = "" if mail.audience == EVERYONE else f"-{mail.audience}"
    return f"mail-{mailing.edition}{audience}.eml"


# -------------------------------------------------------------------------------------------------------- sending


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one person's mail; `known` says that an earlier run sent it, or may have."""

    result: Result
    known: bool = False


def send_mails(mailing: Mailing, site: str, post: Post, ledger: MailLedger, tell: Callable[[Sent], None]) -> list[Sent]:
    """A message to each reader who has not had this edition; `tell` hears of each at once."""
    done = []
    for mail in mailing.mails:
        for box in mail.to:
            entry = Entry(site=site, edition=mailing.edition, to=box.key, kind="report", audience=mail.audience)
            sent = send_once(mail.content, box, entry, mailing.language, post, ledger)
            tell(sent)
            done.append(sent)
    return done


def send_notice(mailing: Mailing, site: str, post: Post, ledger: MailLedger) -> Sent | None:
    """The word to the owner that the edition was held back, once; None without an owner."""
    owner = mailing.settings.owner or mailing.settings.sender
    if owner is None:
        return None
    entry = Entry(site=site, edition=mailing.edition, to=owner.key, kind="notice", audience="owner")
    return send_once(mailing.notice, owner, entry, mailing.language, post, ledger)


def send_once(content: Composed, box: Mailbox, entry: Entry, language: str, post: Post, ledger: MailLedger) -> Sent:
    """Sends a message unless the ledger knows of it. Raises DeliveryError where no server lets us in."""
    if before := ledger.find(entry):
        return Sent(Result(box, "sent" if before.state == "sent" else "unknown"), known=True)
    message = build_message(
        content, sender=post.sender, to=(box,), edition=entry.edition, language=language, is_draft=False
    )
    ledger.begin(entry)
    try:
        result = post.send(box, message)
    except DeliveryError:
        ledger.forget(entry)
        raise
    if result.outcome == "sent":
        ledger.confirm(entry)
    elif result.outcome != "unknown":
        ledger.forget(entry)
    return Sent(result)
