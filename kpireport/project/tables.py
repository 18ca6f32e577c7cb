"""Source entries → model.Source."""

from __future__ import annotations

from collections.abc import Mapping

from kpireport.errors import Place
from kpireport.model import Source
from kpireport.project.documents import Faults
from kpireport.project.metric_schema import SourceEntry
from kpireport.project.nodes import problem_at
from kpireport.project.paths import Folder
from kpireport.project.presets import read_presets
from kpireport.project.source_settings import settled
from kpireport.project.wording import clip, did_you_mean

_NOT_YET = ("connection", "query", "table")


def build_sources(
    entries: Mapping[str, SourceEntry] | None, folder: Folder, site: Place, faults: Faults
) -> Mapping[str, Source]:
    """The sources by id, sorted; without any, the long tables `snapshots/*.csv`."""
    if not entries:
        return {"snapshots": Source(id="snapshots", place=site, files=("snapshots/*.csv",))}
    sources = {}
    for identifier, entry in sorted(entries.items()):
        if _is_readable(entry, faults):
            for pattern in entry.files or ():
                folder.check_matches(pattern, faults)
            sources[identifier] = settled(entry, identifier, _preset(entry, faults))
    return sources


def _preset(entry: SourceEntry, faults: Faults) -> Source | None:
    """The settings of the known export that the entry names."""
    if entry.preset is None:
        return None
    known = read_presets()
    word = entry.preset.text.strip()
    if word not in known:
        hint = did_you_mean(word, known) or "`kpireport import --list` names them; or write `date` and `columns`"
        faults.add(problem_at(entry.preset, "K005", f"there is no preset `{clip(word)}`", hint))
        return None
    if entry.metric or entry.value:
        key = "metric" if entry.metric else "value"
        hint = "leave it out; a column beside those of the preset stands under `columns`"
        message = f"a preset has one column per metric, and `{key}` describes another table"
        faults.add(problem_at(entry.node.keys[key], "K004", message, hint))
    return known[word].source


def _is_readable(entry: SourceEntry, faults: Faults) -> bool:
    """Whether it is a table in files that can be read; problems if not."""
    for key in _NOT_YET:
        if getattr(entry, key) is not None:
            message = f"`{key}` is not supported yet"
            faults.add(
                problem_at(entry.node.keys[key], "K019", message, "export the rows to a file and name it under `files`")
            )
            return False
    if entry.lacks("files"):
        faults.add(problem_at(entry.node, "K010", "the source names no files", "write files: snapshots/*.csv"))
    if entry.columns is not None and (entry.metric or entry.value):
        key = "metric" if entry.metric else "value"
        hint = "keep `columns` (one column per metric), or `metric` and `value` (one row per metric and date)"
        message = f"`columns` and `{key}` describe two different tables"
        faults.add(problem_at(entry.node.keys[key], "K004", message, hint))
    if entry.count_rows is not None and entry.columns is None and entry.preset is None:
        hint = "write columns: {} beside it, or with the columns that hold numbers"
        faults.add(
            problem_at(entry.node.keys["count_rows"], "K004", "only a wide table can have its rows counted", hint)
        )
    if entry.thousands is not None and entry.thousands == (entry.decimal or "."):
        message = "the decimal sign and the sign between thousands are the same"
        faults.add(
            problem_at(entry.node.values["thousands"], "K004", message, 'write decimal: "," as well, or leave it out')
        )
    return True
