"""A letter as plain text: the same words in the same order as the HTML, in lines that any reader wraps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from kpireport.deliver.letter import Item, Letter, Line
from kpireport.format import Language

WIDTH = 72


def plain_text(letter: Letter, colophon: str, language: Language) -> str:
    """The text part of a mail."""
    blocks = [*_head(letter), *_told(letter, language), *_figures(letter, language), *_wrapped(colophon)]
    return "\n".join(blocks).rstrip() + "\n"


def _head(letter: Letter) -> Iterator[str]:
    yield " · ".join(part for part in (letter.heading, letter.period) if part)
    yield ""
    yield from _wrapped(letter.verdict)
    if letter.home:
        yield letter.home
    yield ""
    for note in letter.notes:
        yield from _wrapped(note)
    if letter.notes:
        yield ""


def _told(letter: Letter, language: Language) -> Iterator[str]:
    """What needs attention, what is late and what changed."""
    text = language.text
    none = text("No KPI is at risk, off track or missed, and no trigger has fired.")
    yield from _part(text("Needs attention"), letter.needs, letter.left.get("needs", 0), none, language)
    if letter.overdue or letter.left.get("overdue"):
        yield from _part(text("Overdue actions"), letter.overdue, letter.left.get("overdue", 0), "", language)
    changed = text("What changed since {date}", date=letter.compared) if letter.compared else text("What changed")
    none = text("Nothing beyond normal variation.")
    yield from _part(changed, letter.changes, letter.left.get("changes", 0), none, language)


def _part(title: str, items: Sequence[Item], left: int, none: str, language: Language) -> Iterator[str]:
    yield from _heading(title)
    for item in items:
        yield from _item(item, language)
    if not items and not left:
        yield from _wrapped(none)
        yield ""
    yield from _more(left, language)


def _item(item: Item, language: Language) -> Iterator[str]:
    status = f" [{language.status(item.status)}]" if item.status else ""
    yield from _wrapped(f"* {item.name}{status}", "  ")
    for line in (item.text, f"→ {item.action}" if item.action else "", item.who, item.link):
        yield from _wrapped(line, "  ", "  ")
    yield ""


def _figures(letter: Letter, language: Language) -> Iterator[str]:
    left = letter.left.get("lines", 0)
    if not letter.lines and not left:
        return
    yield from _heading(language.text("Every KPI"))
    for line in letter.lines:
        if line.goal:
            yield from _wrapped(line.goal)
        yield from _line(line, language)
    yield ""
    yield from _more(left, language)


def _line(line: Line, language: Language) -> Iterator[str]:
    """Value, status, target and change, each as on the page."""
    figures = line.figures
    value = f"{figures.value or '–'} {figures.per}".rstrip()
    yield from _wrapped(f"* {figures.name}: {value} [{language.status(figures.status)}]", "  ")
    target = language.text("Target: {target}", target=figures.target)
    change = f"{figures.change} {figures.basis}" if figures.change else ""
    yield from _wrapped("; ".join(part for part in (target, figures.stand, change) if part), "  ", "  ")


def _more(left: int, language: Language) -> Iterator[str]:
    if left:
        yield language.plural("{n} more is in the report.", "{n} more are in the report.", left)
        yield ""


def _heading(title: str) -> Iterator[str]:
    yield title
    yield "-" * min(len(title), WIDTH)


def _wrapped(text: str, indent: str = "", first: str = "") -> list[str]:
    """Lines of at most `WIDTH` characters; addresses and long words stay whole."""
    return wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
