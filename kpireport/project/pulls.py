"""The files under `pull` → model.Pull. A build never reads them, so that it needs no credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, Tag, TypeAdapter

from kpireport.errors import ProjectError
from kpireport.model import Pull
from kpireport.project.documents import Faults, read_document
from kpireport.project.entries import (
    LIST,
    SCALAR,
    Entry,
    Items,
    OneOrMore,
    Pattern,
    Reference,
    Table,
    Text,
    Url,
    by_shape,
    words,
)
from kpireport.project.load import SITE
from kpireport.project.nodes import problem_at
from kpireport.project.paths import Folder
from kpireport.project.scalars import is_id
from kpireport.project.validate import validate
from kpireport.project.wording import listed
from kpireport.project.yaml_nodes import parse_yaml

_ORIGINS = ("url", "command", "connection")
_Format = Literal["csv", "json"]


class PullEntry(Entry):
    """A place on the network, in a database or a program that numbers come from."""

    url: Url | None = Field(None, description="An address that gives CSV or JSON.")
    headers: Table[Text] | None = Field(
        None, description='What is sent along, such as {Authorization: "Bearer ${TOKEN}"}.'
    )
    command: Annotated[Annotated[Text, Tag(SCALAR)] | Annotated[Items[Text], Tag(LIST)], by_shape] | None = Field(
        None, description="A program and its arguments, as [python3, tickets.py]; what it prints is read."
    )
    connection: Text | None = Field(None, description="A database's address, as ${NAME} from the environment.")
    query: Pattern | None = Field(None, description="Of a database: the file with the query.")
    format: Annotated[_Format, words(_Format)] | None = Field(
        None, description="csv or json. Default: by what the answer says it is."
    )
    path: Text | None = Field(None, description="Of JSON: the keys to the number or the rows, such as data.items.")
    metric: Reference | None = Field(None, description="Of a single number: the metric it is a value of.")
    segment: Table[Text] | None = Field(None, description="Of a single number: its segment, as {channel: instagram}.")
    into: Pattern = Field(description="The CSV file in the project that the rows are added to.")
    key: OneOrMore[Text] | None = Field(
        None, description="The columns that tell rows apart. Default: date, metric and dimensions of the file's source."
    )


_PULLS: TypeAdapter[dict[str, PullEntry]] = TypeAdapter(Table[PullEntry])


def load_pulls(file: Path, environment: Mapping[str, str]) -> tuple[Pull, ...]:
    """What site.yaml's `pull` files say, by id. Raises ProjectError with every problem of them."""
    faults = Faults()
    folder = Folder(file.parent)
    document = read_document(file, file.name, faults)
    node = parse_yaml(document, environment, faults) if document else None
    site = validate(SITE, node, faults) if node else None
    found: dict[str, Pull] = {}
    for pattern in (site.pull or ()) if site else ():
        for name, path in folder.files(pattern, faults, needed=True):
            for pull in _read(path, name, environment, folder, faults):
                found.setdefault(pull.id, pull)
    if faults.problems:
        raise ProjectError(*faults.problems)
    return tuple(found[id_] for id_ in sorted(found))


def _read(path: Path, name: str, environment: Mapping[str, str], folder: Folder, faults: Faults) -> Iterator[Pull]:
    document = read_document(path, name, faults)
    node = parse_yaml(document, environment, faults) if document else None
    entries = validate(_PULLS, node, faults) if node else None
    for identifier, entry in sorted((entries or {}).items()):
        if not is_id(identifier):
            faults.add(problem_at(entry.node, "K011", f"`{identifier}` cannot be an id", "use a-z, 0-9, - and _"))
        _check(entry, folder, faults)
        yield _pull(identifier, entry)


def _check(entry: PullEntry, folder: Folder, faults: Faults) -> None:
    given = [key for key in _ORIGINS if getattr(entry, key) is not None]
    if len(given) > 1:
        at = entry.node.keys[given[1]]
        faults.add(problem_at(at, "K004", f"numbers come either from {listed(given)}", "make two entries of it"))
    if not given and all(entry.lacks(key) for key in _ORIGINS):
        hint = f"write {listed(_ORIGINS)}"
        faults.add(problem_at(entry.node, "K010", "nothing says where the numbers come from", hint))
    if entry.connection is not None and entry.query is None and entry.lacks("query"):
        faults.add(problem_at(entry.node, "K010", "a database needs a `query`", "write query: and a .sql file"))
    for pattern in filter(None, (entry.into, entry.query)):
        folder.allows(pattern, faults)
    if not entry.into.text.strip().casefold().endswith(".csv"):
        faults.add(problem_at(entry.into, "K004", "rows are added to a .csv file", "write into: snapshots/name.csv"))


def _pull(identifier: str, entry: PullEntry) -> Pull:
    command = [entry.command] if isinstance(entry.command, str) else entry.command or ()
    return Pull(
        id=identifier,
        place=entry.place,
        into=entry.into.text.strip(),
        url=entry.url,
        headers=entry.headers or {},
        command=tuple(command),
        connection=entry.connection,
        query=entry.query.text.strip() if entry.query else None,
        format=entry.format,
        path=entry.path,
        metric=entry.metric.text.strip() if entry.metric else None,
        segment=entry.segment or {},
        key=tuple(entry.key or ()),
        places=entry.places,
    )
