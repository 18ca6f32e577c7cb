"""The triggers in report.json, and `data/triggers.json`: the same rows alone, for alerts."""

from __future__ import annotations

import json

from kpireport.model import File, Report, TriggerResult
from kpireport.pages.json_values import Json, date_json

TRIGGERS_FILE = "data/triggers.json"


def trigger_json(result: TriggerResult) -> Json:
    """`value` is the metric's value, a pace (a ratio) or a relative change (a fraction), as the condition compares."""
    return {
        "kpi": result.kpi,
        "when": result.trigger.when,
        "fired": result.fired,
        "since": date_json(result.since),
        "owner": result.owner,
        "action": result.action,
        "reason": result.reason,
        "value": result.value,
        "sentence": result.sentence,
        "segments": [
            {"segment": one.segment, "since": date_json(one.since), "value": one.value} for one in result.segments
        ],
        "judged": result.judged,
        "skipped": result.skipped,
        "silent": result.silent,
    }


def triggers_json(report: Report) -> File:
    """The file: what fired first, then what did not, then what could not be told; each in the order of the report."""
    order = {True: 0, False: 1, None: 2}
    rows = [trigger_json(result) for result in sorted(report.triggers, key=lambda result: order[result.fired])]
    content = {
        "schema": "kpireport-triggers/1",
        "title": report.site.title,
        "data_through": date_json(report.data_through),
        "report_date": date_json(report.report_date),
        "triggers": rows,
    }
    return File(TRIGGERS_FILE, (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode())
