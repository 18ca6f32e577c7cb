"""A letter → the parts of a mail: subject, text, HTML and pictures, the HTML within what mail programs show whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpireport.deliver.letter import EVERYONE, Chart, Letter, short
from kpireport.deliver.plain import plain_text
from kpireport.format import Language
from kpireport.model import Page
from kpireport.render import render
from kpireport.theme import Theme

#: Gmail cuts a mail off at 102 kB; quoted and forwarded mails grow.
MOST_BYTES = 80_000
#: What a list of mails shows of a title.
_TITLE, _PREHEADER = 60, 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A mail without its envelope. `html` is empty and `charts` none for a word that is text alone."""

    subject: str
    text: str
    through: date | None
    html: str = ""
    charts: tuple[Chart, ...] = ()


def compose(letter: Letter, theme: Theme, language: Language) -> Composed:
    """The mail of a letter; what would make its HTML too large is left out, the least important first."""
    fitting, html = next(_fitting(letter, theme, language))
    return Composed(
        subject=subject(fitting, language),
        through=fitting.through,
        text=plain_text(fitting, colophon(fitting, language), language),
        html=html,
        charts=fitting.charts,
    )


def _fitting(letter: Letter, theme: Theme, language: Language) -> Iterator[tuple[Letter, str]]:
    """Ever shorter letters from the first that is short enough on; at last the shortest there is."""
    while True:
        html = _html(letter, theme, language)
        shorter = letter.shorter()
        if len(html.encode()) <= MOST_BYTES or shorter is None:
            yield letter, html
            return
        letter = shorter


def subject(letter: Letter, language: Language) -> str:
    """`Acme growth report, week 43: 3 of 8 KPIs are on track or met; 2 need a decision`."""
    period = letter.period.split(",", maxsplit=1)[0]
    title = short(letter.heading, _TITLE)
    named = language.text("{title}, {period}", title=title, period=period) if period else title
    return language.text("{report}: {verdict}", report=named, verdict=short(letter.verdict.rstrip("."), _PREHEADER))


def preheader(letter: Letter, language: Language) -> str:
    """What a list of mails shows after the subject: the names of what needs attention."""
    if not letter.needs:
        return language.text("Nothing needs attention.")
    names = language.join([item.name for item in letter.needs[:3]])
    return short(language.text("Needs attention: {names}", names=names), _PREHEADER)


def colophon(letter: Letter, language: Language) -> str:
    """The last lines: how far the data goes, and why the reader has this mail."""
    through = language.text("Data through {date}.", date=language.date(letter.through)) if letter.through else ""
    if letter.audience == EVERYONE:
        why = language.text("You get this mail as a reader of the report; answer it to be taken off the list.")
    else:
        why = language.text(
            "You get this mail as a reader of “{name}”; answer it to be taken off.", name=letter.heading
        )
    return f"{through} {why}".strip()


def _html(letter: Letter, theme: Theme, language: Language) -> str:
    context = {
        "letter": letter,
        "subject": subject(letter, language),
        "preheader": preheader(letter, language),
        "colophon": colophon(letter, language),
    }
    [file] = render([Page("mail.html", "mail/mail.html", context)], theme, language)
    return file.content.decode()
