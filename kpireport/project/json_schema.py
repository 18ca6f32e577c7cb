"""The JSON Schema of the project files, for editors that complete and check them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from kpireport.project.entries import Items
from kpireport.project.goal_schema import GoalFile
from kpireport.project.metric_schema import MetricsFile
from kpireport.project.site_schema import EventEntry, NoteEntry, OkrEntry, ReviewEntry, SiteEntry, TermEntry

_DRAFT_07 = "http://json-schema.org/draft-07/schema#"
_FILES: dict[str, tuple[str, Any]] = {
    "goalFile": ("A goal file.", GoalFile),
    "metricsFile": ("A file of metrics.", MetricsFile),
    "eventsFile": ("A file of events.", Items[EventEntry]),
    "okrsFile": ("A file of objectives and key results.", Items[OkrEntry]),
    "reviewsFile": ("A file of review decisions.", Items[ReviewEntry]),
    "noteFrontMatter": ("The front matter of a note.", NoteEntry),
    "termFrontMatter": ("The front matter of a glossary term.", TermEntry),
}
_LISTS = ("goalFile", "metricsFile", "eventsFile", "okrsFile", "reviewsFile")


def json_schema() -> str:
    """A draft-07 schema that fits site.yaml and every file it names; `definitions` holds each kind of file."""
    adapters: list[tuple[str, Any, TypeAdapter[Any]]] = [("siteFile", "validation", TypeAdapter(SiteEntry))]
    adapters += [(name, "validation", TypeAdapter(kind)) for name, (_, kind) in _FILES.items()]
    references, shared = TypeAdapter.json_schemas(adapters, by_alias=True, ref_template="#/definitions/{model}")
    definitions = dict(shared.get("$defs", {}))
    definitions["siteFile"] = {"description": "site.yaml.", "anyOf": [references["siteFile", "validation"]]}
    for name, (description, _) in _FILES.items():
        definitions[name] = {"description": description, "anyOf": [references[name, "validation"]]}
    schema = {
        "$schema": _DRAFT_07,
        "title": "kpireport project files",
        "description": "site.yaml, and the goal, metrics, events, OKR and review files that it names.",
        **_by_content(),
        "definitions": definitions,
    }
    return json.dumps(_tidy(schema), indent=1, ensure_ascii=False) + "\n"


def _by_content() -> dict[str, Any]:
    """Which kind of file it is, told from its keys, so that an editor complains of one kind only."""
    site, goal = _refer("siteFile"), _refer("goalFile")
    is_site = {"anyOf": [{"required": [key]} for key in ("title", "goals", "sources")]}
    other = {"anyOf": [site, goal, _refer("metricsFile")]}
    mapping = {
        "if": {"required": ["kpis"]},
        "then": _refer("GoalEntry"),
        "else": {"if": is_site, "then": site, "else": other},
    }
    return {"if": {"type": "array"}, "then": {"anyOf": [_refer(name) for name in _LISTS]}, "else": mapping}


def _refer(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def _tidy(node: Any) -> Any:
    """Without what says nothing to the reader: null alternatives, generated titles, the suffix of the type names."""
    if isinstance(node, list):
        return [_tidy(item) for item in node if item != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {_renamed(key): value for key, value in node.items() if key not in _SAYS_NOTHING}
    if "properties" in found:
        name = str(found.get("title", "")).removesuffix("Entry")
        return found | {"title": name, "properties": _tidy_properties(found), **_required(found)}
    if "definitions" in found:
        named = {name.removesuffix("Entry"): _tidy(value) for name, value in found["definitions"].items()}
        return {key: _tidy(value) for key, value in found.items()} | {"definitions": named}
    if "$ref" in found:
        found["$ref"] = found["$ref"].removesuffix("Entry")
    return _without_single_choice({key: _tidy(value) for key, value in found.items()})


def _renamed(key: str) -> str:
    return {"oneOf": "anyOf", "$defs": "definitions"}.get(key, key)


def _tidy_properties(node: dict[str, Any]) -> dict[str, Any]:
    """The properties, each without its generated title (a property may itself be called `title`)."""
    return {name: _untitled(_tidy(value)) for name, value in node["properties"].items()}


def _untitled(value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key not in ("title", "x-required")}


def _required(node: dict[str, Any]) -> dict[str, list[str]]:
    """Keys that must be there, also those whose absence is checked by hand for the sake of the message."""
    marked = [name for name, value in node["properties"].items() if value.get("x-required")]
    required = [*node.get("required", []), *marked]
    return {"required": required} if required else {}


def _without_single_choice(node: dict[str, Any]) -> dict[str, Any]:
    """`anyOf` with one alternative is that alternative; beside a reference draft-07 ignores all else, so that stays."""
    choices = node.get("anyOf")
    if isinstance(choices, list) and len(choices) == 1 and "$ref" not in choices[0]:
        return {**choices[0], **{key: value for key, value in node.items() if key != "anyOf"}}
    return node


_SAYS_NOTHING = frozenset({"default", "discriminator"})
