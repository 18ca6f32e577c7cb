"""What an address, a command or a database says: a text, and what is known about it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpireport.collect.database import query_rows
from kpireport.collect.failure import failed
from kpireport.fetch import FetchError, ask
from kpireport.model import Pull

#: The longest that one origin may take, in seconds, and the most it may say, in bytes.
TIMEOUT, BYTES = 60.0, 50_000_000


@dataclass(frozen=True, slots=True)
class Heard:
    """The text, whether it is `csv` or `json` where that is said, and the day on the other side's clock."""

    text: str
    format: str | None = None
    day: date | None = None


def listen(pull: Pull, root: Path, environment: Mapping[str, str], *, timeout: float = TIMEOUT) -> Heard:
    """What the origin says now. Raises SourceError when it says nothing, too much, too late or no text."""
    if pull.url is not None:
        return _address(pull, pull.url, timeout)
    if pull.connection is not None:
        return Heard(query_rows(pull, pull.connection, _query(pull, root), root, timeout=timeout, most=BYTES), "csv")
    return Heard(_decoded(pull, _output(pull, root, environment, timeout)))


def _address(pull: Pull, url: str, timeout: float) -> Heard:
    try:
        answer = ask(url, timeout=timeout, limit=BYTES, headers=pull.headers)
    except FetchError as error:
        raise failed(pull, str(error), "look at the address in a browser, and at its credentials") from error
    text = _decoded(pull, answer.content)
    if answer.media_type == "text/html" or text.lstrip()[:1] == "<":
        raise failed(pull, "the answer is a web page", "use the address of the data itself; is a login needed?")
    return Heard(text, _format_of(answer.media_type, url), answer.day)


def _format_of(media_type: str, url: str) -> str | None:
    path = url.partition("?")[0].casefold()
    if media_type.endswith("json") or path.endswith(".json"):
        return "json"
    return "csv" if media_type == "text/csv" or path.endswith(".csv") else None


def _decoded(pull: Pull, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise failed(pull, "the answer is not text in UTF-8", "ask for CSV or JSON in UTF-8") from None


def _query(pull: Pull, root: Path) -> str:
    try:
        return (root / (pull.query or "")).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise failed(pull, f"its query {pull.query} cannot be read", "write the query to that file") from None


def _output(pull: Pull, root: Path, environment: Mapping[str, str], timeout: float) -> bytes:
    """What the command prints. It is run without a shell, in the project's folder."""
    command = shlex.split(pull.command[0]) if len(pull.command) == 1 else list(pull.command)
    try:
        process = subprocess.Popen(  # noqa: S603 - running it is what the user asked for
            command,
            cwd=root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failed(pull, f"the command does not run: {reason.lower()}", "check the name of the program") from None
    try:
        output, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise failed(pull, f"the command is not done after {timeout:g} seconds", "let it do less") from None
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().splitlines()[-1:] or ["without a word"]
        raise failed(pull, f"the command ends with {process.returncode}: {last[0][:200]}", "run it by hand")
    if len(output) > BYTES:
        raise failed(pull, f"the command prints more than {BYTES / 1e6:g} MB", "let it print less")
    return output
