"""A composed mail → the bytes that are sent, and nothing in them that the text could have smuggled in.

The headers are written here rather than by the standard library: before Python 3.11.10 it decodes an encoded word that
stands in a text, and writes the line break that was hidden in it into the header.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from kpireport.deliver.compose import Composed
from kpireport.mailbox import Mailbox

#: Characters of a header line, and bytes of text in one encoded word of at most 75 characters.
_LINE, _WORD = 76, 42
_PLAIN = re.compile(r"[ -~]*")
#: What a display name may hold outside quotes (RFC 5322, atoms and spaces).
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=^_`{|}~ -]+")
#: Says which edition a draft is, and that it is ours to replace.
EDITION = "X-Kpireport-Edition"


def build_message(
    mail: Composed,
    *,
    sender: Mailbox | None,
    to: Sequence[Mailbox],
    edition: str,
    language: str,
    is_draft: bool,
) -> bytes:
    """The message, the same for the same content and readers.

    A draft for several readers names them as blind copies, so that none sees the others. Date and Message-ID come
    from the edition and the content: a second copy is known as one.
    """
    digest = _digest(mail, to, edition)
    message = EmailMessage(policy=_policy([*to, *([sender] if sender else [])]))
    _fill(message, mail, digest)
    for name, value in _headers(mail, sender, to, edition, language, digest, is_draft=is_draft):
        _set(message, name, value)
    return message.as_bytes()


def _policy(boxes: Sequence[Mailbox]) -> EmailPolicy[EmailMessage]:
    """A policy that writes headers as it is given them: ours are complete. Letters beyond ASCII stay in addresses."""
    return SMTP.clone(refold_source="none", utf8=not all(box.is_ascii for box in boxes))


def _digest(mail: Composed, to: Sequence[Mailbox], edition: str) -> str:
    """The same for the same content, edition and readers."""
    texts = "\0".join([edition, mail.subject, mail.text, mail.html, *(box.key for box in to)])
    content = b"".join([texts.encode(), *(chart.picture.png for chart in mail.charts)])
    return hashlib.sha256(content).hexdigest()


def _fill(message: EmailMessage, mail: Composed, digest: str) -> None:
    """Text, HTML and pictures, in seven bits, with marks between them that are not drawn at random."""
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", charset="utf-8", cte="quoted-printable")
        [_, html] = message.iter_parts()
        assert isinstance(html, EmailMessage)  # noqa: S101 - as the line above made it
        for chart in mail.charts:
            name = chart.cid.partition("@")[0] + ".png"
            html.add_related(
                chart.picture.png, "image", "png", cid=f"<{chart.cid}>", filename=name, disposition="inline"
            )
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{digest[:40]}")


def _set(message: EmailMessage, name: str, value: str) -> None:
    """A header as it is written; the library keeps what it is given this way, and does not read it."""
    message.set_raw(name, value)


def _headers(
    mail: Composed,
    sender: Mailbox | None,
    to: Sequence[Mailbox],
    edition: str,
    language: str,
    digest: str,
    *,
    is_draft: bool,
) -> Iterator[tuple[str, str]]:
    domain = sender.domain if sender else "kpireport.invalid"
    if sender:
        yield "From", mailbox_header("From", [sender])
    if len(to) == 1:
        yield "To", mailbox_header("To", to)
    elif to:
        yield "Bcc", mailbox_header("Bcc", to)
    yield "Subject", text_header("Subject", mail.subject)
    if mail.through:
        yield "Date", format_datetime(_noon(mail.through))
    yield "Message-ID", f"<{digest[:32]}@{domain}>"
    yield "Content-Language", text_header("Content-Language", language)
    yield "Auto-Submitted", "auto-generated"
    yield EDITION, text_header(EDITION, edition)
    if is_draft:
        yield "X-Unsent", "1"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


# ------------------------------------------------------------------------------------------------ headers


def text_header(name: str, text: str) -> str:
    """A text as a header's value: as it is where that is safe, else in encoded words (RFC 2047), in short lines."""
    line = _one_line(text)
    if _PLAIN.fullmatch(line) and "=?" not in line and all(len(word) < _LINE for word in line.split(" ")):
        return _folded(line.split(" "), len(name) + 2)
    return _folded(_encoded(line), len(name) + 2)


def mailbox_header(name: str, boxes: Sequence[Mailbox]) -> str:
    """Addresses as a header's value; names in atoms, quotes or encoded words."""
    words: list[str] = []
    for place, box in enumerate(boxes):
        comma = "," if place < len(boxes) - 1 else ""
        shown = f"<{box.address}>" if box.name else box.address
        words += [*_phrase(box.name), shown + comma]
    return _folded(words, len(name) + 2)


def _phrase(name: str) -> list[str]:
    line = _one_line(name)
    if not line:
        return []
    if not _PLAIN.fullmatch(line) or "=?" in line or any(len(word) >= _LINE for word in line.split(" ")):
        return _encoded(line)
    if _ATOMS.fullmatch(line):
        return line.split(" ")
    escaped = re.sub(r'(["\\])', r"\\\1", line)
    return f'"{escaped}"'.split(" ")


def _one_line(text: str) -> str:
    """The text without line breaks and other characters that are not seen."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())


def _encoded(text: str) -> list[str]:
    """The text in encoded words; a letter is never cut in two."""
    words, part = [], b""
    for letter in text:
        octets = letter.encode("utf-8", "replace")
        if len(part) + len(octets) > _WORD:
            words.append(part)
            part = b""
        part += octets
    return [f"=?utf-8?b?{b64encode(word).decode()}?=" for word in [*words, part] if word]


def _folded(words: Sequence[str], used: int) -> str:
    """The words in lines, each but the first beginning with a blank."""
    lines: list[str] = []
    line = ""
    for word in words:
        room = _LINE - (0 if lines else used)
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
