"""How far the probabilities of the forecast can be believed, and what it costs.

    python bench/forecast.py FOLDER                # the pool of the core, and that of the extra
    python bench/forecast.py FOLDER --paths 400    # quicker
    python bench/forecast.py --cost                # CPU for 1,000 KPIs of 60 months

For every series of the folder, and for histories of several lengths, the pool states how likely the sum of the next
values is to reach 0.95 to 1.2 times that of the same periods a year earlier (weekly series: of the last periods).
Printed are the mean squared distance of the statements from what came about (Brier; a constant statement of the base
rate scores 0.243) and how often the bands hold the sum.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kpireport.analysis.outcome import Span
from kpireport.analysis.paths import PATHS, simulate
from kpireport.analysis.projection import brier, project
from kpireport.analysis.theta import is_installed

#: The targets, as multiples of the sum a year earlier.
MULTIPLES = (0.95, 1.00, 1.05, 1.10, 1.20)


@dataclass(frozen=True)
class Protocol:
    """Periods in a season, values to forecast, and lengths of the history tried."""

    season: int
    steps: int
    lengths: tuple[int, ...]


PROTOCOLS = {
    "monthly-economic": Protocol(12, 6, (18, 36, 60)),
    "monthly-tourism": Protocol(12, 6, (18, 36, 60)),
    "quarterly-economic": Protocol(4, 4, (12, 24, 36)),
    "quarterly-tourism": Protocol(4, 4, (12, 24)),
    "weekly-mixed": Protocol(1, 8, (26, 60)),
}


@dataclass(frozen=True)
class Case:
    """A history, what followed, and the sum that the targets are multiples of."""

    series: str
    history: tuple[float, ...]
    future: tuple[float, ...]
    before: float
    season: int


@dataclass(frozen=True)
class Score:
    """The statements on one case with what came about, and whether the bands held the sum."""

    statements: tuple[tuple[float, bool], ...]
    in80: bool
    in95: bool


def cases(file: Path) -> Iterator[Case]:
    protocol = PROTOCOLS[file.stem]
    for name, (train, test) in read(file).items():
        for length in protocol.lengths:
            if len(train) >= length:
                history = train[-length:]
                first = max(protocol.season, protocol.steps)
                before = sum(history[-first:][: protocol.steps])
                yield Case(name, tuple(history), tuple(test[: protocol.steps]), before, protocol.season)


def read(file: Path) -> dict[str, tuple[list[float], list[float]]]:
    """The values to learn from and those that followed, by series."""
    series: dict[str, tuple[list[float], list[float]]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in sorted(csv.DictReader(stream), key=lambda row: (row["id"], int(row["t"]))):
            train, test = series.setdefault(row["id"], ([], []))
            (train if row["split"] == "train" else test).append(float(row["value"]))
    return series


def judge(case: Case, paths: int, *, theta: bool) -> Score:
    drawn = simulate(case.history, case.season, len(case.future), case.series, paths=paths, theta=theta)
    total = sum(case.future)
    whole = Span(method="sum", weights=(1.0,) * len(case.future))
    targets = [multiple * case.before for multiple in MULTIPLES]
    found = [project(drawn, [replace(whole, low=target)], drawn=[]) for target in targets]
    stated = [(one.probability, total >= target) for one, target in zip(found, targets, strict=True) if one]
    statements = tuple((probability, hit) for probability, hit in stated if probability is not None)
    held = [low <= total <= high for one in found[:1] if one for low, high in (one.interval80, one.interval95)]
    return Score(statements, *held)


def report(name: str, scores: list[Score]) -> None:
    statements = [statement for score in scores for statement in score.statements]
    in80, in95 = (sum(held) / len(scores) for held in zip(*((s.in80, s.in95) for s in scores), strict=True))
    print(
        f"  {name:20} {len(statements):6,} statements  Brier {brier(statements):.4f}  80 % {in80:.1%}  95 % {in95:.1%}"
    )


def measure(folder: Path, paths: int, jobs: int, *, theta: bool) -> None:
    every: list[Score] = []
    with ProcessPoolExecutor(jobs) as pool:
        for file in sorted(folder.glob("*.csv")):
            scores = list(pool.map(partial(judge, paths=paths, theta=theta), cases(file), chunksize=16))
            report(file.stem, scores)
            every += scores
    report("all", every)


def cost(paths: int, *, theta: bool) -> None:
    """CPU on one core for 1,000 monthly series of 60 values, forecast over the next 12."""
    history = [100 + n % 12 + (n * 7919 % 31) / 3 for n in range(60)]
    outcome = [Span(method="sum", weights=(1.0,) * 12, low=1300.0)]
    start = time.process_time()
    for number in range(1000):
        project(simulate(history, 12, 12, f"kpi-{number}", paths=paths, theta=theta), outcome)
    print(f"  1,000 KPIs × 60 periods, 12 ahead: {time.process_time() - start:.2f} s of CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="the folder with the series")
    parser.add_argument("--paths", type=int, default=PATHS, help="paths each member draws")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cost", action="store_true", help="measure CPU")
    given = parser.parse_args()
    for theta in (False, True):
        print("with the extra `forecast`:" if theta else "the core alone:")
        if theta and not is_installed():
            print('  skipped, as statsforecast is not installed: pip install "kpireport-site[forecast]"')
            continue
        if given.cost:
            cost(given.paths, theta=theta)
        if given.folder:
            measure(given.folder, given.paths, given.jobs, theta=theta)


if __name__ == "__main__":
    main()
