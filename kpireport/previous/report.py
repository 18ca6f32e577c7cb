"""The report that was published before, read back from its report.json: a file, a built folder, or an address.

It comes from outside: each value that is used is checked, and what is not known is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kpireport.errors import Problem, SourceError, UsageError
from kpireport.fetch import Answer, FetchError, ask
from kpireport.model import Issued, Memory
from kpireport.periods import Period
from kpireport.previous.carried import read_editions
from kpireport.previous.memory import read_memory
from kpireport.previous.values import (
    Entry,
    UnsoundError,
    as_entry,
    checked_value,
    optional,
    read_currency,
    read_day,
    read_id,
    read_kind,
    read_locale,
    read_number,
    read_probability,
    read_text,
    read_truth,
)

#: What report.json says it is, and where it lies in a site.
SCHEMA = "kpireport/1"
REPORT_FILE = "data/report.json"

#: The largest report that is read, in bytes, and the longest that an address may take to send it, in seconds.
MAX_BYTES = 200_000_000
TIMEOUT = 30.0

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousReport:
    """A report: its ledger, what it remembers, the last day of its data, how it writes, and all of report.json.

    `sentence` and `goals` are the verdicts on the whole and by goal. `editions` are the periods of the editions in its
    site, which is at `home`: a folder, or an address with a slash at its end; None where only the file is known.
    `readers` are those for whom alone it was made.
    """

    ledger: tuple[Issued, ...]
    memory: Memory
    data_through: date | None
    locale: str
    currency: str | None
    sentence: str
    goals: Mapping[str, str]
    editions: tuple[Period, ...]
    home: Path | str | None
    readers: str | None
    document: Mapping[str, Any]


def read_previous(where: str, *, timeout: float = TIMEOUT, limit: int = MAX_BYTES) -> PreviousReport:
    """The earlier report at `where`: a report.json, a built folder, or the http(s) address of either.

    Raises: UsageError for an address that is not even tried; SourceError when there is no report, when it cannot be
    read within `timeout` seconds (of an address) and `limit` bytes, and when it is not a report of this kind.
    """
    if not where.strip():
        raise UsageError(_problem("the place of a report is empty", "name a file, a folder or an address"))
    if _ADDRESS.match(where):
        address = report_address(where)
        name = address.partition("?")[0]
        answer = _fetch(address, name, timeout, limit)
        return parse_report(answer.content, name, _home_of(urlsplit(answer.address)._replace(query="").geturl()))
    path = Path(where) / REPORT_FILE if Path(where).is_dir() else Path(where)
    home = _home_of(path.absolute().as_posix())
    return parse_report(_read(path, limit), str(path), Path(home) if home else None)


def _home_of(place: str) -> str | None:
    """The place of the site whose report.json this is, with a slash at its end."""
    return place.removesuffix(REPORT_FILE) if place.endswith(f"/{REPORT_FILE}") else None


def report_address(where: str) -> str:
    """The address of report.json, given it or any address of the site's front page.

    Raises UsageError for another scheme than http and https, without a host, and with a password.
    """
    try:
        parts = urlsplit(where)
        secret, host, _ = parts.username or parts.password, parts.hostname, parts.port
    except ValueError:
        raise UsageError(_problem("the address of the report is none", _ADDRESS_HINT)) from None
    if secret is not None:
        hint = "leave out what stands before the @; fetch a protected report with another tool, and name its file"
        raise UsageError(_problem("the address of the report holds a user name or password", hint))
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(_problem(f"`{where}` is not the address of a web page", _ADDRESS_HINT))
    path = parts.path
    if not path.endswith(".json"):
        path = f"{path.removesuffix('index.html').rstrip('/')}/{REPORT_FILE}"
    return parts._replace(path=_quoted(path), query=_quoted(parts.query), fragment="").geturl()


def _quoted(text: str) -> str:
    """Blanks and letters beyond ASCII written as a server expects them; what is written so already stays."""
    return quote(text, safe="/?%:@!$&'()*+,;=~")


# ------------------------------------------------------------------------------------------------------- its bytes


def _fetch(address: str, name: str, timeout: float, limit: int) -> Answer:
    try:
        return ask(address, timeout=timeout, limit=limit)
    except FetchError as error:
        if error.missing:
            raise _missing(name, str(error)) from error
        raise _unusable(f"{name} cannot be read: {error}", _AGAIN_HINT) from error


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(str(path), "no such file") from None
    except OSError as error:
        raise _unusable(f"{path} cannot be read: {error.strerror}", "check its permissions") from error
    if len(content) > limit:
        raise _unusable(f"{path} cannot be read: it is larger than {limit / 1e6:g} MB", _FILE_HINT)
    return content


# ------------------------------------------------------------------------------------------------------ its content


def parse_report(content: bytes, name: str, home: Path | str | None = None) -> PreviousReport:
    """The report in a report.json that is called `name`; raises SourceError where it is none."""
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        hint = "it is a web page; name the address of its folder" if content.lstrip()[:1] == b"<" else _FILE_HINT
        raise _unusable(f"{name} is not JSON", hint) from None
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        found = f"it is of the kind `{schema[:40]}`" if isinstance(schema, str) else "it does not say what it is"
        raise _unusable(f"{name} is not a report of the kind `{SCHEMA}`: {found}", _FILE_HINT)
    try:
        whole = Entry("", document)
        site = as_entry("site", document.get("site", {}))
        return PreviousReport(
            ledger=tuple(_issued(entry) for entry in whole.entries("ledger")),
            memory=read_memory(document),
            data_through=checked_value("data_through", document.get("data_through"), optional(read_day)),
            locale=site.read("locale", optional(read_locale)) or "en-GB",
            currency=site.read("currency", optional(read_currency)),
            sentence=whole.read("sentence", optional(read_text)) or "",
            goals=dict(_verdict(entry) for entry in whole.entries("goals")),
            editions=read_editions(whole),
            home=home,
            readers=whole.read("readers", optional(read_text)),
            document=document,
        )
    except UnsoundError as error:
        raise _unusable(f"{name} is damaged: {error}", "take the file as kpireport wrote it") from error


def _verdict(goal: Entry) -> tuple[str, str]:
    return goal.read("id", read_id), goal.read("sentence", optional(read_text)) or ""


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _issued(entry: Entry) -> Issued:
    return Issued(
        kpi=entry.read("kpi", read_id),
        by=entry.read("by", read_day),
        kind=entry.read("kind", read_kind),
        value=entry.read("value", optional(read_number)),
        low=entry.read("low", optional(read_number)),
        high=entry.read("high", optional(read_number)),
        on=entry.read("on", read_day),
        probability=entry.read("probability", read_probability),
        hit=entry.read("hit", optional(read_truth)),
    )


# --------------------------------------------------------------------------------------------------------- problems


def _problem(message: str, hint: str, code: str = "D016") -> Problem:
    return Problem(code=code, message=message, hint=hint)


def _missing(name: str, why: str) -> SourceError:
    return SourceError(_problem(f"there is no report at {name} ({why})", _FIRST_HINT, "D015"))


def _unusable(message: str, hint: str) -> SourceError:
    return SourceError(_problem(f"the report {message}", hint))


_ADDRESS_HINT = "write an address that begins with https:// or http://, or the path of a file or folder"
_AGAIN_HINT = "try again, or fetch the file with another tool and name it"
_FILE_HINT = "name the folder of a built site, or the data/report.json in it"
_FIRST_HINT = "name the folder of a built site, or its data/report.json; for a first report leave --previous out"
