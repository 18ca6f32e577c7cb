"""The same inputs give the same bytes, whatever the machine is set to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.site.conftest import ROOT, run_build


def tree(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_build_on_another_kind_of_machine_is_the_same(example: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        run_build(
            ROOT / "site.example.yaml",
            tmp_path / "site",
            cwd=tmp_path,
            TZ="Pacific/Kiritimati",
            LANG="tr_TR.UTF-8",
            LC_ALL="tr_TR.UTF-8",
            PYTHONHASHSEED="4711",
        )
    finally:
        os.umask(before)
    assert differing(tree(tmp_path / "site"), tree(example)) == []
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert modes == {0o644}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "locale", "seed"),
    [("America/Los_Angeles", "C", "0"), ("Asia/Kathmandu", "ar_SA.UTF-8", "1"), ("UTC", "de_DE.ISO-8859-1", "2")],
)
def test_more_machines(example: Path, tmp_path: Path, zone: str, locale: str, seed: str) -> None:
    run_build(ROOT / "site.example.yaml", tmp_path / "site", TZ=zone, LC_ALL=locale, LANG=locale, PYTHONHASHSEED=seed)
    assert differing(tree(tmp_path / "site"), tree(example)) == []


@pytest.mark.slow
def test_the_number_of_processes_does_not_show(example: Path, tmp_path: Path) -> None:
    from kpireport.cli import run

    assert (
        run(["build", str(ROOT / "site.example.yaml"), "--out", str(tmp_path / "site"), "--jobs", "2", "--quiet"]) == 0
    )
    assert differing(tree(tmp_path / "site"), tree(example)) == []


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
