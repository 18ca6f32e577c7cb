"""Who was sent which edition, in a file beside site.yaml, so that nobody is sent one twice.

An entry is written before a message is handed over, and confirmed when the server has taken it: whatever happens in
between, the next run sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from kpireport.atomic import Held, lock, replace_file
from kpireport.errors import BusyError, DeliveryError, OutputError, Problem

FILE = "mail-ledger.json"
SCHEMA = "kpireport-mail/1"

#: `report` is an edition, `notice` the word to the owner that it was held back, `alerts` what is news.
Kind = Literal["report", "notice", "alerts"]
#: `sending` that stays means: nobody knows whether it arrived.
State = Literal["sending", "sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message to one person; `to` is the address in lower case, `site` the name of the site file."""

    site: str
    edition: str
    to: str
    kind: Kind
    audience: str
    state: State = "sending"


@dataclass(slots=True)
class MailLedger:
    """The file, held for one run."""

    path: Path
    entries: list[Entry] = field(default_factory=list)

    def find(self, wanted: Entry) -> Entry | None:
        """What is known of the same edition to the same person, for whichever audience."""
        return next((one for one in self.entries if _key(one) == _key(wanted)), None)

    def begin(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._write()

    def confirm(self, entry: Entry) -> None:
        self.entries[self.entries.index(entry)] = replace(entry, state="sent")
        self._write()

    def forget(self, entry: Entry) -> None:
        """What certainly was not sent."""
        self.entries.remove(entry)
        self._write()

    def _write(self) -> None:
        content = {"schema": SCHEMA, "sent": [asdict(one) for one in self.entries]}
        _replace(self.path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _key(entry: Entry) -> tuple[str, ...]:
    return entry.site, entry.edition, entry.to, entry.kind


@contextmanager
def hold_ledger(folder: Path) -> Iterator[MailLedger]:
    """The ledger of the project in `folder`.

    Raises: BusyError while another run holds it, DeliveryError for a file that is damaged, OutputError.
    """
    path = folder / FILE
    try:
        with lock(folder / f".{FILE}.lock"):
            yield MailLedger(path, _read(path))
    except Held as held:
        raise BusyError(
            _problem("O003", f"another kpireport is sending mail (process {held.holder})", "wait for it")
        ) from None


def _read(path: Path) -> list[Entry]:
    try:
        return _entries(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        hint = "take it from your backup; without it nobody knows who was sent what, so nothing is sent"
        raise DeliveryError(_problem("O010", f"{path.name} cannot be read", hint)) from error


def _entries(document: dict[str, Any]) -> list[Entry]:
    if document["schema"] != SCHEMA:
        raise ValueError(document["schema"])
    return [_entry(one) for one in document["sent"]]


def _entry(values: dict[str, Any]) -> Entry:
    if values["kind"] not in get_args(Kind) or values["state"] not in get_args(State):
        raise ValueError(values["state"])
    return Entry(**values)


def _replace(path: Path, text: str) -> None:
    """The whole file, or nothing of it."""
    try:
        replace_file(path, text.encode(), 0o600)
    except OSError as error:
        message = f"cannot write {path.name}: {error.strerror or error}"
        raise OutputError(_problem("O002", message, "nothing more was sent, since nobody would remember it")) from error


def _problem(code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, message=message, hint=hint)
