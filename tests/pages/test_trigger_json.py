"""Triggers for machines: in report.json, and alone for alerts."""

from __future__ import annotations

import json
from dataclasses import replace

from kpireport.pages.trigger_json import trigger_json, triggers_json
from tests.pages.sample import QUOTE, SCRIPT, report


def test_the_file_for_alerts_begins_with_what_fired() -> None:
    found = report()
    file = triggers_json(replace(found, triggers=tuple(reversed(found.triggers))))
    content = json.loads(file.content)
    assert file.path == "data/triggers.json"
    assert {key: content[key] for key in ("title", "data_through", "report_date")} == {
        "title": "Growth report",
        "data_through": "2026-10-25",
        "report_date": "2026-10-25",
    }
    assert [(row["kpi"], row["fired"]) for row in content["triggers"]] == [
        ("script", True),
        ("searches", False),
        ("impressions", None),
    ]


def test_a_row_has_all_that_the_contract_names() -> None:
    fired, untold = (trigger_json(one) for one in reversed(report().triggers) if one.kpi != "searches")
    assert {name: fired[name] for name in ("kpi", "when", "fired", "since", "owner", "action", "reason", "value")} == {
        "kpi": "script",
        "when": "down 20% over 4 weeks per post",
        "fired": True,
        "since": "2026-08-24",
        "owner": QUOTE,
        "action": SCRIPT,
        "reason": None,
        "value": -0.75,
    }
    segments = fired["segments"]
    assert isinstance(segments, list)
    assert segments[3] == {"segment": "Carousel", "since": "2026-08-24", "value": -0.2}
    assert (untold["fired"], untold["since"], untold["value"], untold["reason"]) == (None, None, None, "short_history")


def test_a_report_without_triggers_has_an_empty_list() -> None:
    assert json.loads(triggers_json(replace(report(), triggers=())).content)["triggers"] == []
