"""Every preset reads a file shaped like its export, and says what is missing in one that is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from kpireport.cli import run
from kpireport.errors import SourceError
from kpireport.model import Preset
from kpireport.project import load_project
from kpireport.project.presets import read_presets
from kpireport.sources import read_snapshots
from kpireport.sources.naming import Likeness

HERE = Path(__file__).parent
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))
PRESETS = read_presets()


def fixture(preset: str) -> Path:
    (found,) = [path for path in HERE.glob(f"{preset}.*") if path.suffix in (".csv", ".xlsx", ".tsv")]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Preset], Path]:
    """The folder of a project into which a preset's fixture was imported, once for all tests."""
    known: dict[str, Path] = {}

    def imported(preset: Preset) -> Path:
        if preset.id not in known:
            made = known[preset.id] = tmp_path_factory.mktemp(preset.id)
            (made / "site.yaml").write_text("title: Report\ncurrency: EUR\n")
            shutil.copy(fixture(preset.id), made)
            wanted = ["--preset", preset.id] if preset.variant_of else []
            assert run(["import", str(made / fixture(preset.id).name), str(made), *wanted]) == 0
        return known[preset.id]

    return imported


def test_each_preset_has_its_fixture_and_totals() -> None:
    assert EXPECTED.keys() == PRESETS.keys()
    assert {path.stem for path in HERE.glob("*.*") if path.suffix in (".csv", ".xlsx")} == set(PRESETS)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_whole(preset: Preset) -> None:
    assert all(one.url.startswith("https://") and 2015 <= one.year <= 2026 for one in preset.documentation)
    assert preset.source.count_rows is None or preset.source.count_rows in preset.metrics
    assert preset.variant_of is None or PRESETS[preset.variant_of].variant_of is None
    for name, metric in preset.metrics.items():
        sides = {metric[side] for side in ("numerator", "denominator") if side in metric}
        assert sides <= preset.metrics.keys()
        assert name in preset.source.columns or sides or name == preset.source.count_rows


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_an_export_is_recognised_and_read_rightly(preset: Preset, folder: Callable[[Preset], Path]) -> None:
    project = load_project(folder(preset) / "site.yaml", {})
    observations = read_snapshots(project).observations
    found = {name: [len(rows.values), pytest.approx(sum(rows.values))] for (_, name), rows in observations.items()}
    expected = {name: numbers for name, numbers in EXPECTED[preset.id].items() if name != "covers"}
    assert found == expected
    starts = [rows.starts[0] for rows in observations.values()]
    ends = [rows.through for rows in observations.values() if rows.through]
    assert [date.fromordinal(min(starts)), max(ends)] == EXPECTED[preset.id]["covers"]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_missing_column_is_told_with_its_synonyms(
    preset: Preset, folder: Callable[[Preset], Path], tmp_path: Path
) -> None:
    shutil.copytree(folder(preset), tmp_path, dirs_exist_ok=True)
    project = load_project(tmp_path / "site.yaml", {})
    metric = next(name for name in EXPECTED[preset.id] if name != "covers")
    column = preset.source.columns.get(metric, preset.source.date)
    also = preset.source.synonyms.get(column, ())
    others = renamed(tmp_path / fixture(preset.id).name, Likeness.of([column, *also]))
    with pytest.raises(SourceError) as caught:
        read_snapshots(project)
    told = next(problem for problem in caught.value.problems if f"“{column}”" in problem.message)
    assert f"preset “{preset.id}”" in told.message
    assert told.hint
    for name in (*also[:20], *others[:19]):
        assert name in told.hint


def renamed(path: Path, column: Likeness) -> list[str]:
    """Gives a column of a file another name, wherever it stands; returns the names of those that are left."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        for sheet in book.worksheets:
            for row in sheet.iter_rows(max_row=20):
                names = [str(cell.value or "") for cell in row]
                if any(map(column.fits, names)):
                    for cell in row:
                        if column.fits(str(cell.value or "")):
                            cell.value = "Another name"
                    book.save(path)
                    return [name for name in names if name and not column.fits(name)]
        raise AssertionError(path)
    encoding = "utf-16" if path.read_bytes()[:2] == b"\xff\xfe" else "utf-8"
    lines = path.read_text(encoding).split("\n")
    mark = next(mark for mark in ("\t", ";", ",") if any(mark in line for line in lines))
    for at, line in enumerate(lines):
        cells = line.replace('"', "").split(mark)
        if any(map(column.fits, cells)):
            lines[at] = mark.join("Another name" if column.fits(cell) else cell for cell in cells)
            path.write_text("\n".join(lines), encoding)
            return [cell for cell in cells if cell.strip() and not column.fits(cell)]
    raise AssertionError(path)
