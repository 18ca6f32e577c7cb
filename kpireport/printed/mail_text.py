"""What the command `email` prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kpireport.errors import DeliveryError, Problem

if TYPE_CHECKING:
    from kpireport.deliver.mailing import Mailing, Outgoing, Sent


def drafted(mail: Outgoing, path: str) -> str:
    """A draft that was written, and for whom."""
    names = (
        ", ".join(box.address for box in mail.to) or "nobody yet; name readers with --to or under `mail` in site.yaml"
    )
    return f"{path}: {mail.content.subject}\n  for {names}"


def planned(mailing: Mailing) -> str:
    """What sending would do."""
    lines = [f"  {box.address}  {mail.audience}" for mail in mailing.mails for box in mail.to]
    return "\n".join([f"this would send {_messages(len(lines))}:", *lines])


def sent(one: Sent) -> str:
    """What became of one person's mail."""
    result = one.result
    said = {
        "sent": "sent",
        "refused": f"not sent, refused: {result.reply}",
        "later": f"not sent, try again later: {result.reply}",
        "unknown": f"nobody knows whether it was sent: {result.reply}",
    }[result.outcome]
    if one.known:
        said = "has this edition already" if result.outcome == "sent" else _UNKNOWN_BEFORE
    return f"{result.to.address}: {said}"


def summed(done: Iterable[Sent]) -> str:
    """How many were sent, had it before, and failed."""
    everyone = list(done)
    fresh = sum(one.result.outcome == "sent" and not one.known for one in everyone)
    before = sum(one.known and one.result.outcome == "sent" for one in everyone)
    failed = len(everyone) - fresh - before
    parts = [
        f"{_messages(fresh)} sent",
        f"{before} sent before" if before else "",
        f"{failed} failed" if failed else "",
    ]
    return ", ".join(part for part in parts if part)


def refuse_failed(done: Sequence[Sent]) -> None:
    """Raises DeliveryError when a message was not sent."""
    failed = sum(one.result.outcome != "sent" for one in done)
    if failed:
        message = f"{failed} of {_messages(len(done))} not sent"
        raise DeliveryError(Problem(code="O013", message=message, hint="run the command again: nobody gets it twice"))


def _messages(n: int) -> str:
    return f"{n} message{'s' * (n != 1)}"


_UNKNOWN_BEFORE = (
    "an earlier run was cut off while sending, so it may have this edition; to send it again, take its entry out of "
    "mail-ledger.json"
)
