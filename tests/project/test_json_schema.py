"""The schema that editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from kpireport.project import json_schema
from tests.project.test_load_project import CONTRACT

SCHEMA: dict[str, Any] = json.loads(json_schema())


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping of the schema that lists properties."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield node
        for inner in node.values():
            yield from objects(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from objects(inner)


def test_it_is_draft_07() -> None:
    text = json_schema()
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert not any(word in text for word in ('"$defs"', '"prefixItems"', '"discriminator"', '"x-required"', "Entry"))


def test_every_property_has_a_description() -> None:
    found = list(objects(SCHEMA))
    bare = [name for node in found for name, value in node["properties"].items() if not value.get("description")]
    assert bare == []
    assert len(found) > 20


def test_every_reference_leads_somewhere() -> None:
    text = json_schema()
    names = {part.split('"')[0] for part in text.split("#/definitions/")[1:]}
    assert names <= set(SCHEMA["definitions"])


def test_the_keys_of_the_contract_are_there() -> None:
    definitions = SCHEMA["definitions"]
    wanted = {
        "Site": "title url locale currency fiscal_year_start_month theme data_through goals metrics events notes "
        "glossary okrs reviews sources limits editions audiences mail robots profile languages",
        "Source": "files date metric value dimensions date_format decimal columns where connection query grain "
        "thousands delimiter encoding headline missing_values on_duplicate preset table",
        "Metric": "name unit per direction aggregation source column numerator denominator formula dimensions "
        "season_length settle_days missing bounds decimals definition rebase",
        "Goal": "id name owner parent kpis",
        "Kpi": "id name metric definition tier timing measures owner cadence review decision target benchmark "
        "commitment feeds pairs_with explained_by guardrails triggers stage history",
        "Target": "reach total at_least at_most between average text kind value low high baseline from by start "
        "agreed_by agreed_on milestones",
        "Event": "date title kpis url",
        "Okr": "id objective cycle owner commitment key_results",
        "KeyResult": "id kpi name metric start target by value",
        "Review": "date forum kpi decision action owner due done",
        "NoteFrontMatter": "",
        "Mail": "host port security user from to",
    }
    for name, keys in wanted.items():
        properties = definitions.get(name, {}).get("properties", {})
        assert set(keys.split()) <= set(properties), name


def test_what_must_be_there_is_required() -> None:
    definitions = SCHEMA["definitions"]
    required = {name: definitions[name].get("required", []) for name in ("Site", "Kpi", "Event", "Goal")}
    assert required == {"Site": ["title"], "Kpi": ["id", "metric"], "Event": ["date", "title"], "Goal": []}
    assert all(node["additionalProperties"] is False for node in objects(definitions))


def test_short_forms_are_allowed() -> None:
    kpi = SCHEMA["definitions"]["Kpi"]["properties"]
    assert {"type": "number"} in kpi["target"]["anyOf"]
    assert {"$ref": "#/definitions/Metric"} in kpi["metric"]["anyOf"]
    assert [choice.get("type") for choice in kpi["feeds"]["anyOf"]] == [["string", "number"], "array"]


class _Loader(yaml.SafeLoader):
    """Reads dates, and keys such as `on`, as texts, as editors do."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
VALIDATOR = Draft7Validator(SCHEMA)


def errors(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, _Loader))]  # noqa: S506 - a safe loader


@pytest.mark.parametrize("name", [name for name in CONTRACT if name.endswith(".yaml")])
def test_the_contracts_files_fit_it(name: str) -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert errors(CONTRACT[name]) == []


@pytest.mark.parametrize(
    "text",
    [
        "title: T\ntilte: U\n",
        "title: T\nfiscal_year_start_month: 13\n",
        "title: T\ngoals: [{id: g, kpis: [{id: k, metric: m, cadence: weekly}]}]\n",
        "id: g\nkpis: [{id: k, metric: m, tagret: 5}]\n",
        "id: g\nkpis: [{id: k, metric: m, target: {reach: x}}]\n",
        "title: T\nmetrics: {m: {aggregation: summ}}\n",
        "- {date: 2026-13, title: x}\n",
    ],
)
def test_what_is_wrong_does_not_fit_it(text: str) -> None:
    assert errors(text) != []
