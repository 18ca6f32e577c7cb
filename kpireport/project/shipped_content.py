"""The YAML files of content/ that ship with the package, validated as users' files are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import TypeAdapter

from kpireport.project.documents import Faults, read_document
from kpireport.project.validate import validate
from kpireport.project.yaml_nodes import parse_yaml
from kpireport.shipped import shipped

T = TypeVar("T")


def read_shipped(folder: str, adapter: TypeAdapter[T]) -> Iterator[T]:
    """What each file of a folder of content/ says, by their names. A faulty one is our fault: RuntimeError."""
    for path in sorted((shipped("content") / folder).glob("*.yaml")):
        faults = Faults()
        document = read_document(path, f"{folder}/{path.name}", faults)
        node = parse_yaml(document, {}, faults) if document else None
        found = validate(adapter, node, faults) if node else None
        if found is None or faults.problems:
            raise RuntimeError(f"{folder}/{path.name} is faulty\n" + "\n".join(map(str, faults.problems)))
        yield found
