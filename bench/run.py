"""What a build costs: wall clock, CPU and memory, beside a bare script that only draws the same charts.

    python bench/run.py medium
    python bench/run.py large --no-peer
    python bench/run.py medium --generator PATH     the data of another generator, called as PATH SIZE FOLDER

CPU is user and system time of all processes; memory is the highest sum over the processes alive at one moment. Compare
CPU first, and only figures of one run: machines differ and are shared.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock and CPU, megabytes of memory."""

    wall: float
    cpu: float
    memory: float

    def __str__(self) -> str:
        return f"wall {self.wall:6.2f} s   CPU {self.cpu:6.2f} s   memory {self.memory:5.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=["small", "medium", "large"])
    parser.add_argument("--times", type=int, default=1, help="repeat and give the medians")
    parser.add_argument("--jobs", type=int, default=1, help="passed to kpireport build")
    parser.add_argument("--generator", type=Path)
    parser.add_argument("--no-peer", action="store_true", help="measure kpireport alone")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    chosen = parser.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="kpireport-bench-"))
    try:
        measure(chosen, folder)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder)


def measure(chosen: argparse.Namespace, folder: Path) -> None:
    project, site, peer = folder / "project", folder / "site", folder / "peer"
    prepare(chosen.size, chosen.generator, project, folder / "data")
    build = ["-m", "kpireport", "build", str(project / "site.yaml"), "--out", str(site), "--quiet"]
    costs, peers = [], []
    for _ in range(chosen.times):
        shutil.rmtree(site, ignore_errors=True)
        costs.append(cost([sys.executable, *build, "--jobs", str(chosen.jobs)]))
        if not chosen.no_peer:
            peers.append(cost([sys.executable, str(HERE / "naive.py"), str(project), str(peer)]))
    files = [path for path in site.rglob("*") if path.is_file()]
    print(f"kpireport   {median(costs)}   {len(files)} files, {sum(map(size_of, files)) / 1e6:.1f} MB")
    if peers:
        print(f"bare charts {median(peers)}")
        print(f"ratio       {median(costs).cpu / median(peers).cpu:.2f} times the CPU of the bare charts")


def prepare(size: str, generator: Path | None, project: Path, data: Path) -> None:
    """The project to build, over our own data or another generator's."""
    workload = [sys.executable, str(HERE / "workload.py")]
    if generator is None:
        subprocess.run([*workload, size, str(project)], check=True)
    else:
        subprocess.run([sys.executable, str(generator), size, str(data)], check=True)
        subprocess.run([*workload, "--from", str(data), str(project)], check=True)


def size_of(path: Path) -> int:
    return path.stat().st_size


def median(costs: list[Cost]) -> Cost:
    """Each figure's own median."""
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "memory")))


def cost(command: list[str], *, expected: int = 0, errors: Path | None = None) -> Cost:
    """Run a command to its end, what it says going into `errors`. Exits when it does not end as `expected`."""
    start = time.monotonic()
    with errors.open("wb") if errors else nullcontext() as said:
        process = subprocess.Popen(command, stderr=said)
    done = threading.Event()
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    done.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, max(peak[0], used.ru_maxrss * 1024) / 1e6)


def _watch(root: int, done: threading.Event, peak: list[int]) -> None:
    while not done.wait(0.05):
        peak[0] = max(peak[0], _memory(root))


def _memory(root: int) -> int:
    """Bytes in memory over a process and all its descendants (Linux; elsewhere the largest process counts alone)."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(entry.parent.name)
        children.setdefault(int(fields[1]), []).append(pid)
        resident[pid] = int(fields[21]) * PAGE
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += resident.get(pid, 0)
        waiting += children.get(pid, [])
    return total


if __name__ == "__main__":
    main()
