"""Two real repositories of indicators: every file is read as the csv module reads it, or refused with its place."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpireport.errors import SourceError
from kpireport.model import Observations, Source
from kpireport.periods import Calendar
from kpireport.sources import read_snapshots
from tests.open_sdg import Indicator, indicators
from tests.sources.source_files import project, source


def _source(indicator: Indicator, **keys: Any) -> Source:
    return source(
        id=indicator.id,
        files=(f"data/{indicator.file.name}",),
        date="Year",
        columns={indicator.id: "Value"},
        dimensions=indicator.dimensions,
        **keys,
    )


def _expected(indicator: Indicator) -> list[tuple[object, ...]]:
    """Start, segments and value of each row with a value, equal lines once: independent of the code under test."""
    calendar = Calendar()
    with indicator.file.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = [row for row in csv.reader(file) if row]
    at = {name.strip(): place for place, name in reversed(list(enumerate(header)))}
    found = []
    for line in dict.fromkeys(map(tuple, lines)):
        text = line[at["Value"]].strip()
        if text:
            day = line[at["Year"]].strip()
            day = f"{day[:4]}/{day[5:]}" if len(day) == 7 and indicator.academic else day
            segments = [line[at[name]].strip() for name in indicator.dimensions]
            found.append((calendar.parse(day).start, *segments, float(text)))
    return sorted(found)


def _read(observations: Observations | None, dimensions: tuple[str, ...]) -> list[tuple[object, ...]]:
    if observations is None:
        return []
    columns = [observations.dimensions[name] for name in dimensions]
    segments = [[column.labels[code] for code in column.codes] for column in columns]
    starts = [date.fromordinal(start) for start in observations.starts]
    return sorted(zip(starts, *segments, observations.values, strict=True))


@pytest.mark.parametrize(
    ("name", "count", "refusals"),
    [
        ("opensdg-usa", 238, {"indicator_8-8-1.csv": {"D005": 2}}),
        (
            "opensdg-bristol",
            257,
            {
                "indicator_14-4-1-a.csv": {"D007": 13},
                "indicator_16-2-1.csv": {"D005": 8},
                "indicator_3-3-2.csv": {"D005": 18},
                "indicator_3-d-2.csv": {"D005": 1},
                "indicator_4-6-1.csv": {"D005": 27},
                "indicator_6-3-1.csv": {"D004": 4, "D007": 26},
            },
        ),
    ],
)
def test_every_indicator_is_read_rightly_or_refused_with_its_place(
    shared: Path, name: str, count: int, refusals: dict[str, dict[str, int]]
) -> None:
    folder = shared / "data" / name
    every = indicators(folder)
    assert len(every) == count
    with pytest.raises(SourceError) as caught:
        read_snapshots(project(folder, {each.id: _source(each) for each in every}))
    problems = caught.value.problems
    told: dict[str, Counter[str]] = {}
    for problem in problems:
        assert problem.place is not None
        told.setdefault(Path(problem.place.file).name, Counter())[problem.code] += 1
        raw = (folder / problem.place.file).read_text(encoding="utf-8-sig").splitlines()[problem.place.line - 1]
        assert problem.line == raw
        assert 1 <= problem.place.column <= len(raw)
    assert told == refusals
    good = [each for each in every if each.file.name not in refusals]
    found = read_snapshots(project(folder, {each.id: _source(each) for each in good})).observations
    wrong = [each.id for each in good if _read(found.get((each.id, each.id)), each.dimensions) != _expected(each)]
    assert not wrong
    assert len(good) == count - len(refusals)


def test_twitter_volumes_are_days_of_five_minute_rows(shared: Path) -> None:
    folder = shared / "data" / "nab-a"
    files = sorted((folder / "realTweets").glob("*.csv"))
    assert len(files) == 5
    sources = {
        path.stem: source(
            id=path.stem, files=(f"realTweets/{path.name}",), date="timestamp", columns={"volume": "value"}
        )
        for path in files
    }
    found = read_snapshots(project(folder, sources)).observations
    for path in files:
        with path.open(newline="") as file:
            lines = [(line["timestamp"], float(line["value"])) for line in csv.DictReader(file)]
        observed = found[path.stem, "volume"]
        assert observed.grain == "day"
        days = [date.fromordinal(start).isoformat() for start in observed.starts]
        assert list(zip(days, observed.values, strict=True)) == [(text[:10], value) for text, value in sorted(lines)]
        assert str(observed.through) == max(lines)[0][:10]
