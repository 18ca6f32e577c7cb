"""Markdown files that begin with YAML between two lines of `---`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from kpireport.project.documents import Document, Faults, position
from kpireport.project.entries import Entry
from kpireport.project.secrets import credential_offsets, may_hold_credential
from kpireport.project.validate import validate
from kpireport.project.yaml_nodes import parse_yaml

E = TypeVar("E", bound=Entry)

_FENCED = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)(?P<yaml>.*?)^---[ \t]*(?:(?:\r\n|\n|\r)(?P<body>.*))?\Z", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class FrontMatter(Generic[E]):
    """What the YAML says and the Markdown below it; `name` is the file's name without its ending."""

    entry: E
    body: str
    name: str


def read_front_matter(
    document: Document, adapter: TypeAdapter[E], environment: Mapping[str, str], faults: Faults
) -> FrontMatter[E] | None:
    """The two parts of the file, or None with a problem."""
    match = _FENCED.match(document.text)
    if not match:
        faults.add(document.problem("K010", "the file does not begin with front matter", hint=_HINT))
        return None
    body = match["body"] or ""
    _refuse_credentials(document, body, faults)
    node = parse_yaml(document, environment, faults, match["yaml"], first_line=2)
    entry = validate(adapter, node, faults) if node else None
    return FrontMatter(entry, body.strip(), PurePosixPath(document.file).stem) if entry else None


def _refuse_credentials(document: Document, body: str, faults: Faults) -> None:
    if may_hold_credential(body):
        for offset in credential_offsets(body):
            place = position(document.text, len(document.text) - len(body) + offset)
            message = "a password or token stands in this text"
            faults.add(
                document.problem("K012", message, place, hint="take it out, and have it replaced where it was issued")
            )


_HINT = "begin the file with a line of ---, then `key: value` lines, then another line of ---"
