"""CPU seconds that judging takes: projection, signal and cause of 1,000 KPIs of 60 months each, in memory.

    python bench/judgement.py [KPIS]

The core alone: Theta is left out even where statsforecast is installed.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import sys
import time
from array import array
from datetime import date
from pathlib import Path

from kpireport.analysis import theta
from kpireport.analysis.report import analyse
from kpireport.errors import Place
from kpireport.format import Language
from kpireport.model import Bound, Dimension, Goal, Kpi, Metric, Observations, Project, Site, Snapshots, Source, Target

MONTHS, SEGMENTS = 60, ("search", "mail", "social")
#: The functions whose time, with all they call, is the time of judging.
JUDGING = {"outlook": "projection", "signal_of": "signal", "explain": "cause"}
HERE = Place("site.yaml")


def project(n: int) -> Project:
    ids = [f"kpi-{number:04}" for number in range(n)]
    kpis = tuple(_kpi(name) for name in ids)
    return Project(
        file=Path("site.yaml"),
        root=Path(),
        site=Site(title="Bench"),
        goals=(Goal(id="goal", place=HERE, name="Goal", owner="Owner", kpis=kpis),),
        metrics={name: Metric(id=name, place=HERE, name=name) for name in ids},
        sources={"table": Source(id="table", place=HERE, files=("table.csv",))},
    )


def _kpi(name: str) -> Kpi:
    target = Target(place=HERE, kind="cumulative", value=Bound(14_000.0), start=date(2025, 7, 1), by=date(2026, 6, 30))
    return Kpi(id=name, place=HERE, name=name, metric=name, owner="Owner", cadence="month", targets=(target,))


def snapshots(project: Project) -> Snapshots:
    chance = random.Random(7)
    months = [date(2021 + month // 12, month % 12 + 1, 1).toordinal() for month in range(MONTHS)]
    starts = array("q", [start for start in months for _ in SEGMENTS])
    codes = array("q", list(range(len(SEGMENTS))) * MONTHS)
    return Snapshots(
        observations={
            ("table", name): Observations(
                grain="month",
                through=date(2025, 12, 31),
                starts=starts,
                values=array("d", [chance.gauss(400, 40) for _ in starts]),
                dimensions={"channel": Dimension(SEGMENTS, codes)},
            )
            for name in project.metrics
        }
    )


def main() -> None:
    theta.is_installed = lambda: False  # type: ignore[assignment]
    made = project(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    read = snapshots(made)
    begun = time.process_time()
    analyse(made, read, Language())
    print(f"the whole analysis {time.process_time() - begun:6.2f} s of CPU")
    profile = cProfile.Profile()
    profile.runcall(analyse, made, read, Language())
    spent = {
        name: row[3]
        for (_, _, name), row in pstats.Stats(profile).stats.items()
        if name in JUDGING  # type: ignore[attr-defined]
    }
    for name, what in JUDGING.items():
        print(f"{what:18} {spent[name]:6.2f} s (under a profiler, so an upper bound)")


if __name__ == "__main__":
    main()
