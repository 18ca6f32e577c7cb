"""What many sites cost in one go: time and peak memory for a growing number of clients, which should grow alike.

    python bench/agency.py                        50, 100 and 200 clients of 25 KPIs
    python bench/agency.py --clients 10 20 40     other numbers
    python bench/agency.py --jobs 2               that many sites at a time

One client more than is asked for is broken; it has to be named, and the others built.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from run import Cost, cost

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kpireport-bench-"))
    try:
        subprocess.run([sys.executable, str(HERE / "workload.py"), "small", str(folder / "one")], check=True)
        for count in chosen.clients:
            spent = measure(folder, count, chosen.jobs)
            print(f"{count:4} clients   {spent}   {1000 * spent.cpu / count:5.0f} ms of CPU a client", flush=True)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, count: int, jobs: int) -> Cost:
    clients, out = folder / "clients", folder / "out"
    for number in range(count):
        shutil.copytree(folder / "one", clients / f"client-{number:03}")
    broken = clients / "broken"
    broken.mkdir()
    (broken / "site.yaml").write_text("title: [\n", "utf-8")
    sites = sorted(map(str, clients.glob("*/site.yaml")))
    said = folder / "said.txt"
    build = [sys.executable, "-m", "kpireport", "build", *sites, "--out-root", str(out), "--jobs", str(jobs)]
    spent = cost(build, errors=said, expected=3)
    told = said.read_text("utf-8")
    if f"{count} of {count + 1} sites built" not in told or "as they were before: broken" not in told:
        sys.exit(told)
    shutil.rmtree(clients)
    shutil.rmtree(out)
    return spent


if __name__ == "__main__":
    main()
